"""The recount's own memory: a sqlite file, so that a replay of any length needs no more of the machine's memory."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from services.analytics.rules.counting import Cells, Increment, add
from services.analytics.store import Counter

CHUNK = 500
"""Placeholders in one statement."""
SPILL = 40_000
"""Cells kept in memory before the documents that rest are written to the file: some 25 MB."""
SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -32768;
CREATE TABLE live (place TEXT, id TEXT, offset INTEGER, cells BLOB, PRIMARY KEY (place, id)) WITHOUT ROWID;
CREATE TABLE positions (history TEXT PRIMARY KEY, last INTEGER) WITHOUT ROWID;
CREATE TABLE portions (id TEXT, offset INTEGER, cells BLOB);
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """One document as it lives (None: it does not) and as it was counted again."""

    id: str
    live: Counter | None
    again: Counter | None


def place_of(identity: str) -> str:
    """The `topic/partition` that a document counts."""
    return identity.rsplit("/", 2)[0]


class Ledger:
    """Live documents of all partitions, and the sums of the one partition that is being replayed."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(SCHEMA)
        self._sums: dict[str, Cells] = {}
        self._guards: dict[str, int] = {}
        self._has_spilled = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def keep(self, counters: Iterable[Counter]) -> None:
        """Note documents as they live."""
        rows = ((place_of(c.id), c.id, c.offset, orjson.dumps(c.cells)) for c in counters)
        self._write("INSERT INTO live VALUES (?, ?, ?, ?)", rows)

    def live_guards(self, place: str) -> dict[str, int]:
        """The last offset counted, by live document of one partition."""
        return dict(self._file.execute("SELECT id, offset FROM live WHERE place = ?", (place,)))

    def places(self) -> list[str]:
        """Where documents live: each `topic/partition`, in alphabetical order."""
        return [place for (place,) in self._file.execute("SELECT DISTINCT place FROM live ORDER BY place")]

    def positions(self, histories: Collection[str]) -> dict[str, int]:
        """The last position known, by history."""
        found: dict[str, int] = {}
        wanted = list(histories)
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            marks = ",".join("?" * len(chunk))
            found.update(self._file.execute(f"SELECT * FROM positions WHERE history IN ({marks})", chunk))  # noqa: S608
        return found

    def remember(self, positions: Mapping[str, int]) -> None:
        """Keep the last position of each history."""
        self._write("INSERT OR REPLACE INTO positions VALUES (?, ?)", sorted(positions.items()))

    def _write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._file.execute("BEGIN")
        self._file.executemany(statement, rows)
        self._file.execute("COMMIT")

    def cells(self, identity: str, offset: int) -> Cells:
        """The sums of a document, to be added to for the record at `offset`, which is the latest of them."""
        self._guards[identity] = offset
        found = self._sums.get(identity)
        if found is None:
            found = self._sums[identity] = {}
        return found

    def relieve(self) -> None:
        """When there are many sums, write away the documents that were not added to for longest."""
        cells = sum(map(len, self._sums.values()))
        if cells > SPILL:
            self._spill(cells // 2)

    def _spill(self, enough: float = inf) -> None:
        rows, freed = [], 0
        for identity in sorted(self._sums, key=self._guards.__getitem__):
            if freed >= enough:
                break
            cells = self._sums.pop(identity)
            rows.append((identity, self._guards.pop(identity), orjson.dumps(cells, option=orjson.OPT_NON_STR_KEYS)))
            freed += len(cells)
        self._write("INSERT INTO portions VALUES (?, ?, ?)", rows)
        self._has_spilled = True

    def pairs(self, place: str) -> Iterator[Pair]:
        """Every document of the partition that lives or was counted again, in order of ids."""
        if self._has_spilled:
            self._spill()
        live, again = self._live(place), self._again() if self._has_spilled else self._from_memory()
        one, other = next(live, None), next(again, None)
        while one or other:
            identity = min(counter.id for counter in (one, other) if counter)
            left = one if one and one.id == identity else None
            right = other if other and other.id == identity else None
            yield Pair(identity, left, right)
            one = next(live, None) if left else one
            other = next(again, None) if right else other

    def _live(self, place: str) -> Iterator[Counter]:
        for identity, offset, cells in self._file.execute(
            "SELECT id, offset, cells FROM live WHERE place = ? ORDER BY id", (place,)
        ):
            yield Counter(identity, offset, orjson.loads(cells))

    def _from_memory(self) -> Iterator[Counter]:
        for identity in sorted(self._sums):
            yield Counter(identity, self._guards[identity], self._sums[identity])

    def _again(self) -> Iterator[Counter]:
        rows = self._file.execute("SELECT id, offset, cells FROM portions ORDER BY id, offset")
        for identity, portions in groupby(rows, key=itemgetter(0)):
            whole: Cells = {}
            for _, latest, cells in portions:
                offset = latest
                for cell, row in orjson.loads(cells).items():
                    add(whole, (Increment(cell, measure, n) for measure, n in row.items()))
            yield Counter(identity, offset, whole)

    def forget_partition(self) -> None:
        """Make room for the next partition: no history and no document lives in two."""
        for table in ("positions", "portions"):
            self._file.execute(f"DELETE FROM {table}")  # noqa: S608
        self._sums, self._guards, self._has_spilled = {}, {}, False
