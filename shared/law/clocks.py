"""The terms beside that of the consideration: those a body must keep, and those an applicant may use."""

from datetime import date
from functools import lru_cache

from shared.contracts.clocks import Clock, Derivation
from shared.contracts.vocabulary import ClockName, RulesetId, TermUnit
from shared.law.counting import DAY, derive, rungs
from shared.law.rulesets import LAW, NoLawInForce, Term
from shared.workdays import WorkCalendar

DISTINCT_CLOCKS = 4096


class NoSuchClock(NoLawInForce):
    """The edition sets no such term; ask `has_clock` first."""


def has_clock(name: ClockName, ruleset: RulesetId) -> bool:
    """Whether the edition sets the term. A has none for objections: it came with Law 241-VIII (Art. 73(3))."""
    return name in LAW.rulesets[ruleset].clocks


@lru_cache(maxsize=DISTINCT_CLOCKS)
def start_clock(
    name: ClockName, start: date, ruleset: RulesetId, calendar: WorkCalendar, *, long: bool = False
) -> Clock:
    """A term from the civil day `start` (Asia/Almaty): day one is the day after, the last day is a working day.

    `start` is the day of what the article names: receipt of the complaint or the preliminary decision, the request, the
    end of the hearing, the decision. The right to complain starts when the applicant learned of the act, and after
    silence on the day the term expired (Art. 91(2), 92(1)). `long`: the act did not say how to contest it, six months
    (Art. 92(1-1)); A knows only three. A clock against a body has one rung, 00:00 in Almaty after the last day; a clock
    for an applicant has none. Raises NoSuchClock for a term the edition does not set and for clocks made elsewhere
    (opening, repair, a case for a person), CalendarGap beyond the table.
    """
    rule = LAW.rulesets[ruleset].clocks.get(name)
    if rule is None:
        raise NoSuchClock(f"ruleset {ruleset} sets no term called {name}")
    derivation = derive(start, rule.long if long and rule.long else rule, calendar)
    ladder = LAW.ladders.term if rule.ladder else ()
    return Clock(name=name, derivation=derivation, rungs=rungs(ladder, derivation.due_on, calendar))


def recomputed_clock(was: Clock, calendar: WorkCalendar, *, start: date | None = None) -> Clock:
    """The same term by another table of working days (Art. 76(5)): length, unit and article stay, and the ladder.

    `start` (civil day, Asia/Almaty) where the day from which it counts has moved. Raises CalendarGap beyond the table.
    """
    told = was.derivation
    term = Term.model_construct(term=told.term, unit=told.unit, article=told.article, source="")
    derivation = derive(start or told.start, term, calendar)
    ladder = LAW.ladders.term if was.rungs else ()
    return Clock(name=was.name, derivation=derivation, rungs=rungs(ladder, derivation.due_on, calendar))


def repair_clock(start: date, until: date, ruleset: RulesetId, calendar: WorkCalendar) -> Clock:
    """The time an applicant has to mend a defective appeal: set by the body, reasonable (Art. 64(6)). No rungs.

    From the day after the civil day `start` to `until`, moved to a working day. Raises ValueError when `until` is not
    after `start` and CalendarGap beyond the table.
    """
    if until <= start:
        raise ValueError(f"a term from {start} cannot end on {until}")
    due_on = calendar.on_or_after(until)
    derivation = Derivation(
        start=start,
        term=(until - start).days,
        unit=TermUnit.CALENDAR_DAYS,
        due_on=due_on,
        article=LAW.rulesets[ruleset].repair_article,
        skipped=calendar.skipped(until - DAY, due_on),
    )
    return Clock(name=ClockName.REPAIR, derivation=derivation, rungs=())


def earliest_act_on(noticed_on: date, calendar: WorkCalendar) -> date:
    """First civil day on which an act may follow a preliminary decision that reached the participant on `noticed_on`.

    At least three working days before the act (Art. 73(1)). Raises CalendarGap beyond the table.
    """
    return calendar.nth_after(noticed_on, LAW.hearing.notice_working_days)
