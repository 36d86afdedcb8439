"""From a text to weighed subjects: what the table says, and what the trained model adds to it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.router.rules.language import Token
from services.router.rules.lexicon import Lexicon, hits
from services.router.rules.model import Model, added, features

TRUST_IN_MODEL = 0.4
"""What the model's weights count beside those of the table; found by cross-checking on the corpus."""
SHOWN = 6
"""Cues shown as evidence."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A subject of the table (its number) with its score, the part of the table in it, and the cues that made it."""

    subject: int
    score: float
    table: float
    evidence: tuple[str, ...]


def weigh(text: Sequence[Sequence[Token]], known: Lexicon, model: Model) -> tuple[Weighed, ...]:
    """Every subject that the text speaks of, the likeliest first. The order of sentences does not matter."""
    by_table = hits(text, known)
    by_model = added(features(text), model)
    found = []
    for number, subject in enumerate(known.subjects):
        cues, stems = by_table.get(number, {}), by_model.get(subject.code, {})
        if cues or stems:
            table = math.fsum(cues.values())
            score = table + TRUST_IN_MODEL * math.fsum(stems.values())
            found.append(Weighed(number, score, table, _evidence(cues, stems)))
    return tuple(sorted(found, key=lambda one: (-one.score, one.subject)))


def _evidence(cues: Mapping[str, float], stems: Mapping[str, float]) -> tuple[str, ...]:
    """The heaviest first: cues of the table as they stand there, stems of the model in slashes."""
    weighed = list(cues.items()) + [(f"/{stem}/", TRUST_IN_MODEL * weight) for stem, weight in stems.items()]
    return tuple(cue for cue, weight in sorted(weighed, key=lambda pair: (-pair[1], pair[0]))[:SHOWN] if weight > 0)


def shares(scores: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """What part of belief each body has, its subjects taken together; parts add up to one. Empty for no body."""
    if not scores:
        return {}
    top = max(max(of_body) for of_body in scores.values())
    powers = {body: math.fsum(sorted(math.exp(score - top) for score in of_body)) for body, of_body in scores.items()}
    whole = math.fsum(sorted(powers.values()))
    return {body: power / whole for body, power in powers.items()}
