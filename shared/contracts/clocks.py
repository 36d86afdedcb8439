"""Legal clocks as they travel in events: dates are facts, computed once by whoever starts the clock."""

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.contracts.vocabulary import ClockName, RulesetId, RungName, TermUnit


class Fact(BaseModel):
    """Base of every value that travels: frozen, and deaf to fields it does not know yet."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Derivation(Fact):
    """How a due date follows from the law: `term` units counted from the day after `start`, skipping `skipped`."""

    start: date
    """Civil day in Asia/Almaty from which the term counts; day one is the day after."""
    term: int
    unit: TermUnit
    due_on: date
    article: str
    """Article of the Code, as `Art. 76(1)-(2)`."""
    skipped: tuple[date, ...] = ()
    """Non-working days between `start` and `due_on` that do not fall on an ordinary Saturday or Sunday."""


class Rung(Fact):
    """One step of an escalation ladder and the instant (UTC) from which it is due."""

    name: RungName
    at: AwareDatetime


class Clock(Fact):
    """A running term with its ladder. `rungs` are in the order of their instants."""

    name: ClockName
    derivation: Derivation
    rungs: tuple[Rung, ...]


class Deadlines(Fact):
    """All dates that one start of the consideration sets; `calendar` is the version of the table of working days."""

    ruleset: RulesetId
    calendar: str
    redirect_by: date
    answer_by: date
    clocks: tuple[Clock, ...]
