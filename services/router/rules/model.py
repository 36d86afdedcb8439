"""A linear model over the cues that the table found and the words of the text: it learned what often goes with what.

It stands on the table: its features are the table's scores and cues, and stems beside them. So its reasons can be said:
every feature adds its weight, and nothing else does. Names of places are left out. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.router.rules.scoring import together
from services.router.rules.words import Word

Weights = npt.NDArray[np.float32]
Features = dict[str, float]
"""Values by name: `S:` a subject's score, `C:` a cue, `T:` a stem, the beginning of a word, or two stems in a row."""
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Known:
    """The features of a text that a model knows: names, values and weights (a row for each), in one order."""

    names: Sequence[str]
    values: Sequence[float]
    weights: Weights
    usual: Weights


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
        row_of = self.features.get
        told = [(name, value, row) for name, value in found.items() if (row := row_of(name)) is not None]
        rows = np.array([row for _, _, row in told], dtype=np.intp)
        names, values = [name for name, _, _ in told], [value for _, value, _ in told]
        return Known(names, values, self.weights.take(rows, axis=0), self.usual.take(rows))

    def log_shares(self, told: Known) -> dict[str, float]:
        """Logarithm of each subject's part of belief; parts add up to one."""
        sums = (self.bias + np.array(told.values) @ told.weights).tolist()
        whole = together(sums)
        return {subject: one - whole for subject, one in zip(self.subjects, sums, strict=True)}

    def reasons(self, told: Known, subject: str) -> tuple[str, ...]:
        """What spoke for the subject, the weightiest first: cues and words of our vocabulary."""
        speaks = (told.weights[:, self.subjects.index(subject)] - told.usual).tolist()
        spoken = [
            (value * weight, name[2:])
            for name, value, weight in zip(told.names, told.values, speaks, strict=True)
            if weight > 0 and name[0] != "S"
        ]
        return tuple(dict.fromkeys(word for _, word in sorted(spoken, reverse=True)[:SHOWN]))


def features(
    text: Sequence[Sequence[Word]], scores: Mapping[str, float], cues: Iterable[str], places: Mapping[str, object]
) -> Features:
    """Of a text in sentences, of the table's `scores` by subject and its `cues`; `places`: forms of names left out."""
    found: Features = {f"S:{subject}": score for subject, score in scores.items()}
    found |= dict.fromkeys((f"C:{cue}" for cue in cues), 1.0)
    for sentence in text:
        before = ""
        for word in sentence:
            said = word.said
            if said is None or said.folded in places:
                before = ""
                continue
            for name in said.names:
                found[name] = 1.0
            if before:
                found[f"T:{before} {said.stem}"] = 1.0
            before = said.stem
    return found
