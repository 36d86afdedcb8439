"""Does a text tell of a crime, of a threat, of an emergency? Read from words of `signs.toml`, Russian and Kazakh."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from shared.urgency.phrases import Phrases, folded

TABLE = Path(__file__).with_name("signs.toml")


class Sign(StrEnum):
    """What calls for the immediate path (Art. 64(7-2), 88(1)(2)) or for the emergency numbers."""

    CRIME = "crime"
    """A crime planned or committed."""
    THREAT = "threat"
    """A threat to state or public security."""
    EMERGENCY = "emergency"
    """Danger to life now: fire, gas, collapse, flood."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sign, and the rows of our table it rests on; never words of the applicant."""

    sign: Sign
    words: tuple[str, ...]


class Signs:
    """The table, compiled. Raises KeyError for a sign without rows, ValueError for a bad row."""

    def __init__(self, document: str) -> None:
        table = tomllib.loads(document)
        self._harmless = Phrases(_rows(table["harmless"]))
        self._rows = {sign: Phrases(_rows(table[sign])) for sign in Sign}

    def found_in(self, text: str) -> tuple[Found, ...]:
        """At most one per sign, in the order of `Sign`; () for none."""
        words = self._harmless.without(folded(text))
        found = ((sign, phrases.found_in(words)) for sign, phrases in self._rows.items())
        return tuple(Found(sign, rows) for sign, rows in found if rows)


def _rows(section: dict[str, list[str]]) -> list[str]:
    return [row for language in section.values() for row in language]


_SIGNS = Signs(TABLE.read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def signs(text: str) -> tuple[Found, ...]:
    """The signs a text shows: conservative, by its words alone. Insults, fines and general evils are none.

    The last few texts are remembered: who names the body of an appeal asks, and who states a crime asks again.
    """
    return _SIGNS.found_in(text)
