"""From a text to weighed subjects, and from subjects to the parts of belief of their bodies."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.router.rules.language import Token
from services.router.rules.lexicon import Lexicon, hits

SHOWN = 6
"""Cues shown as evidence."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A subject of the table (its number) with its score, and the cues that made it."""

    subject: int
    score: float
    evidence: tuple[str, ...]


def weigh(text: Sequence[Sequence[Token]], known: Lexicon) -> tuple[Weighed, ...]:
    """Every subject that the text speaks of, the likeliest first. The order of sentences does not matter."""
    found = [Weighed(number, math.fsum(cues.values()), _evidence(cues)) for number, cues in hits(text, known).items()]
    return tuple(sorted(found, key=lambda one: (-one.score, one.subject)))


def _evidence(cues: Mapping[str, float]) -> tuple[str, ...]:
    """Cues as they stand in the table, the heaviest first."""
    return tuple(
        cue for cue, weight in sorted(cues.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN] if weight > 0
    )


def shares(scores: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """What part of belief each body has, its subjects taken together; parts add up to one. Empty for no body."""
    if not scores:
        return {}
    top = max(max(of_body) for of_body in scores.values())
    powers = {body: math.fsum(math.exp(score - top) for score in of_body) for body, of_body in scores.items()}
    whole = math.fsum(powers.values())
    return {body: power / whole for body, power in powers.items()}
