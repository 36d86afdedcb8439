"""Matters for a court: judicial acts are not contested here; the way there is explained (Art. 3(2), 91(5)-(6))."""

from services.router.rules.case import Case, State
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, closing, then
from services.router.rules.table import permitted
from services.router.rules.terms import after_closing
from shared.contracts.lifecycle import AppealTerminated
from shared.contracts.natije import AdviseCourt
from shared.contracts.vocabulary import Refusal, TerminationGround
from shared.reference.reference import REPUBLIC

ARTICLE = "Art. 3(2), 91(5)-(6)"


def advise_court(case: Case, action: AdviseCourt, centre: str, now: Moment, law: Law) -> Verdict:
    """A person at the centre ends a triage case, whatever brought it there, and tells the applicant the way to court.

    Ended on another legal ground (Art. 70(1)): no body had it, and none decides on a judicial act. The right to
    complain starts as after any other end (Art. 92(1)).
    """
    if centre not in (case.centre, REPUBLIC):
        return Refused(Refusal.NOT_THE_HOLDER, ARTICLE, f"the case is with centre {case.centre}")
    if refused := permitted(case, type(action)):
        return refused
    event = AppealTerminated(
        **closing(case, AppealTerminated, now, law.calendar),
        ground=TerminationGround.OTHER_LEGAL_GROUND,
        starts=after_closing(case, now, law),
    )
    return then(Moved(case, ()), event, State.TERMINATED)
