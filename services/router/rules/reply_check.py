"""What a reply must contain, and what it lacks (Art. 80, 89(2), 95, 100). Which outcome needs what is data."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.router.rules.reply_text import Appeal, Part, Reader, Reply, parts_of
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.vocabulary import Outcome

ROUTE = "Art. 80(5)"
"""By which an act names the higher body, the term and the order of appeal."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one outcome asks for: the article of each mandatory part, and the parts that identical acts may omit."""

    articles: Mapping[Part, str]
    unless_identical: frozenset[Part]


@dataclass(frozen=True, slots=True)
class Missing:
    """A mandatory part that the reply lacks, by which article of the Code, in words for the body that wrote it."""

    part: Part
    article: str
    words: str


@dataclass(frozen=True, slots=True)
class ReplyRules:
    """Requirements for every outcome and the means to read a reply, loaded once."""

    requirements: Mapping[Outcome, Requirement]
    words: Mapping[Part, str]
    reader: Reader


@dataclass(frozen=True, slots=True)
class Claim:
    """How the body decided, and the exemption that it claims."""

    outcome: Outcome
    exemption: ReplyExemption | None = None


def check_reply(reply: Reply, appeal: Appeal, claim: Claim, rules: ReplyRules) -> tuple[Missing, ...]:
    """Mandatory parts that the reply lacks, in the order of `Part`; empty for a lawful reply.

    Simplified procedure: Art. 89(2). Act on an application: 80(1) and 80(5), without reasoning where it is favourable
    or an exemption of 80(2) holds. Decision on a complaint: 80(5) and its ground, 100(3) or 95(1). Taking note of a
    simplified appeal is no answer (89(1)): only its language counts.
    """
    return lacking(parts_of(reply, appeal, rules.reader), appeal, claim, rules)


def lacking(
    found: frozenset[Part], appeal: Appeal, claim: Claim, rules: ReplyRules, *, names_route: bool = True
) -> tuple[Missing, ...]:
    """The same for a reply whose parts are known. `names_route`: the case's edition has Art. 80(5), new in B."""
    requirement = rules.requirements[claim.outcome]
    spared = requirement.unless_identical if exemption_holds(appeal, claim, rules) else frozenset()
    if not names_route:
        spared |= {part for part, article in requirement.articles.items() if article == ROUTE}
    return tuple(
        Missing(part, requirement.articles[part], rules.words[part])
        for part in Part
        if part in requirement.articles and part not in found | spared
    )


def exemption_holds(appeal: Appeal, claim: Claim, rules: ReplyRules) -> bool:
    """Only acts on applications may rest on an identical reasoned one, and never on themselves (Art. 80(2)).

    That there are more than five within 30 calendar days is the body's word: the fact keeps it for those who check.
    """
    exemption = claim.exemption
    if exemption is None or exemption.reasoned_number == appeal.number:
        return False
    return bool(rules.requirements[claim.outcome].unless_identical)
