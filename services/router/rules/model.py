"""A linear model over the cues that the table found and the words of the text: it learned what often goes with what.

It stands on the table: its features are the table's scores and cues, and stems beside them. So its reasons can be said:
every feature adds its weight, and nothing else does. Names of places are left out. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.router.rules.language import Token, stems
from services.router.rules.place_names import fold

Weights = npt.NDArray[np.float32]
Features = dict[str, float]
"""Values by name: `S:` a subject's score, `C:` a cue, `T:` a stem, the beginning of a word, or two stems in a row."""
BEGINNING = 5
SHORTEST = 2
"""Letters of the shortest word that is looked at."""
LONG = 6
"""Letters from which the beginning of a word is a feature of its own."""
MANNERS = (
    "здравств", "добрый", "доброе", "уважаем", "уважен", "благодар", "спасиб", "заранее", "искренн", "подпис", "жител",
    "господ", "тұрғын", "тургын", "мырзалар", "сәлем", "салем", "құрмет", "курмет", "рахмет", "рақмет", "қайырлы",
    "кайырлы", "армыс",
)  # fmt: skip
"""Beginnings of words of courtesy, which say nothing of the matter."""
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: a row of weights for each feature, a column for each subject."""

    subjects: tuple[str, ...]
    features: Mapping[str, int]
    weights: Weights
    bias: Weights
    learned_from: str
    """Digest of the table and the texts."""
    usual: Weights
    """Mean weight of each feature: what it says for any subject."""

    def log_shares(self, found: Features) -> dict[str, float]:
        """Logarithm of each subject's part of belief; parts add up to one."""
        known = [(row, value) for name, value in found.items() if (row := self.features.get(name)) is not None]
        rows, values = [row for row, _ in known], np.array([value for _, value in known])
        sums = self.bias + values @ self.weights[rows]
        shares = sums - (sums.max() + np.log(np.exp(sums - sums.max()).sum()))
        return dict(zip(self.subjects, shares.tolist(), strict=True))

    def reasons(self, found: Features, subject: str) -> tuple[str, ...]:
        """What spoke for the subject, the weightiest first: cues and words of our vocabulary."""
        column = self.subjects.index(subject)
        spoken = [
            (value * float(self.weights[row, column] - self.usual[row]), name[2:])
            for name, value in found.items()
            if name[0] != "S" and (row := self.features.get(name)) is not None
        ]
        return tuple(dict.fromkeys(word for weight, word in sorted(spoken, reverse=True)[:SHOWN] if weight > 0))


def features(
    text: Sequence[Sequence[Token]], scores: Mapping[str, float], cues: Iterable[str], places: Mapping[str, object]
) -> Features:
    """Of a text in sentences, of the table's `scores` by subject and its `cues`; `places`: forms of names left out."""
    found: Features = {f"S:{subject}": score for subject, score in scores.items()}
    found |= dict.fromkeys((f"C:{cue}" for cue in cues), 1.0)
    for sentence in text:
        found |= dict.fromkeys((f"T:{word}" for word in _words(sentence, places)), 1.0)
    return found


def _words(sentence: Sequence[Token], places: Mapping[str, object]) -> Iterator[str]:
    before = None
    for token in sentence:
        word = token.word
        if len(word) < SHORTEST or fold(word) in places or word.startswith(MANNERS):
            before = None
            continue
        stem = "#" if word.isdigit() else next(iter(stems(word, token.speech)), word)
        yield stem
        if len(word) >= LONG:
            yield f"{word[:BEGINNING]}~"
        if before is not None:
            yield f"{before} {stem}"
        before = stem
