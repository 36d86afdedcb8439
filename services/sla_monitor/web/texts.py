"""Words of the console in Kazakh, Russian and English (`texts.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class PageTexts:
    """One language. A code that has no words yet, as one of a newer contract, is shown as it is."""

    page: Mapping[str, str]
    _rungs: Mapping[str, str]
    _kinds: Mapping[str, str]
    _clocks: Mapping[str, str]

    def rung(self, code: str) -> str:
        """A rung of the ladder."""
        return self._rungs.get(code, code)

    def kind(self, code: str) -> str:
        """A kind of appeal."""
        return self._kinds.get(code, code)

    def clock(self, code: str) -> str:
        """A running term."""
        return self._clocks.get(code, code)


@cache
def texts_in(language: Language) -> PageTexts:
    """The words of a language, read once."""
    found = _read()[language]
    return PageTexts(found["page"], found["rung"], found["kind"], found["clock"])


@cache
def _read() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
