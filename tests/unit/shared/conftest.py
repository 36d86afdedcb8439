"""What several tests of `shared` need."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.reference.loading import FOLDER


@pytest.fixture
def tampered(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the data files in which the first `good` of one file is replaced by `bad`."""

    def tamper(name: str, good: str, bad: str) -> Path:
        for source in FOLDER.glob("*.csv"):
            shutil.copy(source, tmp_path)
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        assert good in text
        path.write_text(text.replace(good, bad, 1), encoding="utf-8")
        return tmp_path

    return tamper
