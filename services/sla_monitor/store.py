"""Where cases and the watermark live: one document per appeal, found by its id; due clocks in memory beside them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import cramjam
from pydantic import TypeAdapter
from pymongo import ASCENDING

from services.sla_monitor.due import DueIndex, microseconds
from services.sla_monitor.rules import Case
from shared.contracts.envelope import Outgoing, Place
from shared.mongo.client import Database, Document
from shared.mongo.versioned import ensure_versions, save_versioned

REMEMBERED_INPUTS = 64
RETRIED = "retried"
"""Instead of a topic, in memories: a dead letter that was run again."""
WATERMARK = "watermark"
REBUILD = "rebuild"


class RebuildUnfinished(RuntimeError):
    """A rebuild was interrupted: cases are missing, and whoever served now would stay silent about them."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A record that an input caused and that is not known to be confirmed."""

    cause: Place
    record: Outgoing


@dataclass(frozen=True, slots=True)
class Memory:
    """Commands taken in, refused ones too: last offset per (topic, partition), and the last 64 as `topic ce_id`.

    Facts need neither: they are sequenced.
    """

    offsets: Mapping[str, int] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()

    def knows(self, place: Place, event_id: str) -> bool:
        """True for a redelivery and for a producer's repeat."""
        return place.offset <= self.offsets.get(_partition(place), -1) or f"{place.topic} {event_id}" in self.inputs

    def with_input(self, place: Place, event_id: str) -> "Memory":
        """Remember one more."""
        inputs = (*self.inputs, f"{place.topic} {event_id}")[-REMEMBERED_INPUTS:]
        return Memory({**self.offsets, _partition(place): place.offset}, inputs)

    def knows_retry(self, place: Place) -> bool:
        """True when the dead letter from this place was run again."""
        return f"{RETRIED} {place}" in self.inputs

    def with_retry(self, place: Place) -> "Memory":
        """Remember that it was; offsets stay, since later commands of its partition were handled."""
        return Memory(self.offsets, (*self.inputs, f"{RETRIED} {place}")[-REMEMBERED_INPUTS:])


def retry_cause(place: Place) -> Place:
    """Where the records of a retried dead letter are said to come from: a place that no commit confirms."""
    return Place(f"{RETRIED} {place.topic}", place.partition, place.offset)


def _partition(place: Place) -> str:
    return f"{place.topic}/{place.partition}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case with what delivery needs to know. `version` is that of the document read; 0 means that there is none."""

    case: Case
    version: int = 0
    tail: tuple[Sent, ...] = ()
    memory: Memory = field(default_factory=Memory)


class Cases(Protocol):
    """All cases."""

    @property
    def open(self) -> int:
        """How many appeals have a rung to come, as far as this process knows."""
        ...

    async def load(self, appeal_ids: Collection[str]) -> dict[str, Sheet]:
        """The sheets that exist, by appeal."""
        ...

    async def save(self, sheets: Sequence[Sheet]) -> None:
        """Write each sheet over the version it was read in. Raises LostVersion; those not lost are written."""
        ...

    async def due(self, until: datetime, *, alone: bool = True) -> list[str]:
        """Appeals with a rung due at or before `until`, earliest first.

        `alone=False`: other replicas write too, so the database is asked instead of memory.
        """
        ...

    async def reload(self) -> None:
        """Learn the due clocks anew from the documents."""
        ...


class Watermarks(Protocol):
    """The watermark up to which everything due has been raised."""

    async def read(self) -> tuple[datetime, datetime] | None:
        """The watermark, and the wall time at which it was noted; None before the first."""
        ...

    async def write(self, watermark: datetime, noted_at: datetime) -> None:
        """Move it on; an earlier one than the stored has no effect."""
        ...


Kept = tuple[Case, tuple[Sent, ...], Memory]
_KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)


