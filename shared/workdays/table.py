"""Reading the table of working days: a CSV file under a header that says its version and the days it covers."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from shared.trilingual import Trilingual
from shared.workdays.work_calendar import SATURDAY, SpecialDay, WorkCalendar

TABLE = Path(__file__).with_name("table.csv")
COLUMNS = ["date", "working", "reason_kk", "reason_ru", "reason_en", "source"]
HEADER = ("version", "first", "last")


class BadTable(Exception):
    """The table cannot be used; the message names file and line."""


@cache
def load_calendar(path: Path | None = None) -> WorkCalendar:
    """The calendar in `path`, by default the one shipped with this package; read once per process.

    Raises BadTable for a row that is malformed, out of order, out of range or that changes nothing.
    """
    source = path or TABLE
    lines = source.read_text(encoding="utf-8").splitlines()
    header = _header(source, lines)
    try:
        first, last = date.fromisoformat(header["first"]), date.fromisoformat(header["last"])
    except ValueError as error:
        raise BadTable(f"{source.name}: {error}") from error
    rows: list[SpecialDay] = []
    for number, row in _rows(source, lines):
        if not first <= row.day <= last or (rows and row.day <= rows[-1].day):
            raise BadTable(f"{source.name}:{number}: {row.day} is out of range or out of order")
        rows.append(row)
    return WorkCalendar.build(header["version"], first, last, rows)


def _header(source: Path, lines: list[str]) -> dict[str, str]:
    """`# key: value` lines."""
    pairs = (line.removeprefix("#").partition(":") for line in lines if line.startswith("#"))
    header = {key.strip(): value.strip() for key, _, value in pairs}
    missing = [key for key in HEADER if not header.get(key)]
    if missing:
        raise BadTable(f"{source.name}: the header lacks {', '.join(missing)}")
    return header


def _rows(source: Path, lines: list[str]) -> Iterator[tuple[int, SpecialDay]]:
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    parsed = csv.reader(line for _, line in numbered)
    for (number, _), cells in zip(numbered, parsed, strict=True):
        if number == numbered[0][0]:
            if cells != COLUMNS:
                raise BadTable(f"{source.name}:{number}: columns must be {','.join(COLUMNS)}")
            continue
        try:
            yield number, _row(cells)
        except ValueError as error:
            raise BadTable(f"{source.name}:{number}: {error}") from error


def _row(cells: list[str]) -> SpecialDay:
    if len(cells) != len(COLUMNS) or not all(cells):
        raise ValueError(f"{len(COLUMNS)} cells are needed, none empty")
    day, working = date.fromisoformat(cells[0]), cells[1]
    if working not in {"0", "1"}:
        raise ValueError(f"working must be 0 or 1, not {working!r}")
    if working == "1" and day.weekday() < SATURDAY:
        raise ValueError(f"{day} is a working day anyway")
    return SpecialDay(day, working == "1", Trilingual(*cells[2:5]), cells[5])
