"""The rulesets as values. `rulesets.toml` is checked when this module is imported: a bad value stops the start."""

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.vocabulary import ClockName, Kind, RulesetId, RungName, TermUnit

RULESETS = Path(__file__).with_name("rulesets.toml")


class NoLawInForce(LookupError):
    """The day lies before the Code's entry into force (01.07.2021); the law before it is not modelled."""


class Row(BaseModel):
    """Base of everything in the file: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Row):
    """A length of time, its unit, and the article that sets it."""

    term: int = Field(gt=0)
    unit: TermUnit
    article: str = Field(pattern=r"^Art\. \d")
    source: str = Field(min_length=1)


class KindRule(Term):
    """How one kind of appeal is considered."""

    prolongable: bool
    hearing: bool


class Prolongation(Row):
    """The furthest a decision may move a due date, in calendar months from the decision."""

    months: int = Field(gt=0)
    article: str = Field(pattern=r"^Art\. \d")
    source: str


class ClockRule(Term):
    """A term beside that of the consideration. Without a ladder it runs for the applicant: nobody is alarmed."""

    ladder: Literal["term"] | None = None
    long: Term | None = None
    """The longer term that holds in the case the law names."""


class Ruleset(Row):
    """One edition of the Code."""

    first_day: date
    first_day_source: str
    redirect: Term
    prolongation: Prolongation
    kinds: dict[Kind, KindRule]
    clocks: dict[ClockName, ClockRule]
    repair_article: str = Field(pattern=r"^Art\. \d")

    @model_validator(mode="after")
    def _covers_every_kind(self) -> Self:
        missing = set(Kind) - set(self.kinds)
        if missing:
            raise ValueError(f"no rule for {sorted(missing)}")
        return self


class Step(Row):
    """A rung of a ladder, relative to the last day to answer; `clock` is wall time in Asia/Almaty."""

    rung: RungName
    working_days: int
    civil_days: int = Field(ge=0)
    clock: time


class Ladders(Row):
    """Rungs in the order in which they come due."""

    consideration: tuple[Step, ...] = Field(min_length=1)
    hearing: tuple[Step, ...] = Field(min_length=1)
    term: tuple[Step, ...] = Field(min_length=1)


class HearingRule(Row):
    """How long before the act the participant must be heard."""

    notice_working_days: int = Field(gt=0)
    article: str


class Law(Row):
    """The whole file."""

    rulesets: dict[RulesetId, Ruleset]
    ladders: Ladders
    hearing: HearingRule

    @model_validator(mode="after")
    def _editions_follow_each_other(self) -> Self:
        if set(self.rulesets) != set(RulesetId):
            raise ValueError("each ruleset id needs exactly one ruleset")
        if list(self.rulesets.values()) != sorted(self.rulesets.values(), key=lambda ruleset: ruleset.first_day):
            raise ValueError("rulesets must stand in the order of their first days")
        return self


def read_law(text: str) -> Law:
    """The law in a TOML document. Raises pydantic.ValidationError or tomllib.TOMLDecodeError."""
    return Law.model_validate(tomllib.loads(text))


LAW = read_law(RULESETS.read_text(encoding="utf-8"))


def ruleset_on(day: date) -> RulesetId:
    """The edition in force on the civil day `day`. Raises NoLawInForce before 01.07.2021."""
    for ruleset_id, ruleset in reversed(LAW.rulesets.items()):
        if day >= ruleset.first_day:
            return ruleset_id
    raise NoLawInForce(f"no ruleset covers {day}")
