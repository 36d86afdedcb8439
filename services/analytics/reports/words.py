"""Texts of the report: its own, and those of regions, bodies, subjects and kinds that the pages use too."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from services.analytics.rules.counting import NONE
from services.analytics.words import Tongue, words_of

HERE = Path(__file__).parent
NARROW = "\u00a0"
PARTS = {"H": "half_form", "Q": "quarter_form"}
"""The text for a period, by the letter after its year."""


@cache
def texts_of(language: Tongue) -> Mapping[str, Any]:
    """Everything that the report says in one language, by section of the file."""
    return tomllib.loads((HERE / "texts" / f"{language}.toml").read_text())


def subject_name(code: str, language: Tongue) -> str:
    """The name of a subject (category); the code itself while nobody has named it."""
    known: Mapping[str, str] = words_of(language)["subjects"]
    return known.get(code, code)


class Words:
    """Names of codes, numbers and dates as one language writes them."""

    def __init__(self, language: Tongue) -> None:
        self.language, self.texts, self._shared = language, texts_of(language), words_of(language)

    def report(self, name: str, **fields: Any) -> str:
        """A text of the report itself, its fields filled in."""
        text: str = self.texts["report"][name]
        return text.format(**fields) if fields else text

    def figure(self, name: str) -> str:
        """Head of a column."""
        found: str = self.texts["figures"][name]
        return found

    def value(self, dimension: str, code: str) -> str:
        """The name of a value of a dimension; the code itself for one that no table knows."""
        if code == NONE:
            return self.report("nobody" if dimension == "agency" else "none")
        if dimension == "category":
            return subject_name(code, self.language)
        if dimension == "collective":
            return self.report("yes" if code == "1" else "no")
        named: Mapping[str, str] = {
            "person_type": self.texts["persons"],
            "outcome": self.texts["outcomes"],
            "kind": self._shared["kinds"],
            "channel": self._shared["channels"],
            "language": self._shared["languages"],
            "region": self._shared["regions"],
            "agency": self._shared["agencies"],
        }[dimension]
        return named.get(code, code)

    def head(self, dimension: str, code: str) -> str:
        """The same as the head of a narrow column: long words may break."""
        narrow: Mapping[str, str] = self.texts["heads"]
        return narrow.get(f"{dimension}.{code}") or self.value(dimension, code)

    def number(self, value: int) -> str:
        """A whole number with its thousands apart."""
        return f"{value:,}".replace(",", "," if self.language == "en" else NARROW)

    def share(self, value: float) -> str:
        """A share as a percentage with one decimal."""
        text = f"{100 * value:.1f}"
        return f"{text}%" if self.language == "en" else f"{text.replace('.', ',')}{NARROW}%"

    def range(self, low: float, high: float) -> str:
        """Two shares as `12,3–45,6 %`."""
        first = self.share(low).rstrip("%").rstrip(NARROW)
        return f"{first}–{self.share(high)}"

    def day(self, day: date) -> str:
        """A civil day as offices write it: `24.11.2026`."""
        return f"{day:%d.%m.%Y}"

    def period(self, period: str) -> str:
        """A year, a half, a quarter or a month in words."""
        if len(period) == 4:
            return self.report("year_form", year=period)
        if period[5] in PARTS:
            return self.report(PARTS[period[5]], year=period[:4], part=period[6])
        months: list[str] = self.texts["report"]["months"]
        return self.report("month_form", year=period[:4], month=months[int(period[5:]) - 1])
