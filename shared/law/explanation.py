"""Why a due date is what it is, in one sentence that a citizen can check against a wall calendar."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Literal, assert_never

from shared.contracts.clocks import Derivation
from shared.contracts.vocabulary import TermUnit
from shared.law.counting import DAY, months_after
from shared.law.phrases import PHRASES, Phrases
from shared.law.rulesets import LAW
from shared.workdays import WorkCalendar


def explain(
    derivation: Derivation, language: Literal["kk", "ru", "en"], calendar: WorkCalendar, *, full: bool = False
) -> str:
    """One sentence: from which day, how many days, which days were skipped and why, by which article.

    `full` lists every non-working day, ordinary weekends too. `calendar` gives the reasons; pass the table whose
    version stands beside the derivation. Raises CalendarGap when it does not cover the days that were skipped.
    """
    words = PHRASES[language]
    in_working_days = derivation.unit is TermUnit.WORKING_DAYS
    parts = [_rule(derivation, words)]
    skipped = _all_skipped(derivation, calendar) if full else derivation.skipped
    if skipped:
        counted_out = words.not_counted if full else words.skipped
        template = counted_out if in_working_days else words.moved
        parts.append(template.format(days=listed(skipped, words, calendar)))
    if in_working_days:
        worked = [row.day for row in calendar.special.values() if row.working and _within(row.day, derivation)]
        if worked:
            parts.append(words.worked.format(days=listed(worked, words, calendar)))
    return "; ".join(parts) + "."


def _all_skipped(derivation: Derivation, calendar: WorkCalendar) -> tuple[date, ...]:
    """Non-working days within the term; of a calendar term, those its last day moved past."""
    match derivation.unit:
        case TermUnit.WORKING_DAYS:
            return calendar.days_off(derivation.start, derivation.due_on)
        case TermUnit.CALENDAR_DAYS:
            last = derivation.start + DAY * derivation.term
        case TermUnit.CALENDAR_MONTHS if not _is_prolongation(derivation):
            last = months_after(derivation.start, derivation.term)
        case TermUnit.CALENDAR_MONTHS:
            return derivation.skipped  # where the decision wanted it to end is not part of a derivation
        case _:
            assert_never(derivation.unit)
    return calendar.days_off(last - DAY, derivation.due_on)


def _rule(derivation: Derivation, words: Phrases) -> str:
    article = words.cited(derivation.article)
    start, due_on = words.full(derivation.start), words.full(derivation.due_on)
    if derivation.term == 0:
        return words.at_once.format(due_on=due_on, article=article)
    template = words.counted
    match derivation.unit:
        case TermUnit.WORKING_DAYS:
            term = words.working_days(derivation.term)
        case TermUnit.CALENDAR_DAYS:
            term = words.calendar_days(derivation.term)
        case TermUnit.CALENDAR_MONTHS if _is_prolongation(derivation):
            template, term = words.decided, words.at_most_months(derivation.term)
        case TermUnit.CALENDAR_MONTHS:
            term = words.months(derivation.term)
        case _:
            assert_never(derivation.unit)
    return template.format(start=start, term=term, due_on=due_on, article=article)


def _is_prolongation(derivation: Derivation) -> bool:
    return any(derivation.article == rules.prolongation.article for rules in LAW.rulesets.values())


def _within(day: date, derivation: Derivation) -> bool:
    return derivation.start < day <= derivation.due_on


def listed(days: Iterable[date], words: Phrases, calendar: WorkCalendar) -> str:
    """`21-23 March (Nauryz), 9 May (Victory Day)`: neighbours with one reason are one entry."""
    entries = []
    for first, last in _runs(sorted(days), calendar):
        span = words.short(first) if first == last else words.span(first, last)
        reason = calendar.reason(first)
        entries.append(span if reason is None else f"{span} ({reason.in_language(words.language)})")
    return ", ".join(entries)


def _runs(days: list[date], calendar: WorkCalendar) -> Iterable[tuple[date, date]]:
    """First and last day of each run of consecutive days that share a reason."""
    start = days[0]
    for day, following in pairwise([*days, date.max]):
        if following - day != DAY or calendar.reason(following) != calendar.reason(day):
            yield start, day
            start = following
