"""Counting a term to its last day, and hanging a ladder on that day."""

from calendar import monthrange
from datetime import date, timedelta
from typing import assert_never

from shared.contracts.clocks import Derivation, Rung
from shared.contracts.vocabulary import TermUnit
from shared.law.rulesets import Step, Term
from shared.workdays import WorkCalendar, at

DAY = timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day `months` calendar months later, or the last day of a month that has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def derive(start: date, term: Term, calendar: WorkCalendar) -> Derivation:
    """The last day of `term` counted from the day after `start`, moved to a working day (Art. 76(2), (5))."""
    match term.unit:
        case TermUnit.WORKING_DAYS:
            due_on = calendar.nth_after(start, term.term)
            skipped = calendar.skipped(start, due_on)
        case TermUnit.CALENDAR_DAYS:
            last = start + DAY * term.term
            due_on = calendar.on_or_after(last)
            skipped = calendar.skipped(last - DAY, due_on)
        case TermUnit.CALENDAR_MONTHS:
            last = months_after(start, term.term)
            due_on = calendar.on_or_after(last)
            skipped = calendar.skipped(last - DAY, due_on)
        case _:
            assert_never(term.unit)
    return Derivation(start=start, term=term.term, unit=term.unit, due_on=due_on, article=term.article, skipped=skipped)


def rungs(ladder: tuple[Step, ...], due_on: date, calendar: WorkCalendar) -> tuple[Rung, ...]:
    """The ladder that hangs on the last day `due_on`, as instants (aware UTC). Raises CalendarGap beyond the table."""
    return tuple(Rung(name=step.rung, at=at(_day_of(step, due_on, calendar), step.clock)) for step in ladder)


def _day_of(step: Step, due_on: date, calendar: WorkCalendar) -> date:
    day = due_on
    if step.working_days < 0:
        day = calendar.nth_before(due_on, -step.working_days)
    elif step.working_days > 0:
        day = calendar.nth_after(due_on, step.working_days)
    return day + DAY * step.civil_days
