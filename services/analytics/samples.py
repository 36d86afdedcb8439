"""Samples of replies beside the derived tables, in memory: what indicators that compare replies are computed from."""

import threading
from collections import Counter
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

import duckdb
import numpy as np

from services.analytics.cube import pinned
from services.analytics.rules.signals import Sample
from services.analytics.rules.templates import Reply

FLUSHED = 5_000
EPOCH = date(2000, 1, 1)


class Samples:
    """All samples by body and day. Safe to add to and to ask from several threads."""

    def __init__(self) -> None:
        self._file = duckdb.connect(":memory:", config={"threads": 1})
        self._file.execute("CREATE TABLE samples (day INTEGER, body VARCHAR, key VARCHAR)")
        self._waiting: list[tuple[int, str, str]] = []
        self._lock = threading.Lock()
        self._pinned: duckdb.DuckDBPyConnection | None = None
        self.rows: Counter[str] = Counter()
        """By body."""
        self.memo: dict[tuple[str, str], tuple[int, Any]] = {}
        """By body and period: how many rows the body had, and what was made of them."""

    def frozen(self) -> "Samples":
        """The same samples as they are now, whatever is added; for one thread at a time. Ends when nobody holds it."""
        with self._lock:
            self._flush()
            still = copy(self)
            still._pinned, still._waiting, still.rows = pinned(self._file, "samples"), [], self.rows.copy()  # noqa: SLF001  # a copy of itself
        return still

    def add(self, day: date, body: str, keys: Iterable[str]) -> None:
        """Add the samples (see `Sample.key`) of one body and civil day."""
        when = (day - EPOCH).days
        with self._lock:
            before = len(self._waiting)
            self._waiting += [(when, body, key) for key in keys]
            self.rows[body] += len(self._waiting) - before
            if len(self._waiting) >= FLUSHED:
                self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        days, bodies, keys = zip(*self._waiting, strict=True)
        arrived = {"day": np.array(days, dtype=np.int32), "body": np.array(bodies), "key": np.array(keys)}
        cursor = self._file.cursor()
        cursor.register("arrived", arrived)
        cursor.execute("INSERT INTO samples SELECT * FROM arrived")
        cursor.unregister("arrived")
        self._waiting = []

    def of(self, body: str, first: date, last: date) -> list[Reply]:
        """The samples of a body from `first` to `last`, by day and key: the same whatever the order of arrival."""
        found = self._cursor().execute(
            "SELECT day, key FROM samples WHERE body = ? AND day BETWEEN ? AND ? ORDER BY day, key",
            (body, (first - EPOCH).days, (last - EPOCH).days),
        )
        return [Reply(date.fromordinal(EPOCH.toordinal() + day), Sample.of(key)) for day, key in found.fetchall()]

    def bodies(self, first: date, last: date) -> list[str]:
        """Bodies with a sample in the span, in alphabetical order."""
        bounds = ((first - EPOCH).days, (last - EPOCH).days)
        found = self._cursor().execute(
            "SELECT DISTINCT body FROM samples WHERE day BETWEEN ? AND ? ORDER BY body", bounds
        )
        return [body for (body,) in found.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._pinned is not None:
            return self._pinned
        with self._lock:
            self._flush()
            return self._file.cursor()
