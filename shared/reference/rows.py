"""Rows of the data files. Each class reads itself from the cells of one line and refuses what is not allowed alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from shared.trilingual import Trilingual

REGION_CODE = re.compile(r"KZ-\d{2}")
BODY_CODE = re.compile(r"[a-z][a-z0-9-]{1,38}")


@dataclass(frozen=True, slots=True)
class Named:
    """A row that only names a body."""

    code: str

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Self:
        """Read a line. Raises ValueError."""
        return cls(matching(cells["code"], BODY_CODE))


class BadRow(Exception):
    """A data file cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Region:
    """An oblast or a city of republican significance. `valid_to` is the last day, None while it stands."""

    code: str
    """ISO 3166-2, as `KZ-75`."""
    kato: str
    """Nine digits of the classifier of administrative units; the first two are those of `code`."""
    former_code: str | None
    """ISO code in letters that was in use before November 2022, as `KZ-ALA`; None for regions founded in 2022."""
    names: Trilingual
    valid_from: date
    valid_to: date | None

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Self:
        """Read a line. Raises ValueError."""
        code, kato = matching(cells["code"], REGION_CODE), cells["kato"]
        if not re.fullmatch(r"\d{9}", kato) or kato[:2] != code[3:]:
            raise ValueError(f"KATO {kato!r} does not belong to {code}")
        return cls(code, kato, cells["former_code"] or None, names_of(cells), *_validity(cells))


@dataclass(frozen=True, slots=True)
class Agency:
    """A state body that may be an addressee. `valid_to` is the last day, None while it stands."""

    code: str
    level: Literal["central", "local"]
    region: str | None
    """Region of an akimat; None for a central body."""
    names: Trilingual
    subjects: str
    """What it decides alone, Russian key words; for people, the router has rules of its own."""
    routed: bool
    """Whether appeals are delivered to it: not to courts (Art. 3) and not to bodies that are no more."""
    higher: str | None
    """The body that controls it. Government and Administration are not higher bodies for complaints (Art. 91(3))."""
    valid_from: date
    valid_to: date | None
    successor: str | None

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Self:
        """Read a line. Raises ValueError."""
        code, region = matching(cells["code"], BODY_CODE), cells["region"] or None
        level = _level(cells["level"])
        if (level == "local") != (region is not None):
            raise ValueError(f"{code}: a local body needs a region, a central one has none")
        if level == "local" and code != f"akimat-{(region or '')[3:]}":
            raise ValueError(f"{code}: the akimat of {region} has another code")
        valid_from, valid_to = _validity(cells)
        successor = cells["successor"] or None
        if successor is not None and valid_to is None:
            raise ValueError(f"{code}: a body with a successor needs valid_to")
        if valid_to is not None and _flag(cells["routed"]):
            raise ValueError(f"{code}: a body with an end is not routed")
        return cls(
            code=code,
            level=level,
            region=region,
            names=names_of(cells),
            subjects=cells["subjects"],
            routed=_flag(cells["routed"]),
            higher=cells["higher"] or None,
            valid_from=valid_from,
            valid_to=valid_to,
            successor=successor,
        )


@dataclass(frozen=True, slots=True)
class Centre:
    """A Nätije centre: of a region, of a central body, or of the republic."""

    code: str
    kind: Literal["region", "body", "republic"]
    names: Trilingual
    region: str | None
    agency: str | None

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Self:
        """Read a line. Raises ValueError."""
        code, region, agency = matching(cells["code"], BODY_CODE), cells["region"] or None, cells["agency"] or None
        kind = _centre_kind(cells["kind"])
        expected = {"region": (region or "").lower(), "body": agency or "", "republic": "republic"}[kind]
        if code != expected or (region is not None) != (kind == "region") or (agency is not None) != (kind == "body"):
            raise ValueError(f"{code}: a centre of kind {kind} has another code, region or agency")
        return cls(code, kind, names_of(cells), region, agency)


def matching(text: str, pattern: re.Pattern[str]) -> str:
    """`text` where all of it fits `pattern`. Raises ValueError."""
    if not pattern.fullmatch(text):
        raise ValueError(f"code {text!r} is malformed")
    return text


def names_of(cells: Mapping[str, str]) -> Trilingual:
    """The three names of a line. Raises ValueError where one is missing."""
    names = Trilingual(cells["name_kk"], cells["name_ru"], cells["name_en"])
    if not all((names.kk, names.ru, names.en)):
        raise ValueError("a name is needed in Kazakh, Russian and English")
    return names


def _validity(cells: Mapping[str, str]) -> tuple[date, date | None]:
    begin = date.fromisoformat(cells["valid_from"])
    end = date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None
    if end is not None and end < begin:
        raise ValueError("valid_to lies before valid_from")
    return begin, end


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def _level(text: str) -> Literal["central", "local"]:
    match text:
        case "central" | "local":
            return text
        case _:
            raise ValueError(f"level {text!r} is neither central nor local")


def _centre_kind(text: str) -> Literal["region", "body", "republic"]:
    match text:
        case "region" | "body" | "republic":
            return text
        case _:
            raise ValueError(f"kind {text!r} is not region, body or republic")
