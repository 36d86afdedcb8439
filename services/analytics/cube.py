"""All sums in one column store in memory (DuckDB): any slice of any period by any dimensions, in one scan."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date

import duckdb
import numpy as np

from services.analytics.rules.counting import NONE, Cells, Row, parse_cell
from services.analytics.rules.periods import days_of

Dims = tuple[str, ...]
Values = tuple[str, ...]
Rows = dict[Values, Row]

REGION, AGENCY, KIND, CHANNEL, LANGUAGE = "region", "agency", "kind", "channel", "language"
PERSON_TYPE, COLLECTIVE, CATEGORY, OUTCOME = "person_type", "collective", "category", "outcome"
CENTRE, RUNG = "centre", "rung"
DIMENSIONS: Dims = (REGION, AGENCY, KIND, CHANNEL, LANGUAGE, PERSON_TYPE, COLLECTIVE, CATEGORY, OUTCOME)
"""By which figures may be asked for."""
STORED: Dims = (*DIMENSIONS, CENTRE, RUNG)
MEASURE = "measure"
EPOCH = date(2000, 1, 1)
"""Day 0 of the column `day`, which ends in 2179."""
FLUSHED = 20_000
"""Rows that wait in memory of their own at most."""


class _Codes:
    """Words as small numbers, one series per column."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
        return found

    def known(self, word: str) -> int | None:
        return self._numbers.get(word)


