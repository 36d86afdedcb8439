"""Interested persons join an open case (Art. 22(1))."""

from dataclasses import replace

from services.router.rules.case import Case
from services.router.rules.facts import Moment, Moved, common, then
from shared.contracts.joining import AppealJoined
from shared.contracts.submissions import MOST_NAMED, JoinAppeal


def join(case: Case, command: JoinAppeal, now: Moment) -> Moved:
    """One co-applicant more; term and state stay. Each later body gets the names with the appeal."""
    told = case.submission
    names = (*told.co_applicant_names, command.applicant.name)[:MOST_NAMED]
    joined = told.model_copy(update={"co_applicants": told.co_applicants + 1, "co_applicant_names": names})
    event = AppealJoined(**common(case, AppealJoined, now), co_applicants=joined.co_applicants)
    return then(Moved(replace(case, submission=joined), ()), event, case.state)
