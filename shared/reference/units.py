"""Units below the state bodies: akimats of districts and departments of ministries; optional data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from shared.reference.rows import BODY_CODE, matching, names_of
from shared.trilingual import Trilingual

UNIT_COLUMNS = ["code", "parent", "level", "region", "district", "name_kk", "name_ru", "name_en", "source"]


@dataclass(frozen=True, slots=True)
class Unit:
    """An inner address of a body. Appeals are delivered to `parent`; a `unit` that an agency names itself in its
    acts need not be listed here.
    """

    code: str
    parent: str
    """The body of `agencies.csv` to which it belongs."""
    level: Literal["district", "department"]
    region: str | None
    district: str | None
    """`name_kk` of the district in `places.csv`; None for a department."""
    names: Trilingual

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Self:
        """Read a line. Raises ValueError."""
        code, parent = matching(cells["code"], BODY_CODE), matching(cells["parent"], BODY_CODE)
        level, region, district = _unit_level(cells["level"]), cells["region"] or None, cells["district"] or None
        if not code.startswith(f"{parent}-"):
            raise ValueError(f"{code}: the code of a unit begins with {parent}-")
        if (level == "district") != (district is not None) or (district is not None and region is None):
            raise ValueError(
                f"{code}: a unit of level district needs district and region, a department has no district"
            )
        return cls(code, parent, level, region, district, names_of(cells))


def _unit_level(text: str) -> Literal["district", "department"]:
    match text:
        case "district" | "department":
            return text
        case _:
            raise ValueError(f"level {text!r} is neither district nor department")
