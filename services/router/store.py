"""Where the router keeps its dossiers: the only file that knows their document fields."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import cramjam
from motor.motor_asyncio import AsyncIOMotorCollection
from pydantic import TypeAdapter

from services.router.rules.case import OPEN, Case, Dossier, Memory
from shared.mongo.client import Database, Document
from shared.mongo.versioned import ensure_versions, save_versioned

Kept = tuple[Case, Memory]
KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)
CATCH_UP = "catch_up"


class CatchUpUnfinished(RuntimeError):
    """Cases are behind the log: whoever served now would write facts under sequences that are taken."""


class Cases(Protocol):
    """Dossiers by appeal id."""

    async def load(self, appeal_ids: Iterable[str]) -> dict[str, Dossier]:
        """Those that exist; the others are absent."""
        ...

    async def save(self, changed: Mapping[str, Dossier]) -> None:
        """Write all, each only if its version is still the stored one; the stored version becomes one more.

        Raises LostVersion when one was not; the others may be written all the same.
        """
        ...


class MongoCases:
    """One document per case: plain fields for people who look, case and memory as one zstd-compressed JSON text.

    The text holds the appeal up to three times (case, tail of records); compressed it is a fifth, and writing costs
    by the byte.
    """

    def __init__(self, database: Database) -> None:
        self._cases: AsyncIOMotorCollection[Document] = database["cases"]
        self._catch_up: AsyncIOMotorCollection[Document] = database[CATCH_UP]

    async def prepare(self) -> None:
        """Make the index that the version check needs. Raises CatchUpUnfinished."""
        if await self._catch_up.find_one({"_id": CATCH_UP}) is not None:
            raise CatchUpUnfinished("run `python -m services.router catch-up` again")
        await ensure_versions(self._cases)

    async def begin_catch_up(self) -> None:
        """Nobody may serve until `finish_catch_up`."""
        await self._catch_up.replace_one({"_id": CATCH_UP}, {"_id": CATCH_UP}, upsert=True)
        await ensure_versions(self._cases)

    async def finish_catch_up(self) -> None:
        """Every case is up to the log."""
        await self._catch_up.delete_one({"_id": CATCH_UP})

    async def sequences(self) -> dict[str, int]:
        """How far every case stands; reads the whole collection."""
        found = self._cases.find({}, {"sequence": 1}, batch_size=1000)
        return {document["_id"]: int(document["sequence"]) async for document in found}

    async def load(self, appeal_ids: Iterable[str]) -> dict[str, Dossier]:
        """See Cases."""
        wanted = sorted(set(appeal_ids))
        if not wanted:
            return {}
        return {d["_id"]: _dossier(d) async for d in self._cases.find({"_id": {"$in": wanted}}, batch_size=1000)}

    async def save(self, changed: Mapping[str, Dossier]) -> None:
        """See Cases."""
        documents: Sequence[Document] = [_document(key, dossier) for key, dossier in changed.items()]
        await save_versioned(self._cases, documents)

    async def with_terms(self, since: date) -> AsyncIterator[Case]:
        """All that are open, and the closed ones with a clock whose last day is `since` (civil day) or later.

        Each comes at least once while it stays so; reads the whole collection. A case that was closed before its
        clocks were remembered is not among them.
        """
        either = [{"state": {"$in": sorted(OPEN)}}, {"clocks_until": {"$gte": since.isoformat()}}]
        async for document in self._cases.find({"$or": either}, batch_size=1000):
            yield _dossier(document).case

    async def in_campaigns(self) -> AsyncIterator[Case]:
        """All that belong to a campaign; reads the whole collection."""
        async for document in self._cases.find({"campaign": {"$ne": None}}, batch_size=1000):
            yield _dossier(document).case


def _dossier(document: Document) -> Dossier:
    case, memory = KEPT.validate_json(bytes(cramjam.zstd.decompress(document["body"])))
    return Dossier(case, memory, int(document["v"]))


def _document(appeal_id: str, dossier: Dossier) -> Document:
    case = dossier.case
    return {
        "_id": appeal_id,
        "v": dossier.version + 1,
        "number": case.submission.number,
        "state": case.state.value,
        "agency": case.agency,
        "sequence": case.sequence,
        "campaign": case.likeness.campaign if case.likeness is not None else None,
        "clocks_until": max((clock.derivation.due_on.isoformat() for clock in case.running), default=None),
        "body": bytes(cramjam.zstd.compress(KEPT.dump_json((case, dossier.memory)), level=1)),
    }
