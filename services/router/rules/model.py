"""A linear model over the cues that the table found and the words of the text: it learned what often goes with what.

It stands on the table: its features are the table's scores and cues, and stems beside them. So its reasons can be said:
every feature adds its weight, and nothing else does. Names of places are left out. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.router.rules.language import WORDS_KEPT, Token, stems
from services.router.rules.place_names import fold
from services.router.rules.scoring import together

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
class Known:
    """The features of a text that a model knows: names, their rows and values, in one order."""

    names: tuple[str, ...]
    rows: tuple[int, ...]
    values: tuple[float, ...]


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

    def known(self, found: Features) -> Known:
        """What it has weights for."""
        rows = self.features
        names = tuple(name for name in found if name in rows)
        return Known(names, tuple(rows[name] for name in names), tuple(found[name] for name in names))

    def log_shares(self, told: Known) -> dict[str, float]:
        """Logarithm of each subject's part of belief; parts add up to one."""
        rows = np.array(told.rows, dtype=np.intp)
        sums = (self.bias + np.array(told.values) @ self.weights.take(rows, axis=0)).tolist()
        whole = together(sums)
        return {subject: one - whole for subject, one in zip(self.subjects, sums, strict=True)}

    def reasons(self, told: Known, subject: str) -> tuple[str, ...]:
        """What spoke for the subject, the weightiest first: cues and words of our vocabulary."""
        rows = np.array(told.rows, dtype=np.intp)
        speaks = (self.weights[rows, self.subjects.index(subject)] - self.usual[rows]).tolist()
        spoken = [
            (value * weight, name[2:])
            for name, value, weight in zip(told.names, told.values, speaks, strict=True)
            if weight > 0 and name[0] != "S"
        ]
        return tuple(dict.fromkeys(word for _, word in sorted(spoken, reverse=True)[:SHOWN]))


def features(
    text: Sequence[Sequence[Token]], scores: Mapping[str, float], cues: Iterable[str], places: Mapping[str, object]
) -> Features:
    """Of a text in sentences, of the table's `scores` by subject and its `cues`; `places`: forms of names left out."""
    found: Features = {f"S:{subject}": score for subject, score in scores.items()}
    found |= dict.fromkeys((f"C:{cue}" for cue in cues), 1.0)
    for sentence in text:
        for name in _words(sentence, places):
            found[name] = 1.0
    return found


class Said(NamedTuple):
    """What a word says to the model, whatever stands beside it. `folded` tells whether it is a name of a place."""

    folded: str
    stem: str
    names: tuple[str, ...]


@lru_cache(maxsize=WORDS_KEPT)
def _said(token: Token) -> Said | None:
    """None for what says nothing of the matter."""
    word = token.word
    if len(word) < SHORTEST or word.startswith(MANNERS):
        return None
    stem = "#" if word.isdigit() else next(iter(stems(word, token.speech)), word)
    names = (f"T:{stem}", f"T:{word[:BEGINNING]}~") if len(word) >= LONG else (f"T:{stem}",)
    return Said(fold(word), stem, names)


def _words(sentence: Sequence[Token], places: Mapping[str, object]) -> Iterator[str]:
    before = None
    for token in sentence:
        said = _said(token)
        if said is None or said.folded in places:
            before = None
            continue
        yield from said.names
        if before is not None:
            yield f"T:{before} {said.stem}"
        before = said.stem
