"""Reads and writes the learned model: one compressed file of arrays beside the table of competences."""

from functools import cache
from pathlib import Path
from sys import intern

import numpy as np

from services.router.rules.model import Model

MODEL = Path(__file__).parent / "rules" / "model.npz"
SCALE = 100
"""Weights are kept as whole hundredths."""


class BadModel(ValueError):
    """The file is missing or is not what `learn` writes; the message says what to do."""


@cache
def load_model(path: Path = MODEL) -> Model:
    """The model of this file. Raises BadModel."""
    try:
        with np.load(path, allow_pickle=False) as found:
            features = found["features"].tobytes().decode().split("\n")
            weights = found["weights"].astype(np.float32) / SCALE
            return Model(
                tuple(found["subjects"].tobytes().decode().split("\n")),
                {intern(name): place for place, name in enumerate(features)},
                weights,
                found["bias"].astype(np.float32) / SCALE,
                found["learned_from"].tobytes().decode(),
                weights.mean(axis=1),
            )
    except (OSError, KeyError, ValueError) as error:
        raise BadModel(f"{path.name}: {error}: make it by `python -m services.router learn`") from error


def save_model(model: Model, path: Path = MODEL) -> None:
    """Write it."""
    np.savez_compressed(
        path,
        features=_bytes("\n".join(model.features)),
        subjects=_bytes("\n".join(model.subjects)),
        weights=np.rint(model.weights * SCALE).astype(np.int16),
        bias=np.rint(model.bias * SCALE).astype(np.int16),
        learned_from=_bytes(model.learned_from),
    )


def _bytes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
