"""Numbers to call, shown to whoever writes of danger now; the appeal is registered all the same (Art. 64(1))."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from shared.urgency import Sign, signs

TABLE = Path(__file__).with_name("emergency_numbers.toml")
DANGER_NOW = frozenset({Sign.THREAT, Sign.EMERGENCY})
"""A crime that goes on now is among the words of an emergency; one of the past needs no call."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Called(_Row):
    """A number and whose it is, in three languages."""

    number: str = Field(pattern=r"^\d{3}$")
    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Said(_Row):
    """What stands above the numbers."""

    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)
    en: str = Field(min_length=1)


class EmergencyNumbers(_Row):
    """The data file. Facts from general knowledge: an operator corrects them there."""

    words: Said
    numbers: tuple[Called, ...] = Field(min_length=1)


NUMBERS = EmergencyNumbers.model_validate(tomllib.loads(TABLE.read_text(encoding="utf-8")))
SHOWN = NUMBERS.model_dump(mode="json")


def emergency_help(text: object) -> dict[str, object]:
    """`{"emergency": {"words": …, "numbers": […]}}` for a text that shows danger now, else empty."""
    found = signs(text) if isinstance(text, str) else ()
    return {"emergency": SHOWN} if any(one.sign in DANGER_NOW for one in found) else {}
