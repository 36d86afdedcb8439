"""The outbox: records stored inside the document they announce, and the relay that publishes and clears them.

Durable first: whoever inserts a document with its outbox may answer at once. The relay takes a publish function and
knows no Kafka. Every record is published at least once; the records of one document stay in order, each after the
former is confirmed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, UpdateOne
from pymongo.errors import PyMongoError

from shared.contracts.envelope import Outgoing
from shared.mongo.client import Document

log = structlog.get_logger(__name__)

Publish = Callable[[Sequence[Outgoing]], Awaitable[None]]
"""Publishes records in order and returns when all are confirmed."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Unpublished records of one document, oldest first; `owner` is the document's `_id`."""

    owner: str
    records: tuple[Outgoing, ...]


class Outbox(Protocol):
    """Where unpublished records are kept."""

    async def clear(self, published: Mapping[str, Sequence[str]]) -> None:
        """Drop these records (ids by owner); whatever was added to a document meanwhile stays."""
        ...

    def leftovers(self, stored_before: float) -> AsyncIterator[Pending]:
        """Documents whose oldest unpublished record is older than `stored_before` (Unix seconds, wall time)."""
        ...


@dataclass(frozen=True, slots=True)
class RelayPolicy:
    """How the relay works; times in seconds."""

    fatal: Callable[[BaseException], bool]
    """True for an error after which the publish function can never work again: `Relay.run` raises it."""
    batch: int = 200
    """Documents published together."""
    pause: float = 1.0
    """Rest after a failure."""
    scan: float = 60.0
    """Between two looks for leftovers of killed processes."""
    min_age: float = 5.0
    """Younger records are in the hands of a living process; the first scan of a process takes all."""
    linger: float = 0.1
    """Wait before clearing, so that one bulk write clears many documents."""
    capacity: int = 20_000
    """Documents held in memory; while publishing is down, more wait in the database for a scan."""


SCAN_SHARE = 50  # a scan may take a fiftieth of the time: local servers scan the whole collection for it


class Relay:
    """Publishes what is added and what other processes left, then clears it."""

    def __init__(self, outbox: Outbox, publish: Publish, policy: RelayPolicy) -> None:
        self._outbox, self._publish, self._policy = outbox, publish, policy
        self._queue: dict[str, list[Outgoing]] = {}
        self._published: dict[str, list[str]] = {}
        self._known: dict[str, set[str]] = {}
        self._since: dict[str, float] = {}
        self._work, self._done = asyncio.Event(), asyncio.Event()
        self._idle, self._room = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._size, self._unconfirmed, self._overflowed = policy.batch, 0, False

    @property
    def pending(self) -> int:
        """Records known to this process that are not confirmed yet."""
        return self._unconfirmed

    @property
    def oldest(self) -> float:
        """Seconds since the longest waiting document was handed to this process; 0 when none waits."""
        since = next(iter(self._since.values()), None)
        return 0.0 if since is None else time.monotonic() - since

    def add(self, pending: Pending) -> None:
        """Publish these soon. All unpublished records of the document belong in, in order; known ones are skipped."""
        owner, known = pending.owner, self._known.get(pending.owner, set())
        fresh = [record for record in pending.records if id_of(record) not in known]
        if not fresh:
            return
        if owner not in self._known and len(self._known) >= self._policy.capacity:
            self._overflowed = True  # a scan brings it back when there is room
            self._room.clear()
            return
        self._known[owner] = known | {id_of(record) for record in fresh}
        self._since.setdefault(owner, time.monotonic())
        self._queue.setdefault(owner, []).extend(fresh)
        self._unconfirmed += len(fresh)
        self._idle.clear()
        self._work.set()

    async def drained(self) -> None:
        """Return once everything that was added is confirmed and cleared."""
        await self._idle.wait()

    async def run(self) -> None:
        """Work until cancelled. Raises only what the policy calls fatal."""
        loops = (self._publish_forever(), self._clear_forever(), self._scan_forever())
        tasks = [asyncio.create_task(loop) for loop in loops]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _publish_forever(self) -> None:
        while True:
            await self._work.wait()
            batch = self._take()
            try:
                for step in _in_steps(list(batch.values())):
                    await self._publish(step)
            except Exception as error:
                if self._policy.fatal(error):
                    raise
                self._put_back(batch)
                log.warning("relay_failed", error=type(error).__name__, pending=self._unconfirmed)
                await asyncio.sleep(self._policy.pause)
            else:
                self._confirmed(batch)

    def _take(self) -> dict[str, list[Outgoing]]:
        owners = list(self._queue)[: self._size]
        batch = {owner: self._queue.pop(owner) for owner in owners}
        if not self._queue:
            self._work.clear()
        return batch

    def _put_back(self, batch: Mapping[str, list[Outgoing]]) -> None:
        """Next time one by one and behind the others: a record that can never be published blocks only its own."""
        for owner, records in batch.items():
            self._queue[owner] = records + self._queue.pop(owner, [])
        self._size = 1
        self._work.set()

    def _confirmed(self, batch: Mapping[str, list[Outgoing]]) -> None:
        for owner, records in batch.items():
            self._published.setdefault(owner, []).extend(map(id_of, records))
            self._unconfirmed -= len(records)
        self._size = min(self._policy.batch, self._size * 2)
        self._done.set()

    async def _clear_forever(self) -> None:
        while True:
            await self._done.wait()
            await asyncio.sleep(self._policy.linger)
            published, self._published = self._published, {}
            self._done.clear()
            try:
                await self._outbox.clear(published)
            except PyMongoError as error:
                log.warning("outbox_clear_failed", error=type(error).__name__, documents=len(published))
                for owner, ids in published.items():
                    self._published.setdefault(owner, []).extend(ids)
                self._done.set()
                await asyncio.sleep(self._policy.pause)
            else:
                self._forget(published)

    def _forget(self, published: Mapping[str, Sequence[str]]) -> None:
        for owner, ids in published.items():
            self._known[owner].difference_update(ids)
            if not self._known[owner]:
                del self._known[owner], self._since[owner]
        if len(self._known) <= self._policy.capacity // 2:
            self._room.set()
        if not self._known:
            self._idle.set()

    async def _scan_forever(self) -> None:
        min_age = 0.0
        while True:
            began = time.monotonic()
            try:
                await self._scan(time.time() - min_age)
            except PyMongoError as error:
                log.warning("outbox_scan_failed", error=type(error).__name__)
                await asyncio.sleep(self._policy.pause)
                continue
            min_age = self._policy.min_age
            if self._overflowed:
                await self._room.wait()
            else:
                await asyncio.sleep(max(self._policy.scan, SCAN_SHARE * (time.monotonic() - began)))

    async def _scan(self, stored_before: float) -> None:
        found, self._overflowed = self._unconfirmed, False
        async for pending in self._outbox.leftovers(stored_before):
            self.add(pending)
            if self._overflowed:
                break
        if self._unconfirmed > found:
            log.info("outbox_leftovers", records=self._unconfirmed - found)


