"""`python -m services.router learn`: makes the model of `rules/model.py` from the table and the texts that stand here.

Needs scikit-learn, which only developers have. The same table and texts make the same model.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from services.router.competence_table import TABLE, WORDS, load_subjects
from services.router.gazetteer import load_gazetteer
from services.router.learned import MODEL, save_model
from services.router.rules.belief import read
from services.router.rules.lexicon import Lexicon, lexicon
from services.router.rules.model import Features, Model

TEXTS = Path(__file__).parent / "training"
SEEN_IN = 2
"""Texts in which a cue or word must occur to become a feature."""
REGULARISATION, ROUNDS = 3.0, 400
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its subject, as features."""

    subject: str
    found: Features


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder of JSON Lines with text and subject")


def run(options: argparse.Namespace) -> int:
    """Learn and write the model; 2 where scikit-learn is missing."""
    try:
        model = learned(options.texts, lexicon(load_subjects(TABLE, WORDS)))
    except ImportError:
        sys.stderr.write("scikit-learn is missing: it comes with the requirements of developers (make setup)\n")
        return 2
    save_model(model)
    sys.stdout.write(f"{MODEL.name}: {len(model.features)} features, {len(model.subjects)} subjects\n")
    return 0


def learned(folder: Path, known: Lexicon) -> Model:
    """Multinomial logistic regression over the texts of `folder`. Raises ImportError."""
    from sklearn.feature_extraction import DictVectorizer  # only developers have it
    from sklearn.linear_model import LogisticRegression

    examples = list(_examples(folder, known))
    counted = Counter(name for example in examples for name in example.found)
    kept = [_frequent(example.found, counted) for example in examples]
    vectors = DictVectorizer(dtype=np.float32)
    rows = vectors.fit_transform(kept)
    found = LogisticRegression(C=REGULARISATION, max_iter=ROUNDS)
    found.fit(rows, [example.subject for example in examples])
    weights = np.round(found.coef_.T.astype(np.float32), DECIMALS)
    bias = np.round(found.intercept_.astype(np.float32), DECIMALS)
    names = {str(name): place for place, name in enumerate(vectors.get_feature_names_out())}
    return Model(tuple(map(str, found.classes_)), names, weights, bias, digest_of(folder), weights.mean(axis=1))


def digest_of(folder: Path = TEXTS) -> str:
    """Of the table and the texts: tells a model that has to be made anew."""
    found = sha256(TABLE.read_bytes() + WORDS.read_bytes())
    for path in sorted(folder.glob("*.jsonl")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _examples(folder: Path, known: Lexicon) -> Iterator[Example]:
    places = load_gazetteer().names
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Example(row["subject"], read(row["text"], known, places).found)


def _frequent(found: Features, counted: Counter[str]) -> Features:
    return {name: value for name, value in found.items() if name.startswith("S:") or counted[name] >= SEEN_IN}
