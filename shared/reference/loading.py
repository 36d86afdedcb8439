"""Reading the data files. Everything is checked before the first use; a bad row is refused with file and line."""

import csv
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from shared.reference.reference import REPUBLIC, Reference
from shared.reference.rows import Agency, BadRow, Centre, Named, Region

FOLDER = Path(__file__).parent
NAMES = ["name_kk", "name_ru", "name_en"]
VALIDITY = ["valid_from", "valid_to"]
REGION_COLUMNS = ["code", "kato", "former_code", *NAMES, *VALIDITY, "source"]
AGENCY_COLUMNS = ["code", "level", "region", *NAMES, "subjects", "routed", "higher", *VALIDITY, "successor", "source"]
CENTRE_COLUMNS = ["code", "kind", "region", "agency", *NAMES]


class Coded(Protocol):
    """What every row has."""

    @property
    def code(self) -> str:
        """Unique within its file."""


R = TypeVar("R", bound=Coded)
Placed = dict[str, tuple[str, R]]
"""Rows by code, each with its place, as `regions.csv:7`."""


@cache
def load_reference(folder: Path = FOLDER) -> Reference:
    """The data of `folder`, by default those shipped with this package; read and checked whole once per process.

    Raises BadRow, which names file and line, for a malformed line, a repeated code or a code that leads nowhere.
    """
    regions = _read(folder / "regions.csv", REGION_COLUMNS, Region.of)
    agencies = _read(folder / "agencies.csv", AGENCY_COLUMNS, Agency.of)
    centres = _read(folder / "centres.csv", CENTRE_COLUMNS, Centre.of)
    competent = _read(folder / "competent_in_crime.csv", ["code"], Named.of)
    _check_agencies(agencies, regions)
    for place, row in competent.values():
        _known(place, row.code, agencies)
    _check_centres(centres, regions, agencies)
    return Reference(_plain(regions), _plain(agencies), _plain(centres), frozenset(competent))


def _read(source: Path, columns: list[str], of: Callable[[Mapping[str, str]], R]) -> Placed[R]:
    """Rows of a CSV file under a line of column names; lines that begin with `#` are remarks."""
    lines = enumerate(source.read_text(encoding="utf-8").splitlines(), start=1)
    numbered = [(number, line) for number, line in lines if line and not line.startswith("#")]
    table = csv.reader(line for _, line in numbered)
    rows: Placed[R] = {}
    for (number, _), cells in zip(numbered, table, strict=True):
        place = f"{source.name}:{number}"
        if number == numbered[0][0]:
            if cells != columns:
                raise BadRow(f"{place}: columns must be {','.join(columns)}")
            continue
        if len(cells) != len(columns):
            raise BadRow(f"{place}: {len(columns)} cells are needed, not {len(cells)}")
        try:
            row = of(dict(zip(columns, cells, strict=True)))
        except ValueError as error:
            raise BadRow(f"{place}: {error}") from error
        if row.code in rows:
            raise BadRow(f"{place}: {row.code} stands here twice")
        rows[row.code] = (place, row)
    return rows


def _check_agencies(agencies: Placed[Agency], regions: Placed[Region]) -> None:
    """Every code leads to a row, and every region has its akimat."""
    for place, row in agencies.values():
        _known(place, row.region, regions)
        _known(place, row.higher, agencies)
        _known(place, row.successor, agencies)
        if row.code == row.higher:
            raise BadRow(f"{place}: {row.code} cannot be its own higher body")
        if row.successor is not None and not _outlives(agencies[row.successor][1], row):
            raise BadRow(f"{place}: {row.successor} does not outlive {row.code}")
    for place, region in regions.values():
        if f"akimat-{region.code[3:]}" not in agencies:
            raise BadRow(f"{place}: {region.code} has no akimat")


def _check_centres(centres: Placed[Centre], regions: Placed[Region], agencies: Placed[Agency]) -> None:
    """Every region, every routed central body and the republic have their centre, and there is no other."""
    for place, row in centres.values():
        _known(place, row.region, regions)
        _known(place, row.agency, agencies)
    needed = {code.lower(): place for code, (place, _) in regions.items()}
    needed |= {code: place for code, (place, row) in agencies.items() if row.routed and row.level == "central"}
    for code, place in needed.items():
        if code not in centres:
            raise BadRow(f"{place}: centre {code} is missing")
    for code, (place, _) in centres.items():
        if code not in needed and code != REPUBLIC:
            raise BadRow(f"{place}: centre {code} watches nothing")
    if REPUBLIC not in centres:
        raise BadRow(f"centres.csv: centre {REPUBLIC} is missing")


def _outlives(successor: Agency, row: Agency) -> bool:
    """So that following successors comes to an end."""
    return successor.valid_to is None or (row.valid_to is not None and row.valid_to < successor.valid_to)


def _known(place: str, code: str | None, rows: Collection[str]) -> None:
    if code is not None and code not in rows:
        raise BadRow(f"{place}: {code} is unknown")


def _plain(rows: Placed[R]) -> Mapping[str, R]:
    return MappingProxyType({code: row for code, (_, row) in rows.items()})
