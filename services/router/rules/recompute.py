"""A changed table of working days reaches a case: its dates are counted anew (Art. 76(5))."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.router.rules.case import Case
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, instant, then
from services.router.rules.table import permitted
from services.router.rules.terms import owed
from shared.contracts.clocks import Clock, Deadlines
from shared.contracts.dates import ClocksChanged
from shared.contracts.lifecycle import DeadlinesChanged
from shared.contracts.submissions import RecomputeDeadlines
from shared.contracts.vocabulary import ClockName, DatesChangedBy, Refusal
from shared.law import recomputed, recomputed_clock
from shared.workdays import WorkCalendar, civil_day


@dataclass(frozen=True, slots=True)
class OtherDates:
    """What is another date by a table: the dates of the running term, or None, and the clocks beside it that differ."""

    deadlines: Deadlines | None
    clocks: tuple[Clock, ...]


def recompute(case: Case | None, now: Moment, law: Law) -> Verdict:
    """The case with the dates of the present table; as it was where no date is another one.

    An unknown case is refused, of which nobody is told: an operator asks for all. A closed one may still have the term
    to complain (Art. 92) or to execute the act (86(3)). Raises CalendarGap.
    """
    if case is None:
        return Refused(Refusal.WRONG_STATE, "Art. 76(5)", "no such case")
    if refused := permitted(case, RecomputeDeadlines):
        return refused
    other = other_dates(case, law.calendar, civil_day(instant(case, now)))
    if other is None:
        return Moved(case, ())
    reason, repair_until = DatesChangedBy.WORKING_DAYS, _repair_until(case, other)
    if other.deadlines is None:
        moved = Moved(replace(case, repair_until=repair_until), ())
        beside = ClocksChanged(**common(case, ClocksChanged, now), reason=reason, starts=other.clocks)
        return then(moved, beside, case.state)
    event = DeadlinesChanged(
        **common(case, DeadlinesChanged, now), reason=reason, deadlines=other.deadlines, starts=other.clocks
    )
    return then(Moved(replace(case, deadlines=other.deadlines, repair_until=repair_until), ()), event, case.state)


def other_dates(case: Case, calendar: WorkCalendar, today: date) -> OtherDates | None:
    """What differs by this table on the civil day `today` (Asia/Almaty); None where nothing does.

    A clock beside the consideration that is over by either table stays as it is. Raises CalendarGap.
    """
    other = OtherDates(_of_the_term(case, calendar), tuple(_beside(case, calendar, today)))
    return other if other.deadlines is not None or other.clocks else None


def _of_the_term(case: Case, calendar: WorkCalendar) -> Deadlines | None:
    if case.deadlines is None or not case.is_open:
        return None
    fresh = owed(case, recomputed(case.dims.kind, case.deadlines, calendar))
    return None if list(_dates(fresh)) == list(_dates(owed(case, case.deadlines))) else fresh


def _beside(case: Case, calendar: WorkCalendar, today: date) -> Iterator[Clock]:
    """Art. 64(7)(1): the term to return counts from the last day to mend, so it moves with that day."""
    mended_by: date | None = None
    for was in sorted(case.running, key=lambda clock: clock.name is ClockName.RETURN):
        start = mended_by if was.name is ClockName.RETURN else None
        fresh = recomputed_clock(was, calendar, start=start)
        if was.name is ClockName.REPAIR:
            mended_by = fresh.derivation.due_on
        over = max(was.derivation.due_on, fresh.derivation.due_on) < today
        if not over and (was.derivation.due_on, was.rungs) != (fresh.derivation.due_on, fresh.rungs):
            yield fresh


def _repair_until(case: Case, other: OtherDates) -> date | None:
    moved = (clock.derivation.due_on for clock in other.clocks if clock.name is ClockName.REPAIR)
    return next(moved, case.repair_until)


def _dates(deadlines: Deadlines) -> Iterator[tuple[str, date | datetime]]:
    yield "redirect_by", deadlines.redirect_by
    yield "answer_by", deadlines.answer_by
    for clock in deadlines.clocks:
        yield clock.name, clock.derivation.due_on
        for rung in clock.rungs:
            yield f"{clock.name}:{rung.name}", rung.at
