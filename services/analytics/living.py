"""The counter documents as they live, read into the recount's ledger while the replay is busy elsewhere."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from services.analytics.ledger import Ledger, place_of
from services.analytics.store import Counter, Counters

DOCUMENTS = 500


def order(place: str) -> str:
    """Sorts each `topic/partition` as the ids of its documents are sorted."""
    return f"{place}/"


class Living:
    """Reads partition after partition in the background, as an async context; reading ends with the context."""

    def __init__(self, counters: Counters, ledger: Ledger) -> None:
        self._counters, self._ledger = counters, ledger
        self._at = ""
        self._moved = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read())
        self._reading.add_done_callback(lambda _: self._moved.set())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await self._reading

    async def known(self, place: str) -> None:
        """Return when all documents of a `topic/partition` are in the ledger. Raises what reading raised."""
        while self._at <= order(place) and not self._reading.done():
            self._moved.clear()
            await self._moved.wait()
        if self._reading.done():
            self._reading.result()

    async def all_places(self) -> list[str]:
        """Each `topic/partition` that has a document, once all are in the ledger. Raises what reading raised."""
        await self._reading
        return self._ledger.places()

    async def _read(self) -> None:
        some: list[Counter] = []
        async for counter in self._counters.documents():
            some.append(counter)
            if len(some) == DOCUMENTS:
                self._ledger.keep(some)
                some.clear()
                self._at = order(place_of(counter.id))
                self._moved.set()
        self._ledger.keep(some)
