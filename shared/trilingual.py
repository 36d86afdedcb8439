"""A text in the three languages of the platform."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Trilingual:
    """A name or a reason in Kazakh, Russian and English."""

    kk: str
    ru: str
    en: str

    def in_language(self, language: Literal["kk", "ru", "en"]) -> str:
        """The text in one language."""
        match language:
            case "kk":
                return self.kk
            case "ru":
                return self.ru
            case "en":
                return self.en
