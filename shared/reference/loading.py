"""Reading the data files. Everything is checked before the first use; a bad row is refused with file and line."""

import csv
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from shared.reference.reference import REPUBLIC, Reference
from shared.reference.rows import Agency, BadRow, Centre, Named, Region
from shared.reference.units import UNIT_COLUMNS, Unit
from shared.trilingual import Trilingual

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


class Dated(Coded, Protocol):
    """A row with names that is valid from one day on and perhaps to another."""

    @property
    def names(self) -> Trilingual:
        """In three languages."""

    @property
    def valid_from(self) -> date:
        """First day."""

    @property
    def valid_to(self) -> date | None:
        """Last day, None while it stands."""


R = TypeVar("R", bound=Coded)
D = TypeVar("D", bound=Dated)
Placed = dict[str, tuple[str, R]]
"""Rows by code, each with its place, as `regions.csv:7`."""


@cache
def load_reference(folder: Path = FOLDER) -> Reference:
    """The data of `folder`, by default those shipped with this package; read and checked whole once per process.

    Raises BadRow, which names file and line, for a malformed line, a repeated code or a code that leads nowhere.
    """
    regions = read_rows(folder / "regions.csv", REGION_COLUMNS, Region.of)
    agencies = read_rows(folder / "agencies.csv", AGENCY_COLUMNS, Agency.of)
    centres = read_rows(folder / "centres.csv", CENTRE_COLUMNS, Centre.of)
    competent = read_rows(folder / "competent_in_crime.csv", ["code"], Named.of)
    _check_regions(regions)
    _check_agencies(agencies, regions)
    for place, row in competent.values():
        _known(place, row.code, agencies)
    _check_centres(centres, regions, agencies)
    units = _read_units(folder / "units.csv", regions, agencies)
    return Reference(_plain(regions), _plain(agencies), _plain(centres), _plain(units), frozenset(competent))


def read_rows(source: Path, columns: list[str], of: Callable[[Mapping[str, str]], R]) -> Placed[R]:
    """Rows of a CSV file under a line of column names; lines that begin with `#` are remarks.

    Raises BadRow, which names file and line, for other columns, a line that `of` refuses and a repeated code.
    """
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


def _read_units(source: Path, regions: Placed[Region], agencies: Placed[Agency]) -> Placed[Unit]:
    """The optional file of units; each belongs to a known body, of its own region where that has one."""
    if not source.exists():
        return {}
    units = read_rows(source, UNIT_COLUMNS, Unit.of)
    for place, row in units.values():
        _known(place, row.parent, agencies)
        _known(place, row.region, regions)
        parent = agencies[row.parent][1]
        if parent.region is not None and parent.region != row.region:
            raise BadRow(f"{place}: {row.parent} is not a body of {row.region}")
        if row.code in agencies:
            raise BadRow(f"{place}: {row.code} is a body of its own")
    return units


def _check_regions(regions: Placed[Region]) -> None:
    """A KATO and a former code lead to one region, so that older data can be read; no two stand under one name."""
    _check_overlaps(regions)
    owners: dict[str, str] = {}
    for place, row in regions.values():
        for code in filter(None, (row.kato, row.former_code)):
            if owners.setdefault(code, row.code) != row.code:
                raise BadRow(f"{place}: {code} belongs to {owners[code]} already")


def _check_overlaps(rows: Placed[D]) -> None:
    """No two rows have one name on the same day."""
    seen: dict[str, list[D]] = {}
    for place, row in rows.values():
        for name in {row.names.kk, row.names.ru, row.names.en}:
            for other in seen.setdefault(name, []):
                if _overlaps(row, other):
                    raise BadRow(f"{place}: {row.code} has the name of {other.code} while both are valid")
            seen[name].append(row)


def _overlaps(one: Dated, other: Dated) -> bool:
    first, second = sorted((one, other), key=lambda row: row.valid_from)
    return first.valid_to is None or second.valid_from <= first.valid_to


def _covers(one: Dated, other: Dated) -> bool:
    """Whether `one` is valid on every day on which `other` is."""
    if one.valid_from > other.valid_from:
        return False
    return one.valid_to is None or (other.valid_to is not None and other.valid_to <= one.valid_to)


def _check_agencies(agencies: Placed[Agency], regions: Placed[Region]) -> None:
    """Every code leads to a row, and every region has its akimat."""
    for place, row in agencies.values():
        _known(place, row.region, regions)
        _known(place, row.higher, agencies)
        _known(place, row.successor, agencies)
        if row.code == row.higher:
            raise BadRow(f"{place}: {row.code} cannot be its own higher body")
        if row.successor is not None:
            _check_successor(place, row, agencies[row.successor][1])
    for place, region in regions.values():
        akimat = agencies.get(f"akimat-{region.code[3:]}")
        if akimat is None:
            raise BadRow(f"{place}: {region.code} has no akimat")
        if not _covers(akimat[1], region):
            raise BadRow(f"{akimat[0]}: {akimat[1].code} does not stand as long as {region.code}")
    _check_overlaps(agencies)


def _check_successor(place: str, row: Agency, successor: Agency) -> None:
    """The successor outlives the body and stands on the day after its end: no day is without a competent body."""
    if not _outlives(successor, row):
        raise BadRow(f"{place}: {successor.code} does not outlive {row.code}")
    if row.valid_to is not None and successor.valid_from > row.valid_to + timedelta(days=1):
        raise BadRow(f"{place}: {successor.code} begins later than the day after {row.code} ends")


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
