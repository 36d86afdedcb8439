"""A changed table of working days reaches an open case: its dates are counted anew (Art. 76(5))."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from services.router.rules.case import Case
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, then
from services.router.rules.table import permitted
from services.router.rules.terms import owed
from shared.contracts.clocks import Deadlines
from shared.contracts.lifecycle import DeadlinesChanged
from shared.contracts.submissions import RecomputeDeadlines
from shared.contracts.vocabulary import DatesChangedBy, Refusal
from shared.law import recomputed
from shared.workdays import WorkCalendar


def recompute(case: Case | None, now: Moment, law: Law) -> Verdict:
    """The case with the dates of the present table; as it was where no date is another one.

    An unknown or closed case is refused, of which nobody is told: an operator asks for all. Raises CalendarGap.
    """
    if case is None:
        return Refused(Refusal.WRONG_STATE, "Art. 76(5)", "no such case")
    if refused := permitted(case, RecomputeDeadlines):
        return refused
    deadlines = other_dates(case, law.calendar)
    if deadlines is None:
        return Moved(case, ())
    event = DeadlinesChanged(
        **common(case, DeadlinesChanged, now), reason=DatesChangedBy.WORKING_DAYS, deadlines=deadlines
    )
    return then(Moved(replace(case, deadlines=deadlines), ()), event, case.state)


def other_dates(case: Case, calendar: WorkCalendar) -> Deadlines | None:
    """The dates of the running term by this table; None where none differs, or no term runs. Raises CalendarGap."""
    if case.deadlines is None or not case.is_open:
        return None
    fresh = owed(case, recomputed(case.dims.kind, case.deadlines, calendar))
    return None if list(_dates(fresh)) == list(_dates(owed(case, case.deadlines))) else fresh


def _dates(deadlines: Deadlines) -> Iterator[tuple[str, date | datetime]]:
    yield "redirect_by", deadlines.redirect_by
    yield "answer_by", deadlines.answer_by
    for clock in deadlines.clocks:
        yield clock.name, clock.derivation.due_on
        for rung in clock.rungs:
            yield f"{clock.name}:{rung.name}", rung.at
