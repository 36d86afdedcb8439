"""The gazetteer: names of regions, districts, cities and settlements, for finding a region in a text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Self

from shared.reference.loading import FOLDER, load_reference, read_rows
from shared.reference.rows import BadRow

PLACE_COLUMNS = ["region", "kind", "name_kk", "name_ru", "other_names", "common", "unit", "source"]
COMMON_MARK = "!"

PlaceKind = Literal["oblast", "district", "city", "city_district", "settlement"]


@dataclass(frozen=True, slots=True)
class OtherName:
    """A former name, another spelling, an adjective or an abbreviation; `common` as in `PlaceRow`."""

    text: str
    common: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its names; places of one name in several regions are several rows."""

    region: str
    """Region code, as `KZ-75`."""
    kind: PlaceKind
    name_kk: str
    """With the type word for oblasts and districts, as `Жарма ауданы`; so is `name_ru`."""
    name_ru: str
    other_names: tuple[OtherName, ...]
    common_kk: bool
    """The Kazakh name is an ordinary word, a person or a river too: it counts only beside a type word."""
    common_ru: bool
    unit: str | None
    """Code of the district's akimat in `units.csv`."""

    @property
    def code(self) -> str:
        """What tells this row from all others."""
        return f"{self.region} {self.kind} {self.name_kk}"

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Self:
        """Read a line. Raises ValueError."""
        kind, common = _place_kind(cells["kind"]), cells["common"]
        if not cells["name_kk"] or not cells["name_ru"]:
            raise ValueError("a place needs a name in Kazakh and in Russian")
        if common not in {"", "kk", "ru", "both"}:
            raise ValueError(f"common {common!r} is not kk, ru or both")
        if cells["unit"] and kind not in {"district", "city_district"}:
            raise ValueError(f"a place of kind {kind} has no unit")
        return cls(
            region=cells["region"],
            kind=kind,
            name_kk=cells["name_kk"],
            name_ru=cells["name_ru"],
            other_names=_other_names(cells["other_names"]),
            common_kk=common in {"kk", "both"},
            common_ru=common in {"ru", "both"},
            unit=cells["unit"] or None,
        )


@cache
def load_places(folder: Path = FOLDER) -> tuple[PlaceRow, ...]:
    """All places of `folder`, in the order of the file; read and checked whole once per process.

    Raises BadRow, which names file and line, for a malformed line, a row that stands twice, an unknown region or unit,
    a unit of another region, and for a region without a row of its own.
    """
    reference = load_reference(folder)
    rows = read_rows(folder / "places.csv", PLACE_COLUMNS, PlaceRow.of)
    for place, row in rows.values():
        if row.region not in reference.regions:
            raise BadRow(f"{place}: {row.region} is unknown")
        if row.unit is not None and reference.units:
            unit = reference.units.get(row.unit)
            if unit is None or (unit.region, unit.district) != (row.region, row.name_kk):
                raise BadRow(f"{place}: {row.unit} is not the unit of {row.name_kk} in {row.region}")
    _check_regions([row for _, row in rows.values()], reference.regions)
    return tuple(row for _, row in rows.values())


def _check_regions(rows: Collection[PlaceRow], regions: Collection[str]) -> None:
    """A region is an oblast, or a city: the place that carries its name must be there to be found."""
    heads = {row.region for row in rows if row.kind == "oblast"}
    heads |= {row.region for row in rows if row.kind == "city"}
    for region in regions:
        if region not in heads:
            raise BadRow(f"places.csv: {region} has neither an oblast nor a city")


def _other_names(cell: str) -> tuple[OtherName, ...]:
    names = tuple(name.strip() for name in cell.split(";")) if cell else ()
    if not all(name.removesuffix(COMMON_MARK) for name in names):
        raise ValueError("other_names holds an empty name")
    return tuple(OtherName(name.removesuffix(COMMON_MARK), name.endswith(COMMON_MARK)) for name in names)


def _place_kind(text: str) -> PlaceKind:
    match text:
        case "oblast" | "district" | "city" | "city_district" | "settlement":
            return text
        case _:
            raise ValueError(f"kind {text!r} is not oblast, district, city, city_district or settlement")
