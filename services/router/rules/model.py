"""The trained part of the decision: what the stems of a text add to what the table says of each subject.

A linear model: every stem of its vocabulary has a weight for the subjects it speaks for or against, so that the words
a decision rests on can be named. It is trained on top of the table by `python -m services.router.training`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import orjson

from services.router.rules.language import FOLD, POLITE, Speech, Token, stems

SCALE = 100.0
"""Weights are kept as whole hundredths."""
BEGINNING = 5
"""Letters of a long stem that count as a feature of their own: endings and typing errors stand behind them."""
SHORTEST = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature and subject, and the subjects' own; empty for no model."""

    weights: Mapping[str, Mapping[str, float]]
    bias: Mapping[str, float]


NO_MODEL = Model({}, {})


class BadModel(ValueError):
    """The file of the model cannot be used."""


def load_model(path: Path) -> Model:
    """Read what the training wrote. Raises BadModel."""
    try:
        found = orjson.loads(path.read_bytes())
        subjects: list[str] = found["subjects"]
        weights = {
            feature: {subjects[number]: whole / SCALE for number, whole in zip(cells[::2], cells[1::2], strict=True)}
            for feature, cells in found["weights"].items()
        }
        return Model(weights, {subject: whole / SCALE for subject, whole in zip(subjects, found["bias"], strict=True)})
    except (OSError, KeyError, IndexError, TypeError, ValueError) as error:
        raise BadModel(f"{path.name}: {error}") from error


def features(text: Sequence[Sequence[Token]]) -> frozenset[str]:
    """Stems, their beginnings (`желтокс_`) and neighbouring stems within a sentence (`один два`); no numbers."""
    found: set[str] = set()
    for sentence in text:
        former: str | None = None
        for token in sentence:
            of_word = of_token(token.word, token.speech)
            found.update(of_word)
            present = of_word[0] if of_word else None
            if former is not None and present is not None:
                found.add(f"{former} {present}")
            former = present or former
    return frozenset(found)


@lru_cache(maxsize=100_000)
def of_token(word: str, speech: Speech) -> tuple[str, ...]:
    """Features of one word; none of words of courtesy."""
    if word in POLITE:
        return ()
    found = [stem.translate(FOLD) for stem in stems(word, speech) if len(stem) >= SHORTEST or stem == word]
    beginnings = [f"{stem[:BEGINNING]}_" for stem in found if len(stem) > BEGINNING]
    return tuple(dict.fromkeys((*found, *beginnings)))


def added(found: frozenset[str], model: Model) -> dict[str, dict[str, float]]:
    """Per subject the features that weigh for or against it, in the order of the alphabet."""
    scores: dict[str, dict[str, float]] = {}
    for feature in sorted(found & model.weights.keys()):
        for subject, weight in model.weights[feature].items():
            scores.setdefault(subject, {})[feature] = weight
    return scores


def dumped(model: Model, subjects: Sequence[str], smallest: float) -> bytes:
    """The file of a model; weights nearer to nothing than `smallest` are left out."""
    number = {subject: place for place, subject in enumerate(subjects)}
    weights = {
        feature: cells
        for feature in sorted(model.weights)
        if (cells := list(_cells(model.weights[feature], number, smallest)))
    }
    bias = [round(model.bias.get(subject, 0.0) * SCALE) for subject in subjects]
    return orjson.dumps({"subjects": list(subjects), "bias": bias, "weights": weights}) + b"\n"


def _cells(weights: Mapping[str, float], number: Mapping[str, int], smallest: float) -> Iterator[int]:
    for subject in sorted(weights, key=number.__getitem__):
        if abs(weights[subject]) >= smallest:
            yield from (number[subject], round(weights[subject] * SCALE))
