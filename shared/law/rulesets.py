"""The rulesets as values. `rulesets.toml` is checked when this module is imported: a bad value stops the start."""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import ClockName, DecidedBy, Kind, ReturnGround, RulesetId, RungName, TermUnit

RULESETS = Path(__file__).with_name("rulesets.toml")
TYPE_LIST = "type list of the operating system, 2022"
"""What stands in a derivation where others name an article."""


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


class SpecialRule(Term):
    """A kind of appeal within `kind` that has a term of its own. No article of the Code sets it: see `source`."""

    kind: Kind
    article: str = TYPE_LIST


class Prolongation(Row):
    """The furthest a decision may move a due date, in calendar months from the decision, and who may decide."""

    months: int = Field(gt=0)
    decided_by: frozenset[DecidedBy] = Field(min_length=1)
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
    return_grounds: frozenset[ReturnGround]
    reply_names_route: bool
    """Whether an act must name the higher body, the term and the order of appeal (Art. 80(5))."""
    kinds: dict[Kind, KindRule]
    special: dict[str, SpecialRule]
    clocks: dict[ClockName, ClockRule]
    repair_article: str = Field(pattern=r"^Art\. \d")

    @model_validator(mode="after")
    def _covers_every_kind(self) -> Self:
        missing = set(Kind) - set(self.kinds)
        if missing:
            raise ValueError(f"no rule for {sorted(missing)}")
        unknown = set(self.special) - set(SpecialKind)
        if unknown:
            raise ValueError(f"the contracts know no special kind {sorted(unknown)}")
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
    least_term: int = Field(gt=0)
    """A statutory term of fewer working days needs no hearing (Art. 73(2)(3))."""


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


class NoSuchSpecial(NoLawInForce):
    """The edition knows no such special kind, or it belongs to another kind of appeal."""


def special_kinds(ruleset: RulesetId) -> Mapping[str, SpecialRule]:
    """Special kinds of appeal by their code, with kind, term, unit and source."""
    return LAW.rulesets[ruleset].special


def rule_of(kind: Kind, ruleset: RulesetId, special: str | None = None) -> Term:
    """The term to answer: that of the kind, or of a special kind within it. Raises NoSuchSpecial."""
    rules = LAW.rulesets[ruleset]
    if special is None:
        return rules.kinds[kind]
    rule = rules.special.get(special)
    if rule is None or rule.kind is not kind:
        known = ", ".join(name for name, one in rules.special.items() if one.kind is kind) or "none"
        raise NoSuchSpecial(f"{special!r} is no special kind of {kind} in ruleset {ruleset}; there is {known}")
    return rule


def return_grounds(ruleset: RulesetId) -> frozenset[ReturnGround]:
    """Grounds on which an appeal may be returned (Art. 64(7)); those of 64(7)(2) came with Law 241-VIII."""
    return LAW.rulesets[ruleset].return_grounds


def reply_names_route(ruleset: RulesetId) -> bool:
    """Whether an act must name the higher body, the term and the order of appeal (Art. 80(5), new in B)."""
    return LAW.rulesets[ruleset].reply_names_route


def ruleset_on(day: date) -> RulesetId:
    """The edition in force on the civil day `day`. Raises NoLawInForce before 01.07.2021."""
    for ruleset_id, ruleset in reversed(LAW.rulesets.items()):
        if day >= ruleset.first_day:
            return ruleset_id
    raise NoLawInForce(f"no ruleset covers {day}")
