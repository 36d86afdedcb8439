"""Counters guarded by offsets, and the last position of each history: the Protocol and its Mongo implementation."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from services.analytics.rules.counting import Cells
from shared.mongo.client import Database, Document

DUPLICATE_KEY = 11000
CHUNK = 1000
"""Documents per statement: keeps each answer small and lets the event loop breathe."""


class LostGuard(Exception):
    """Somebody else counted into one of the documents first: read the guards again and add what is still missing."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter document: its id, the last offset counted in it, and the sums."""

    id: str
    offset: int
    cells: Cells


@dataclass(slots=True)
class Addition:
    """Add `cells` to the document `id`, if the last offset counted there is still `guard` (None: no document yet)."""

    id: str
    guard: int | None
    offset: int = -1
    """The last offset counted with this addition."""
    cells: Cells = field(default_factory=dict)


class Counters(Protocol):
    """What counting needs to remember."""

    async def guards(self, ids: Collection[str]) -> dict[str, int]:
        """The last offset counted, by document; absent where there is no document."""
        ...

    async def add(self, additions: Sequence[Addition]) -> None:
        """Write all whose guard holds; raises LostGuard when another did not."""
        ...

    async def positions(self, histories: Collection[str]) -> dict[str, int]:
        """The last position known, by history; absent where nothing is known."""
        ...

    async def remember(self, positions: Mapping[str, int]) -> None:
        """Keep positions; one that is not newer than what is known changes nothing."""
        ...

    def documents(self) -> AsyncIterator[Counter]:
        """Every counter document, each as of one instant, in order of ids: partition after partition."""
        ...


class MongoCounters:
    """Counters in two collections: `counters` (o: guard, cells) and `sequences` (s: last position)."""

    def __init__(self, database: Database) -> None:
        self._counters: AsyncIOMotorCollection[Document] = database["counters"]
        self._sequences: AsyncIOMotorCollection[Document] = database["sequences"]

    async def ensure(self) -> None:
        """An index on exactly the filter of the guard check; local servers scan the collection without it."""
        await self._counters.create_index([("_id", ASCENDING), ("o", ASCENDING)], unique=True, name="id_offset")

    async def guards(self, ids: Collection[str]) -> dict[str, int]:
        """See Counters."""
        return await _numbers(self._counters, ids, "o")

    async def add(self, additions: Sequence[Addition]) -> None:
        """See Counters. Only increments travel, never whole documents."""
        for start in range(0, len(additions), CHUNK):
            await self._add(additions[start : start + CHUNK])

    async def _add(self, additions: Sequence[Addition]) -> None:
        writes = [_insert(a) if a.guard is None else _update(a, a.guard) for a in additions]
        expected = sum(a.guard is not None for a in additions)
        try:
            result = await self._counters.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            faults = error.details.get("writeErrors", [])
            if faults and all(fault.get("code") == DUPLICATE_KEY for fault in faults):
                raise LostGuard(f"{len(faults)} counters exist already") from error
            raise
        if result.matched_count != expected:
            raise LostGuard(f"{expected - result.matched_count} counters had another guard")

    async def positions(self, histories: Collection[str]) -> dict[str, int]:
        """See Counters."""
        return await _numbers(self._sequences, histories, "s")

    async def remember(self, positions: Mapping[str, int]) -> None:
        """See Counters."""
        items = list(positions.items())
        for start in range(0, len(items), CHUNK):
            chunk = items[start : start + CHUNK]
            writes = [UpdateOne({"_id": history}, {"$max": {"s": last}}, upsert=True) for history, last in chunk]
            await self._sequences.bulk_write(writes, ordered=False)

    async def documents(self) -> AsyncIterator[Counter]:
        """See Counters. Ids first, then documents by them: a server may drop what a long cursor still needs.

        A document made meanwhile is left out; whoever follows additions has it from there.
        """
        ids = [document["_id"] async for document in self._counters.find({}, {"_id": 1}, batch_size=10 * CHUNK)]
        ids.sort()
        for start in range(0, len(ids), CHUNK):
            cursor = self._counters.find({"_id": {"$in": ids[start : start + CHUNK]}})
            for document in sorted(await cursor.to_list(None), key=itemgetter("_id")):
                yield Counter(document["_id"], document["o"], document["cells"])


async def _numbers(collection: AsyncIOMotorCollection[Document], ids: Collection[str], name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        cursor = collection.find({"_id": {"$in": wanted[start : start + CHUNK]}}, {name: 1})
        found.update({d["_id"]: d[name] for d in await cursor.to_list(None)})
        await asyncio.sleep(0)
    return found


def _insert(addition: Addition) -> Any:
    return InsertOne({"_id": addition.id, "o": addition.offset, "cells": addition.cells})


def _update(addition: Addition, guard: int) -> Any:
    steps = {f"cells.{cell}.{measure}": n for cell, row in addition.cells.items() for measure, n in row.items()}
    return UpdateOne({"_id": addition.id, "o": guard}, {"$inc": steps, "$set": {"o": addition.offset}})
