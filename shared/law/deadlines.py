"""Dates of one case: registration, opening of the term, its restart on redirect, its prolongation, and the ladders."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from shared.contracts.clocks import Clock, Deadlines, Derivation, Rung
from shared.contracts.vocabulary import ClockName, DecidedBy, Kind, Refusal, RulesetId, RungName, TermUnit
from shared.law.counting import DAY, derive, months_after, rungs
from shared.law.rulesets import LAW, Term, rule_of, ruleset_on
from shared.workdays import ALMATY, WorkCalendar, civil_day

CUT_OFF = time(18, 30)
"""End of the working day in Asia/Almaty; what arrives at or after it is registered on the next working day."""
DISTINCT_OPENINGS = 4096  # kinds x rulesets x days: a year of receipts fits several times


@dataclass(frozen=True, slots=True)
class Registration:
    """`registered_on` is a civil day in Asia/Almaty; `late` when it is not the day of receipt."""

    registered_on: date
    late: bool


def registration(received_at: datetime, calendar: WorkCalendar, cut_off: time = CUT_OFF) -> Registration:
    """Day of registration: the same day; after working hours or on a non-working day, the next working day.

    Art. 64(3). `received_at` is aware; `cut_off` is wall time in Asia/Almaty. Raises ValueError for a naive instant and
    CalendarGap beyond the table.
    """
    day = civil_day(received_at)
    if calendar.is_working(day) and received_at.astimezone(ALMATY).time() < cut_off:
        return Registration(day, late=False)
    return Registration(calendar.nth_after(day, 1), late=True)


def opening(
    kind: Kind,
    registered_on: date,
    calendar: WorkCalendar,
    ruleset: RulesetId | None = None,
    *,
    special: str | None = None,
) -> Deadlines:
    """All dates that registration on the civil day `registered_on` sets; day one is the day after (Art. 76(1)-(2), 99).

    `ruleset` is by default the edition in force on that day; `special` a code of `special_kinds` with its own term.
    Raises NoLawInForce before 01.07.2021, NoSuchSpecial for a code not of this kind and edition, CalendarGap when
    the table does not cover the whole ladder.
    """
    return _from_start(kind, registered_on, ruleset or ruleset_on(registered_on), calendar, special)


def restarted(
    kind: Kind, arrived_at: datetime, ruleset: RulesetId, calendar: WorkCalendar, *, special: str | None = None
) -> Deadlines:
    """All dates anew after a redirect: the term starts the day after arrival at the competent body (Art. 76(2)).

    The day of arrival follows the rule of registration: at or after the cut-off it is the next working day. The case
    keeps its `ruleset` and its `special` kind. Raises ValueError for a naive instant, NoSuchSpecial as `opening` does,
    and CalendarGap beyond the table.
    """
    return _from_start(kind, registration(arrived_at, calendar).registered_on, ruleset, calendar, special)


def redirect_term(start: date, ruleset: RulesetId, calendar: WorkCalendar) -> Derivation:
    """How `redirect_by` follows from the day of receipt `start` (Art. 65(1)). Raises CalendarGap beyond the table."""
    return derive(start, LAW.rulesets[ruleset].redirect, calendar)


def prolonged(
    kind: Kind,
    decided_on: date,
    until: date,
    current: Deadlines,
    calendar: WorkCalendar,
    *,
    decided_by: DecidedBy | None = None,
) -> Deadlines | Refusal:
    """Dates after a decision of the civil day `decided_on` to prolong the term to `until`, or why that is unlawful.

    Not for complaints in ruleset B (Art. 99); in A not by a head of apparatus (Art. 76(3)). It must be decided before
    the term expires (afterwards silence is already a refusal, Art. 91(2)), be later than the date in force and at most
    two calendar months after the decision (Art. 76(3)). A non-working `until` moves to the next working day (Art.
    76(5)). The term for a redirect stays. Raises CalendarGap beyond the table.
    """
    rules = LAW.rulesets[current.ruleset]
    if not rules.kinds[kind].prolongable or (decided_by and decided_by not in rules.prolongation.decided_by):
        return Refusal.PROLONGATION_FORBIDDEN
    if decided_on > current.answer_by:
        return Refusal.WRONG_STATE
    if until <= current.answer_by:
        return Refusal.PROLONGATION_TOO_SHORT
    if until > months_after(decided_on, rules.prolongation.months):
        return Refusal.PROLONGATION_TOO_LONG
    due_on = calendar.on_or_after(until)
    derivation = Derivation(
        start=decided_on,
        term=rules.prolongation.months,
        unit=TermUnit.CALENDAR_MONTHS,
        due_on=due_on,
        article=rules.prolongation.article,
        skipped=calendar.skipped(until - DAY, due_on),
    )
    clocks = _clocks(kind, current.ruleset, derivation, calendar)
    return current.model_copy(update={"calendar": calendar.version, "answer_by": due_on, "clocks": clocks})


def recomputed(kind: Kind, current: Deadlines, calendar: WorkCalendar) -> Deadlines:
    """The same terms counted by another table of working days (Art. 76(2), (5)): start, length and article stay.

    The end of a prolonged term was decided, so it only moves to a working day, and the term for a redirect stays. An
    end that was moved from an ordinary weekend does not move back. Raises CalendarGap beyond the table.
    """
    was = next((clock.derivation for clock in current.clocks if clock.name is ClockName.CONSIDERATION), None)
    if was is None:  # nothing says how these dates were counted
        return current
    if was.article == LAW.rulesets[current.ruleset].prolongation.article:
        last = min(*was.skipped, was.due_on) if was.skipped else was.due_on
        due_on = calendar.on_or_after(last)
        answer = was.model_copy(update={"due_on": due_on, "skipped": calendar.skipped(last - DAY, due_on)})
        redirect_by = current.redirect_by
    else:
        term = Term.model_construct(term=was.term, unit=was.unit, article=was.article, source="")  # may be a special
        answer = derive(was.start, term, calendar)
        redirect_by = redirect_term(was.start, current.ruleset, calendar).due_on
    return Deadlines(
        ruleset=current.ruleset,
        calendar=calendar.version,
        redirect_by=redirect_by,
        answer_by=answer.due_on,
        clocks=_clocks(kind, current.ruleset, answer, calendar),
    )


def too_short_to_hear(answer: Derivation) -> bool:
    """Whether the statutory term to answer is under five working days, so that no hearing is needed (Art. 73(2)(3)).

    A term in calendar days is so where its number is that small; a decided end (Art. 76(3)) never is.
    """
    return answer.unit is not TermUnit.CALENDAR_MONTHS and answer.term < LAW.hearing.least_term


def immediate_clock(name: ClockName, rung: RungName, at: datetime, article: str) -> Clock:
    """A clock without a term, due at the instant `at` (aware): a case for a person, now."""
    today = civil_day(at)
    derivation = Derivation(start=today, term=0, unit=TermUnit.WORKING_DAYS, due_on=today, article=article)
    return Clock(name=name, derivation=derivation, rungs=(Rung(name=rung, at=at.astimezone(UTC)),))


@lru_cache(maxsize=DISTINCT_OPENINGS)
def _from_start(kind: Kind, start: date, ruleset: RulesetId, calendar: WorkCalendar, special: str | None) -> Deadlines:
    """Cached: a busy day opens thousands of cases with the same dates. A calendar is its own key, never its version."""
    derivation = derive(start, rule_of(kind, ruleset, special), calendar)
    return Deadlines(
        ruleset=ruleset,
        calendar=calendar.version,
        redirect_by=redirect_term(start, ruleset, calendar).due_on,
        answer_by=derivation.due_on,
        clocks=_clocks(kind, ruleset, derivation, calendar),
    )


def _clocks(kind: Kind, ruleset: RulesetId, answer: Derivation, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """The clock of the answer and, for kinds with a hearing, that of its notice (Art. 73(1), (3), 98(3))."""
    due_on = answer.due_on
    clocks = [
        Clock(name=ClockName.CONSIDERATION, derivation=answer, rungs=rungs(LAW.ladders.consideration, due_on, calendar))
    ]
    if LAW.rulesets[ruleset].kinds[kind].hearing and not too_short_to_hear(answer):
        notice_by = calendar.nth_before(due_on, LAW.hearing.notice_working_days)
        derivation = Derivation(
            start=answer.start,
            term=calendar.count(answer.start, notice_by),
            unit=TermUnit.WORKING_DAYS,
            due_on=notice_by,
            article=LAW.hearing.article,
            skipped=calendar.skipped(answer.start, notice_by),
        )
        clocks.append(
            Clock(name=ClockName.HEARING, derivation=derivation, rungs=rungs(LAW.ladders.hearing, due_on, calendar))
        )
    return tuple(clocks)
