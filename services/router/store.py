"""Where the router keeps its dossiers: the only file that knows their document fields."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from motor.motor_asyncio import AsyncIOMotorCollection
from pydantic import TypeAdapter

from services.router.rules.case import Case, Dossier, Memory
from shared.mongo.client import Database, Document
from shared.mongo.versioned import ensure_versions, save_versioned

CASE: TypeAdapter[Case] = TypeAdapter(Case)
MEMORY: TypeAdapter[Memory] = TypeAdapter(Memory)


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
    """One document per case. Case and memory travel as JSON texts; the plain fields are for people who look."""

    def __init__(self, database: Database) -> None:
        self._cases: AsyncIOMotorCollection[Document] = database["cases"]

    async def prepare(self) -> None:
        """Make the index that the version check needs."""
        await ensure_versions(self._cases)

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


def _dossier(document: Document) -> Dossier:
    return Dossier(CASE.validate_json(document["case"]), MEMORY.validate_json(document["memory"]), int(document["v"]))


def _document(appeal_id: str, dossier: Dossier) -> Document:
    return {
        "_id": appeal_id,
        "v": dossier.version + 1,
        "number": dossier.case.submission.number,
        "state": dossier.case.state.value,
        "agency": dossier.case.agency,
        "sequence": dossier.case.sequence,
        "case": CASE.dump_json(dossier.case).decode(),
        "memory": MEMORY.dump_json(dossier.memory).decode(),
    }