class MongoCases:
    """`clocks`: `_id` appeal, `v` version, `due` microseconds of the next rung, and `body`.

    The body is case, tail and memory as one zstd-compressed JSON text: ladders and derivations repeat themselves, and
    on the night of a deadline writing costs by the byte (docs/adr/0007-case-as-compressed-text.md).
    """

    def __init__(self, database: Database) -> None:
        self._clocks, self._rebuild = database["clocks"], database[REBUILD]
        self._due = DueIndex()
        self._during_reload: dict[str, int | None] | None = None

    @property
    def open(self) -> int:
        """See Cases."""
        return len(self._due)

    async def prepare(self) -> None:
        """Indexes. Raises RebuildUnfinished."""
        if await self._rebuild.find_one({"_id": REBUILD}) is not None:
            raise RebuildUnfinished("run `python -m services.sla_monitor rebuild` again")
        await self._index()

    async def begin_anew(self) -> None:
        """Drop every case; nobody may serve until `finish`."""
        await self._rebuild.replace_one({"_id": REBUILD}, {"_id": REBUILD}, upsert=True)
        await self._clocks.drop()
        await self._index()

    async def finish(self) -> None:
        """All cases are there again."""
        await self._rebuild.delete_one({"_id": REBUILD})

    async def _index(self) -> None:
        await ensure_versions(self._clocks)
        await self._clocks.create_index([("due", ASCENDING)], name="due")

    async def load(self, appeal_ids: Collection[str]) -> dict[str, Sheet]:
        """See Cases."""
        if not appeal_ids:
            return {}
        found = self._clocks.find({"_id": {"$in": list(appeal_ids)}})
        sheets = {document["_id"]: _sheet(document) async for document in found}
        self._note(sheets.values())
        return sheets

    async def save(self, sheets: Sequence[Sheet]) -> None:
        """See Cases."""
        await save_versioned(self._clocks, [_document(sheet) for sheet in sheets])
        self._note(sheets)

    async def due(self, until: datetime, *, alone: bool = True) -> list[str]:
        """See Cases."""
        if alone:
            return self._due.until(until)
        found = self._clocks.find({"due": {"$lte": microseconds(until)}}, {"due": 1}).sort("due", ASCENDING)
        return [document["_id"] async for document in found]

    async def reload(self) -> None:
        """See Cases. What is saved while the documents are read wins over what was read."""
        self._during_reload = {}
        try:
            fresh = DueIndex()
            async for document in self._clocks.find({"due": {"$ne": None}}, {"due": 1}):
                fresh.set(document["_id"], document["due"])
            for appeal_id, due in self._during_reload.items():
                fresh.set(appeal_id, due)
            self._due = fresh
        finally:
            self._during_reload = None

    def _note(self, sheets: Collection[Sheet]) -> None:
        for sheet in sheets:
            due = due_of(sheet.case)
            self._due.set(sheet.case.appeal_id, due)
            if self._during_reload is not None:
                self._during_reload[sheet.case.appeal_id] = due


class MongoWatermarks:
    """`watermark`: one document."""

    def __init__(self, database: Database) -> None:
        self._watermark = database[WATERMARK]

    async def read(self) -> tuple[datetime, datetime] | None:
        """See Watermarks. Milliseconds are as exact as the database keeps it, rounded down."""
        found = await self._watermark.find_one({"_id": WATERMARK})
        return None if found is None else (found["instant"], found["noted_at"])

    async def write(self, watermark: datetime, noted_at: datetime) -> None:
        """See Watermarks."""
        newer = {"$max": {"instant": watermark, "noted_at": noted_at}}
        await self._watermark.update_one({"_id": WATERMARK}, newer, upsert=True)


def due_of(case: Case) -> int | None:
    """The case's next rung in microseconds."""
    due = case.next_due
    return None if due is None else microseconds(due)


def _document(sheet: Sheet) -> Document:
    kept = _KEPT.dump_json((sheet.case, sheet.tail, sheet.memory))
    return {
        "_id": sheet.case.appeal_id,
        "v": sheet.version + 1,
        "due": due_of(sheet.case),
        "body": bytes(cramjam.zstd.compress(kept, level=1)),
    }


def _sheet(document: Document) -> Sheet:
    case, tail, memory = _KEPT.validate_json(bytes(cramjam.zstd.decompress(document["body"])))
    return Sheet(case, document["v"], tail, memory)
