"""The child appeal of a partial redirect (Art. 65(1)): its registration and its submission, made by the router."""

from services.router.rules.case import Case
from services.router.rules.facts import Child, Law, Moment, instant
from shared.contracts.agency import RedirectPart
from shared.contracts.event import derived_id, event_id
from shared.contracts.lifecycle import AppealRegistered
from shared.contracts.submissions import SubmitAppeal
from shared.law import opening, registration, ruleset_on


def child(parent: Case, action: RedirectPart, now: Moment, law: Law) -> Child:
    """The demand as an appeal of its own, number `…/n` with n = `parent.parts`; its term starts on arrival (76(2)).

    A child may have children of its own, `…/n/m`: each counts its own, so no number is given twice and no other
    document is asked.

    Its id is made of the parent's and the input's, so that doing it twice is doing it once. One input changes one
    document, so its case is opened by the submission when that comes round.
    """
    told, at = parent.submission, instant(parent, now)
    arrived = registration(at, law.calendar)
    day = arrived.registered_on
    ruleset = parent.deadlines.ruleset if parent.deadlines else ruleset_on(day)
    deadlines = opening(parent.dims.kind, day, law.calendar, ruleset, special=parent.dims.special)
    fresh = {"registered_on": day, "agency": None, "category": None, "historical": False}
    dims = parent.dims.model_copy(update=fresh)
    identity = derived_id(told.appeal_id, now.cause)
    registered = AppealRegistered(
        event_id=event_id(identity, 1, "appeal.registered"),
        appeal_id=identity,
        occurred_at=at,
        correlation_id=told.correlation_id,
        causation_id=now.cause,
        traceparent=now.traceparent or told.traceparent,
        sequence=1,
        number=f"{told.number}/{parent.parts}",
        dims=dims,
        registered_late=arrived.late,
        parent=told.number,
        deadlines=deadlines,
    )
    submitted = SubmitAppeal(
        event_id=derived_id(identity, "submit"),
        appeal_id=identity,
        occurred_at=at,
        correlation_id=told.correlation_id,
        causation_id=registered.event_id,
        traceparent=now.traceparent or told.traceparent,
        number=registered.number,
        received_at=at,
        dims=dims,
        deadlines=deadlines,
        applicant=told.applicant,
        co_applicants=told.co_applicants,
        co_applicant_names=told.co_applicant_names,
        text=action.text,
        place=told.place,
        complained_official=told.complained_official,
        parent=told.number,
        directed_to=action.to_agency,
    )
    return Child(registered, submitted)
