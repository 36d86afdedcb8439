"""From a text to weighed subjects, and from subjects to the parts of belief of their bodies."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.router.rules.lexicon import Lexicon, hits
from services.router.rules.words import Word

SHOWN = 6
"""Cues shown as evidence."""


class Weighed(NamedTuple):
    """A subject of the table (its number) with its score, and the cues that made it."""

    subject: int
    score: float
    cues: Mapping[str, float]
    """With their weights."""
    told: tuple[str, ...] = ()
    """What else speaks for it; shown before the cues."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Cues as they stand in the table, the heaviest first."""
        heaviest = sorted(self.cues.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
        return tuple(dict.fromkeys((*self.told, *(cue for cue, weight in heaviest if weight > 0))))[:SHOWN]


def weigh(text: Sequence[Sequence[Word]], known: Lexicon) -> tuple[Weighed, ...]:
    """Every subject that the text speaks of, the likeliest first. The order of sentences does not matter."""
    found = [Weighed(number, math.fsum(cues.values()), cues) for number, cues in hits(text, known).items()]
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
    before = next((one for one in found if one.subject == number), Weighed(number, 0.0, {}))
    told = (*map(_row_shown, words), *before.told)
    others = (one for one in found if one.subject != number)
    now = (*others, Weighed(number, max(before.score, score), before.cues, told))
    return tuple(sorted(now, key=lambda one: (-one.score, one.subject)))


def _row_shown(row: str) -> str:
    """A row of the signs for people: the first of its alternatives, «…» for words between."""
    words = ("…" if word in ("..", "&") else word.split("|")[0].rstrip(".").replace("_", " ") for word in row.split())
    return " ".join(words)


def shares(scores: Mapping[str, float]) -> dict[str, float]:
    """What part of belief each body has by its score; parts add up to one. Empty for no body."""
    if not scores:
        return {}
    top = max(scores.values())
    powers = {body: math.exp(score - top) for body, score in scores.items()}
    whole = math.fsum(powers.values())
    return {body: power / whole for body, power in powers.items()}


def together(scores: Sequence[float]) -> float:
    """Several scores of one body as one: the logarithm of the sum of their powers."""
    top = max(scores)
    return top + math.log(math.fsum([math.exp(score - top) for score in scores]))
