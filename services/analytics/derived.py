"""Keeps the derived tables true: read at the start, and anew when somebody else counted too."""

import asyncio
from collections.abc import Callable

import structlog
from pymongo.errors import PyMongoError

from services.analytics.store import Counters
from services.analytics.tables import Tables

log = structlog.get_logger(__name__)
BREATH = 20
"""Documents taken in between two turns of the event loop."""


class AnotherLog(RuntimeError):
    """The counters stand on offsets that the topics do not reach: this is not the log they were made from."""


class Derived:
    """The tables that are served and, while they are read anew, those to come; both follow every addition."""

    def __init__(self, counters: Counters) -> None:
        self.counters = counters
        self.all: list[Tables] = [Tables()]

    @property
    def current(self) -> Tables:
        """The tables to answer from."""
        return self.all[0]

    async def rebuild(self) -> None:
        """Read all counters into fresh tables and serve those."""
        fresh = Tables(is_loading=True)
        self.all.append(fresh)
        try:
            documents = 0
            async for counter in self.counters.documents():
                fresh.load(counter)
                documents += 1
                if documents % BREATH == 0:
                    await asyncio.sleep(0)
        except BaseException:
            self.all.remove(fresh)
            raise
        fresh.finish()
        fresh.advance(self.current.offsets)
        fresh.touch_all()
        self.all[:] = [fresh]
        log.info("tables_read", documents=documents)

    async def keep_true(self, seconds: float, counts_alone: Callable[[], bool]) -> None:
        """Loop: read anew when the tables missed a write or grew, and each `seconds` while others count partitions."""
        waited = 0.0
        while True:
            await asyncio.sleep(1.0)
            waited += 1.0
            tables = self.current
            if tables.is_stale or tables.is_scattered or (waited >= seconds and not counts_alone()):
                try:
                    await self.rebuild()
                except PyMongoError as error:
                    log.warning("tables_not_read", error=type(error).__name__)
                waited = 0.0


def check_same_log(guards: dict[str, int], ends: dict[str, int]) -> None:
    """Both by `topic/partition`: next offset to count, end of the log. Raises AnotherLog."""
    for place, following in sorted(guards.items()):
        end = ends.get(place, 0)
        if following > end:
            raise AnotherLog(
                f"{place}: counted up to offset {following}, but the log ends at {end}; these counters belong to"
                " another log: name the right Kafka or topic prefix, or drop the analytics database to count anew"
            )
