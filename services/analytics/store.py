"""Counters guarded by offsets, and the last position of each history: the Protocol and its Mongo implementation."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol

import cramjam
import orjson
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from services.analytics.rules.counting import Cells, Increment, add
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
    """Counters in two collections: `counters` (o: guard, cells: packed) and `sequences` (s: last position).

    The cells of a document are one zstd-compressed JSON text (ADR 12). What `guards` and `positions` read is kept for
    the write that follows: it is checked there, and spares a second look.
    """

    def __init__(self, database: Database) -> None:
        self._counters: AsyncIOMotorCollection[Document] = database["counters"]
        self._sequences: AsyncIOMotorCollection[Document] = database["sequences"]
        self._read: dict[str, Document] = {}
        self._unheard: set[str] = set()

    async def ensure(self) -> None:
        """An index on exactly the filter of the guard check; local servers scan the collection without it."""
        await self._counters.create_index([("_id", ASCENDING), ("o", ASCENDING)], unique=True, name="id_offset")

    async def guards(self, ids: Collection[str]) -> dict[str, int]:
        """See Counters."""
        self._read = {document["_id"]: document async for document in self._documents(list(ids))}
        return {identity: document["o"] for identity, document in self._read.items()}

    async def add(self, additions: Sequence[Addition]) -> None:
        """See Counters."""
        for start in range(0, len(additions), CHUNK):
            await self._add(additions[start : start + CHUNK])

    async def _add(self, additions: Sequence[Addition]) -> None:
        known = await self._known([a for a in additions if a.guard is not None])
        writes, lost = [], 0
        for addition in additions:
            document = known.get(addition.id)
            if addition.guard is None:
                writes.append(InsertOne(_packed(addition.id, addition.offset, addition.cells)))
            elif document is None or document["o"] != addition.guard:
                lost += 1
            else:
                writes.append(_replacing(document, addition))
        lost += await self._written(writes)
        if lost:
            raise LostGuard(f"{lost} counters had another guard")

    async def _known(self, additions: Sequence[Addition]) -> dict[str, Document]:
        """The documents that are added to, read anew where the ones at hand are of another guard."""
        wanted = {addition.id: addition.guard for addition in additions}
        known = {identity: self._read[identity] for identity in wanted if identity in self._read}
        stale = [identity for identity, guard in wanted.items() if known.get(identity, {}).get("o") != guard]
        return known | {document["_id"]: document async for document in self._documents(stale)}

    async def _written(self, writes: Sequence[Any]) -> int:
        """How many of them somebody else was faster with."""
        if not writes:
            return 0
        try:
            result = await self._counters.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            return _check_only_duplicates(error)
        return len(writes) - result.inserted_count - result.matched_count

    async def _documents(self, ids: Sequence[str]) -> AsyncIterator[Document]:
        """Those that exist, in order of the ids in each statement."""
        for start in range(0, len(ids), CHUNK):
            cursor = self._counters.find({"_id": {"$in": ids[start : start + CHUNK]}})
            for document in sorted(await cursor.to_list(None), key=itemgetter("_id")):
                yield document
            await asyncio.sleep(0)

    async def positions(self, histories: Collection[str]) -> dict[str, int]:
        """See Counters."""
        found: dict[str, int] = {}
        wanted = list(histories)
        for start in range(0, len(wanted), CHUNK):
            cursor = self._sequences.find({"_id": {"$in": wanted[start : start + CHUNK]}})
            found.update({document["_id"]: document["s"] for document in await cursor.to_list(None)})
            await asyncio.sleep(0)
        self._unheard = set(wanted) - found.keys()
        return found

    async def remember(self, positions: Mapping[str, int]) -> None:
        """See Counters."""
        items = list(positions.items())
        for start in range(0, len(items), CHUNK):
            chunk = items[start : start + CHUNK]
            writes = [
                InsertOne({"_id": history, "s": last}) if history in self._unheard else _raised(history, last)
                for history, last in chunk
            ]
            try:
                await self._sequences.bulk_write(writes, ordered=False)
            except BulkWriteError as error:
                _check_only_duplicates(error)
                await self._sequences.bulk_write([_raised(*item) for item in chunk], ordered=False)

    async def documents(self) -> AsyncIterator[Counter]:
        """See Counters. Ids first, then documents by them: a server may drop what a long cursor still needs.

        A document made meanwhile is left out; whoever follows additions has it from there.
        """
        ids = [document["_id"] async for document in self._counters.find({}, {"_id": 1}, batch_size=10 * CHUNK)]
        async for document in self._documents(sorted(ids)):
            yield Counter(document["_id"], document["o"], _unpacked(document))


async def _numbers(collection: AsyncIOMotorCollection[Document], ids: Collection[str], name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        cursor = collection.find({"_id": {"$in": wanted[start : start + CHUNK]}}, {name: 1})
        found.update({d["_id"]: d[name] for d in await cursor.to_list(None)})
        await asyncio.sleep(0)
    return found


def _packed(identity: str, offset: int, cells: Cells) -> Document:
    text = orjson.dumps(cells, option=orjson.OPT_NON_STR_KEYS)
    return {"_id": identity, "o": offset, "cells": bytes(cramjam.zstd.compress(text, level=1))}


def _unpacked(document: Document) -> Cells:
    cells: Cells = orjson.loads(bytes(cramjam.zstd.decompress(document["cells"])))
    return cells


def _replacing(document: Document, addition: Addition) -> Any:
    cells = _unpacked(document)
    for cell, row in addition.cells.items():
        add(cells, (Increment(cell, measure, n) for measure, n in row.items()))
    return ReplaceOne({"_id": addition.id, "o": addition.guard}, _packed(addition.id, addition.offset, cells))


def _raised(history: str, last: int) -> Any:
    return UpdateOne({"_id": history}, {"$max": {"s": last}}, upsert=True)


def _check_only_duplicates(error: BulkWriteError) -> int:
    """How many documents somebody else had made first. Raises the error when it tells of something else."""
    faults = error.details.get("writeErrors", [])
    if not faults or any(fault.get("code") != DUPLICATE_KEY for fault in faults):
        raise error
    return len(faults)
