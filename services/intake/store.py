"""What intake keeps: appeals with their outbox, the last number of each series, and timelines."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from services.intake.inserts import Inserts
from services.intake.rules import Talon
from services.intake.timeline import Entry, Timeline
from shared.contracts.envelope import Outgoing
from shared.mongo.client import Database, Document
from shared.mongo.outbox import MongoOutbox, packed, unpacked
from shared.mongo.versioned import LostVersion, ensure_versions, save_versioned

__all__ = ["Appeals", "Filed", "LostVersion", "MongoStore", "NumberTaken", "Numbers", "StoreUnavailable", "Timelines"]


class StoreUnavailable(Exception):
    """The database does not answer; whether a write happened is unknown."""


class NumberTaken(Exception):
    """A number was given twice: the counters are older than the appeals, as after a partial restore."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A registered appeal as it is kept. `records` are those not known to be published yet, oldest first."""

    appeal_id: str
    number: str
    key: str
    """Idempotency key: the client's, or the appeal's id."""
    fingerprint: str
    """Hash of what the client sent: the same key must come with the same content."""
    form: Mapping[str, Any]
    talon: Talon
    opened: Entry
    records: tuple[Outgoing, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    """Numbers (its own or those of its children) whose withdrawal was asked for."""
    repairs: frozenset[str] = frozenset()
    """Ids of the repairs that were sent (Art. 64(6))."""
    requests: frozenset[str] = frozenset()
    """Ids of the requests that were sent (Art. 22(1), 67, 75, 82)."""


class Appeals(Protocol):
    """Registered appeals. Every method raises StoreUnavailable."""

    async def add(self, filed: Filed) -> Filed | None:
        """Keep a new appeal; None when it is durable, else the one that has its key already. Raises NumberTaken."""
        ...

    async def add_many(self, filed: Sequence[Filed]) -> set[str]:
        """Keep those that are new; the ids of the others. Raises NumberTaken."""
        ...

    async def existing(self, appeal_ids: Collection[str]) -> set[str]:
        """Which of these are kept already."""
        ...

    async def by_number(self, number: str) -> Filed | None:
        """The appeal with this number."""
        ...

    async def withdraw(self, appeal_id: str, number: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """Append `record` to the outbox and note the withdrawal; all that is unpublished then, oldest first."""
        ...

    async def repair(self, appeal_id: str, repair: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """Append `record` to the outbox and note the id of the repair; all that is unpublished then, oldest first."""
        ...

    async def ask(self, appeal_id: str, request: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """Append `record` to the outbox and note the id of the request; all that is unpublished then, oldest first."""
        ...


class Numbers(Protocol):
    """Counters of number series."""

    async def take(self, series: str, count: int) -> int:
        """Reserve `count` numbers for the caller alone; the first of them. Raises StoreUnavailable."""
        ...


class Timelines(Protocol):
    """Projections of lifecycle and notices. Every method raises StoreUnavailable."""

    async def load(self, appeal_ids: Collection[str]) -> dict[str, Timeline]:
        """Those that exist, by appeal."""
        ...

    async def save(self, timelines: Sequence[Timeline]) -> None:
        """Keep these; each holds the version it was read with. Raises LostVersion when another writer was first."""
        ...

    async def by_number(self, number: str) -> Timeline | None:
        """The timeline of a number, also of a child's."""
        ...


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except PyMongoError as error:
        raise StoreUnavailable(type(error).__name__) from error


class MongoStore:
    """The Mongo side of all three, in one database."""

    def __init__(self, database: Database) -> None:
        self.appeals = MongoAppeals(database)
        self.numbers = MongoNumbers(database)
        self.timelines = MongoTimelines(database)
        self.outbox = MongoOutbox(database["appeals"])

    async def ensure_indexes(self) -> None:
        """Make what is missing; doing it twice is doing it once."""
        await self.appeals.ensure_indexes()
        await self.timelines.ensure_indexes()
        await self.outbox.ensure_indexes()


class MongoAppeals:
    """See Appeals."""

    def __init__(self, database: Database) -> None:
        self._appeals = database["appeals"]
        self._inserts = Inserts(self._appeals)

    async def ensure_indexes(self) -> None:
        """A number and a key belong to one appeal."""
        await self._appeals.create_index("number", unique=True)
        await self._appeals.create_index("idempotency_key", unique=True)

    async def add(self, filed: Filed) -> Filed | None:
        """See Appeals: one insert, and a look-up only when the key is known."""
        with _available():
            if await self._inserts.add(_document(filed)):
                return None
            first = await self._appeals.find_one({"idempotency_key": filed.key})
        if first is None:
            raise NumberTaken(filed.number)
        return _filed(first)

    async def add_many(self, filed: Sequence[Filed]) -> set[str]:
        """See Appeals."""
        first = await asyncio.gather(*(self.add(one) for one in filed))
        return {one.appeal_id for one in first if one is not None}

    async def existing(self, appeal_ids: Collection[str]) -> set[str]:
        """See Appeals."""
        with _available():
            found = self._appeals.find({"_id": {"$in": list(appeal_ids)}}, {"_id": 1})
            return {document["_id"] async for document in found}

    async def by_number(self, number: str) -> Filed | None:
        """See Appeals."""
        with _available():
            document = await self._appeals.find_one({"number": number})
        return None if document is None else _filed(document)

    async def withdraw(self, appeal_id: str, number: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """See Appeals."""
        return await self._append(appeal_id, record, {"withdrawn": number})

    async def repair(self, appeal_id: str, repair: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """See Appeals."""
        return await self._append(appeal_id, record, {"repairs": repair})

    async def ask(self, appeal_id: str, request: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """See Appeals."""
        return await self._append(appeal_id, record, {"requests": request})

    async def _append(self, appeal_id: str, record: Outgoing, noted: Mapping[str, str]) -> tuple[Outgoing, ...]:
        """One atomic update, so the relay may clear other records at the same time."""
        change = {"$push": {"outbox": packed(record)}, "$addToSet": noted}
        with _available():
            document = await self._appeals.find_one_and_update(
                {"_id": appeal_id}, change, projection={"outbox": 1}, return_document=ReturnDocument.AFTER
            )
        return tuple(map(unpacked, document["outbox"])) if document else ()


class MongoNumbers:
    """See Numbers."""

    def __init__(self, database: Database) -> None:
        self._numbers = database["numbers"]

    async def take(self, series: str, count: int) -> int:
        """See Numbers: one atomic increment; two first users of a series may collide once."""
        with _available():
            try:
                return await self._increment(series, count)
            except DuplicateKeyError:
                return await self._increment(series, count)

    async def lift(self, series: str, highest: int) -> None:
        """See that the next number is above `highest`; a higher one stays."""
        with _available():
            await self._numbers.update_one({"_id": series}, {"$max": {"given": highest}}, upsert=True)

    async def _increment(self, series: str, count: int) -> int:
        """BEFORE, not AFTER: the local server reads "after" once more, and two callers may see the same value."""
        before: Document | None = await self._numbers.find_one_and_update(
            {"_id": series}, {"$inc": {"given": count}}, upsert=True, return_document=ReturnDocument.BEFORE
        )
        return int(before["given"]) + 1 if before else 1


class MongoTimelines:
    """See Timelines."""

    def __init__(self, database: Database) -> None:
        self._timelines = database["timelines"]

    async def ensure_indexes(self) -> None:
        """Versions, and look-up by number."""
        await ensure_versions(self._timelines)
        await self._timelines.create_index("number", unique=True)

    async def load(self, appeal_ids: Collection[str]) -> dict[str, Timeline]:
        """See Timelines."""
        with _available():
            found = await self._timelines.find({"_id": {"$in": list(appeal_ids)}}).to_list(None)
        return {document["_id"]: _timeline(document) for document in found}

    async def save(self, timelines: Sequence[Timeline]) -> None:
        """See Timelines."""
        with _available():
            await save_versioned(self._timelines, [_timeline_document(one) for one in timelines])

    async def by_number(self, number: str) -> Timeline | None:
        """See Timelines."""
        with _available():
            document = await self._timelines.find_one({"number": number})
        return None if document is None else _timeline(document)


def _document(filed: Filed) -> Document:
    return {
        "_id": filed.appeal_id,
        "number": filed.number,
        "idempotency_key": filed.key,
        "fingerprint": filed.fingerprint,
        "form": dict(filed.form),
        "talon": filed.talon.model_dump(mode="json"),
        "opened": filed.opened.model_dump(mode="json", exclude_none=True),
        "outbox": [packed(record) for record in filed.records],
    }


def _filed(document: Document) -> Filed:
    return Filed(
        appeal_id=document["_id"],
        number=document["number"],
        key=document["idempotency_key"],
        fingerprint=document["fingerprint"],
        form=document["form"],
        talon=Talon.model_validate(document["talon"]),
        opened=Entry.model_validate(document["opened"]),
        records=tuple(map(unpacked, document["outbox"])),
        withdrawn=frozenset(document.get("withdrawn", ())),
        repairs=frozenset(document.get("repairs", ())),
        requests=frozenset(document.get("requests", ())),
    )


def _timeline_document(timeline: Timeline) -> Document:
    fields = timeline.model_dump(mode="json", exclude_none=True, exclude={"appeal_id", "version"})
    return {"_id": timeline.appeal_id, "v": timeline.version + 1, **fields}


def _timeline(document: Document) -> Timeline:
    fields = {name: value for name, value in document.items() if name not in {"_id", "v"}}
    return Timeline.model_validate({**fields, "appeal_id": document["_id"], "version": document["v"]})