class Cube:
    """A table of (day, dimensions, measure, n). Safe to add to and to ask from several threads."""

    def __init__(self) -> None:
        self._file = duckdb.connect(":memory:", config={"threads": 2})
        columns = ", ".join(f"{name} USMALLINT" for name in ("day", *STORED, MEASURE))
        self._file.execute(f"CREATE TABLE cells ({columns}, n INTEGER)")
        self._codes = {name: _Codes() for name in (*STORED, MEASURE)}
        self._waiting: list[tuple[int, ...]] = []
        self._lock = threading.Lock()
        self._pinned: duckdb.DuckDBPyConnection | None = None
        self.rows = 0
        """Rows in the table, without those that wait."""

    def frozen(self) -> "Cube":
        """The same sums as they are now, whatever is added; for one thread at a time. Ends when nobody holds it."""
        with self._lock:
            self._flush()
            still = copy(self)
            still._pinned, still._waiting = pinned(self._file, "cells"), []  # noqa: SLF001  # a copy of itself
        return still

    def add(self, day: str, region: str, cells: Cells) -> None:
        """Add the sums of one civil day (`2026-03-10`) and region."""
        when = (date.fromisoformat(day) - EPOCH).days
        with self._lock:
            for key, row in cells.items():
                prefix = (when, *self._coordinates(region, key))
                self._waiting += [(*prefix, self._codes[MEASURE].number(measure), n) for measure, n in row.items()]
            if len(self._waiting) >= FLUSHED:
                self._flush()

    def _coordinates(self, region: str, key: str) -> tuple[int, ...]:
        cell = parse_cell(key)
        words = (
            region,
            cell.agency or NONE,
            cell.kind,
            cell.channel,
            cell.language,
            cell.person_type,
            cell.collective,
            cell.category or NONE,
            cell.outcome or NONE,
            cell.centre,
            cell.rung,
        )
        return tuple(self._codes[name].number(word) for name, word in zip(STORED, words, strict=True))

    def _flush(self) -> None:
        if not self._waiting:
            return
        table = np.array(self._waiting, dtype=np.int64)
        names = ("day", *STORED, MEASURE)
        columns = {name: table[:, place].astype(np.uint16) for place, name in enumerate(names)}
        columns["n"] = table[:, -1].astype(np.int32)
        cursor = self._file.cursor()
        cursor.register("arrived", columns)
        cursor.execute("INSERT INTO cells SELECT * FROM arrived")
        cursor.unregister("arrived")
        self.rows += len(self._waiting)
        self._waiting = []

    def flow_and_stock(self, by: Sequence[str], period: str, filters: Mapping[str, str]) -> tuple[Rows, Rows]:
        """Sums of the period itself, and of all time up to its end, by the values of `by`."""
        first, last = _bounds(period)
        columns = "".join(f"{name}, " for name in by)
        found = self._asked(
            f"SELECT {columns} {MEASURE}, sum(n) FILTER (day >= {first})::BIGINT, sum(n)::BIGINT FROM cells"  # noqa: S608
            f" WHERE day <= {last} {{}} GROUP BY {columns} {MEASURE}",
            filters,
        )
        flow: Rows = {}
        stock: Rows = {}
        for *values, measure, within, whole in found:
            key, name = self._words(by, values), self._codes[MEASURE].words[measure]
            stock.setdefault(key, {})[name] = whole
            if within is not None:
                flow.setdefault(key, {})[name] = within
        return flow, stock

    def flow(self, by: Sequence[str], period: str, filters: Mapping[str, str]) -> Rows:
        """Sums of the period by the values of `by`."""
        first, last = _bounds(period)
        columns = "".join(f"{name}, " for name in by)
        found = self._asked(
            f"SELECT {columns} {MEASURE}, sum(n)::BIGINT FROM cells WHERE day BETWEEN {first} AND {last} {{}}"  # noqa: S608
            f" GROUP BY {columns} {MEASURE}",
            filters,
        )
        rows: Rows = {}
        for *values, measure, n in found:
            rows.setdefault(self._words(by, values), {})[self._codes[MEASURE].words[measure]] = n
        return rows

    def daily(self, last: date, filters: Mapping[str, str]) -> dict[date, Row]:
        """Sums of every civil day up to `last` on which something was counted."""
        until = (last - EPOCH).days
        found = self._asked(
            f"SELECT day, {MEASURE}, sum(n)::BIGINT FROM cells WHERE day <= {until} {{}} GROUP BY day, {MEASURE}",  # noqa: S608
            filters,
        )
        days: dict[date, Row] = {}
        for day, measure, n in found:
            days.setdefault(date.fromordinal(EPOCH.toordinal() + day), {})[self._codes[MEASURE].words[measure]] = n
        return days

    def values(self, dimension: str) -> list[str]:
        """Every value that the dimension has had, in alphabetical order."""
        return sorted(self._codes[dimension].words)

    def slots(self, dimension: str) -> set[tuple[str, str]]:
        """(value, civil day as ISO text) of a dimension for which something is counted."""
        found = self._asked(f"SELECT DISTINCT {dimension}, day FROM cells WHERE true {{}}", {})  # noqa: S608
        words = self._codes[dimension].words
        return {(words[value], date.fromordinal(EPOCH.toordinal() + day).isoformat()) for value, day in found}

    def _asked(self, statement: str, filters: Mapping[str, str]) -> list[tuple[int, ...]]:
        """`{}` in the statement stands for the filters. Column names come from our constants, values are numbers."""
        numbers = {name: self._codes[name].known(word) for name, word in filters.items()}
        if None in numbers.values():
            return []
        where = "".join(f" AND {name} = {number}" for name, number in numbers.items())
        return self._cursor().execute(statement.format(where)).fetchall()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._pinned is not None:
            return self._pinned
        with self._lock:
            self._flush()
            return self._file.cursor()

    def _words(self, by: Iterable[str], values: Sequence[int]) -> Values:
        return tuple(self._codes[name].words[value] for name, value in zip(by, values, strict=True))


def pinned(file: duckdb.DuckDBPyConnection, table: str) -> duckdb.DuckDBPyConnection:
    """A connection that sees the table as it is now: a transaction's view is that of its first question."""
    cursor = file.cursor()
    cursor.begin()
    cursor.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()  # noqa: S608  # a constant of ours
    return cursor


def _bounds(period: str) -> tuple[int, int]:
    first, last = days_of(period)
    return max(0, (first - EPOCH).days), min(65_535, (last - EPOCH).days)
