"""Terms of a case: clocks that its facts start, prolongation, and the change of kind that changes the term."""

from dataclasses import replace
from datetime import date

from services.router.rules.case import Case
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, instant, then, was_overdue
from services.router.rules.table import APPEALS
from shared.contracts.agency import ProlongAppeal, ReclassifyAppeal
from shared.contracts.clocks import Clock, Deadlines
from shared.contracts.lifecycle import AppealProlonged, AppealReclassified
from shared.contracts.vocabulary import ClockName, Kind, Outcome, Refusal
from shared.law import has_clock, opening, prolonged, registration, specials_of, start_clock
from shared.workdays import CalendarGap, civil_day

OF_THE_HOLDER = (
    ClockName.REPAIR,
    ClockName.RETURN,
    ClockName.UPWARD,
    ClockName.OBJECTION,
    ClockName.HEARING_PROTOCOL,
    ClockName.PROTOCOL_REMARKS,
    ClockName.RECUSAL,
    ClockName.FILE_ACCESS,
)
"""Clocks of one body's procedure: they end where the appeal goes on to another body."""
TO_BE_EXECUTED = frozenset({Outcome.FAVOURABLE_ACT})
OWING = TO_BE_EXECUTED | {Outcome.SENT_BACK}
"""Outcomes after which the body still has to act (Art. 86(3), 100(2))."""


def started(
    deadlines: Deadlines | None, name: ClockName, start: date, law: Law, *, long: bool = False
) -> tuple[Clock, ...]:
    """The clock from the civil day `start`, or none.

    None for a historical appeal, a term that the case's edition does not set, and a term that ends beyond the table of
    working days: an act is not refused because three months later there is no table yet.
    """
    if deadlines is None or not has_clock(name, deadlines.ruleset):
        return ()
    try:
        return (start_clock(name, start, deadlines.ruleset, law.calendar, long=long),)
    except CalendarGap:
        return ()


def received_on(case: Case, now: Moment, law: Law) -> date:
    """Day on which the holder received it, from whose next day terms count (Art. 64(3), 76(2))."""
    arrived = registration(case.held_since or instant(case, now), law.calendar).registered_on
    return max(case.dims.registered_on, arrived)


def after_closing(
    case: Case, now: Moment, law: Law, outcome: Outcome | None = None, *, silent_on_appeal: bool = False
) -> tuple[Clock, ...]:
    """Clocks that a decision starts: the right to complain (Art. 92(1)), execution (86(3)), sending back (100(2)).

    `silent_on_appeal`: the act does not say how to contest it, so six months instead of three (Art. 92(1-1)).
    """
    day = civil_day(instant(case, now))
    clocks = started(case.deadlines, ClockName.COMPLAINT_RIGHT, day, law, long=silent_on_appeal)
    if outcome in TO_BE_EXECUTED:
        clocks += started(case.deadlines, ClockName.EXECUTION, day, law)
    if outcome is Outcome.SENT_BACK:
        clocks += started(case.deadlines, ClockName.SEND_BACK, day, law)
    return clocks


def prolong(case: Case, action: ProlongAppeal, now: Moment, law: Law) -> Verdict:
    """A reasoned decision to prolong (Art. 76(3)); a complaint's term cannot be (Art. 99)."""
    if case.deadlines is None:
        return Refused(Refusal.PROLONGATION_FORBIDDEN, "Art. 76(3)", "a historical appeal has no running term")
    decided_on = civil_day(instant(case, now))
    kind, dates, by = case.dims.kind, case.deadlines, action.decided_by
    verdict = prolonged(kind, decided_on, action.until, dates, law.calendar, decided_by=by)
    match verdict:
        case Refusal.PROLONGATION_FORBIDDEN:
            if prolonged(kind, decided_on, action.until, dates, law.calendar) is not verdict:
                return Refused(verdict, "Art. 76(3)", f"in edition {dates.ruleset} not by a {by}")
            return Refused(verdict, "Art. 99", "the term of a complaint cannot be prolonged")
        case Refusal():
            span = f"until must lie after {case.deadlines.answer_by} and within two months of {decided_on}"
            return Refused(verdict, "Art. 76(3)", span)
        case Deadlines():
            held = replace(case, deadlines=owed(case, verdict), prolonged=True)
            event = AppealProlonged(
                **common(held, AppealProlonged, now),
                until=verdict.answer_by,
                decided_by=action.decided_by,
                deadlines=held.deadlines or verdict,
            )
            return then(Moved(held, ()), event, held.state)


def reclassify(case: Case, action: ReclassifyAppeal, now: Moment, law: Law) -> Verdict:
    """Correct the kind: the dates follow the new kind from the same start, the old ones stay in the fact.

    The special kind is that of the action: one that it does not name again is dropped, with its term.
    """
    old, new = case.dims.kind, action.kind
    if (new, action.special) == (old, case.dims.special):
        return Refused(Refusal.WRONG_STATE, "Art. 4(1)", f"the appeal is a {action.special or old} already")
    if action.special is not None and action.special not in specials_of(new):
        known = ", ".join(specials_of(new)) or "none"
        return Refused(Refusal.NOT_OF_KIND, "Art. 4(1)", f"special kinds of a {new}: {known}")
    if was_overdue(case, instant(case, now)):
        return Refused(Refusal.TERM_PASSED, "Art. 91(2)", "silence is a refusal already: the kind stays")
    dates = case.deadlines
    start = received_on(case, now, law) if case.hops else case.dims.registered_on
    fresh = opening(new, start, law.calendar, dates.ruleset, special=action.special) if dates else None
    dims = case.dims.model_copy(update={"kind": new, "special": action.special})
    changed = replace(case, dims=dims, hearing=case.hearing if new in APPEALS else None)
    changed = replace(changed, deadlines=owed(changed, fresh) if fresh else None)
    becomes_one = new is Kind.COMPLAINT and old is not new
    upward = started(fresh, ClockName.UPWARD, civil_day(instant(case, now)), law) if becomes_one else ()
    event = AppealReclassified(
        **common(changed, AppealReclassified, now),
        from_kind=old,
        from_special=case.dims.special,
        by_agency=case.agency or "",
        previous=dates,
        deadlines=changed.deadlines,
        starts=(*(changed.deadlines.clocks if changed.deadlines else ()), *upward),
        stops=_ended_with(old, new),
    )
    return then(Moved(changed, ()), event, changed.state)


def _ended_with(old: Kind, new: Kind) -> tuple[ClockName, ...]:
    """Clocks that the new kind does not know."""
    stops: tuple[ClockName, ...] = (ClockName.UPWARD,) if old is Kind.COMPLAINT and new is not old else ()
    if new not in APPEALS:
        stops += (ClockName.HEARING, ClockName.OBJECTION, ClockName.HEARING_PROTOCOL, ClockName.PROTOCOL_REMARKS)
    return stops


def owed(case: Case, deadlines: Deadlines) -> Deadlines:
    """A hearing that was noticed already is not asked for again."""
    if case.hearing is None:
        return deadlines
    clocks = tuple(clock for clock in deadlines.clocks if clock.name is not ClockName.HEARING)
    return deadlines.model_copy(update={"clocks": clocks})
