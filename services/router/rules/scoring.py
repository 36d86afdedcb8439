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


def raised(
    found: Sequence[Weighed], code: str, score: float, words: Sequence[str], known: Lexicon
) -> tuple[Weighed, ...]:
    """The same with at least `score` for one subject (its code): `words` are shown as its first evidence.

    Nothing changes where the table has no such subject.
    """
    number = next((place for place, subject in enumerate(known.subjects) if subject.code == code), None)
    if number is None:
        return tuple(found)
    before = next((one for one in found if one.subject == number), Weighed(number, 0.0, ()))
    shown = tuple(dict.fromkeys((*map(_row_shown, words), *before.evidence)))[:SHOWN]
    others = (one for one in found if one.subject != number)
    now = (*others, Weighed(number, max(before.score, score), shown))
    return tuple(sorted(now, key=lambda one: (-one.score, one.subject)))


def _row_shown(row: str) -> str:
    """A row of the signs for people: the first of its alternatives, «…» for words between."""
    words = ("…" if word in ("..", "&") else word.split("|")[0].rstrip(".").replace("_", " ") for word in row.split())
    return " ".join(words)


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