def _in_steps(documents: Sequence[Sequence[Outgoing]]) -> list[list[Outgoing]]:
    """The n-th record of every document together, for all n: a step may go once the former is confirmed."""
    longest = max((len(records) for records in documents), default=0)
    return [[records[n] for records in documents if len(records) > n] for n in range(longest)]


def id_of(record: Outgoing) -> str:
    """The record's CloudEvents id."""
    return record.headers["ce_id"]


def packed(record: Outgoing) -> Document:
    """A record as an element of a document's `outbox` list, stamped with wall time."""
    return {
        "id": id_of(record),
        "topic": record.topic,
        "key": record.key,
        "value": record.value,
        "headers": dict(record.headers),
        "stored_at": time.time(),
    }


def unpacked(element: Document) -> Outgoing:
    """The record in an element of an `outbox` list."""
    return Outgoing(element["topic"], element["key"], bytes(element["value"]), element["headers"])


class MongoOutbox:
    """Outbox lists in the documents of one collection."""

    def __init__(self, collection: AsyncIOMotorCollection[Document]) -> None:
        self._collection = collection

    async def ensure_indexes(self) -> None:
        """A sparse index holds only documents with something to publish, so that a scan costs by what is left."""
        await self._collection.create_index([("outbox.id", ASCENDING)], sparse=True, name="outbox_id")

    async def clear(self, published: Mapping[str, Sequence[str]]) -> None:
        """See Outbox. One bulk write; `$pull` by id cannot lose a record that is pushed at the same time."""
        writes = [
            UpdateOne({"_id": owner}, {"$pull": {"outbox": {"id": {"$in": list(ids)}}}})
            for owner, ids in published.items()
        ]
        if writes:
            await self._collection.bulk_write(writes, ordered=False)

    async def leftovers(self, stored_before: float) -> AsyncIterator[Pending]:
        """See Outbox."""
        async for document in self._collection.find({"outbox.id": {"$gt": ""}}, {"outbox": 1}):
            if document["outbox"][0]["stored_at"] <= stored_before:
                yield Pending(document["_id"], tuple(map(unpacked, document["outbox"])))
