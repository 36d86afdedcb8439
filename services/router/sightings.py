"""Where the router keeps what appeals are recognised by: sightings by applicant and by band. No word of any text.

Found by `_id` alone, and each sighting is a field of its own named after its appeal: whoever writes it, however often
and in whatever order, leaves the same document, so it needs neither a version nor a look before.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from services.router.rules.resemblance import Neighbours, Sighting, is_full
from shared.mongo.client import Database, Document
from shared.mongo.versioned import DUPLICATE_KEY

OF_APPLICANT = 50
"""Last appeals of one applicant that are compared."""
FULL_BANDS = 2_000


class Sightings(Protocol):
    """Sightings of all appeals."""

    async def note(self, new: Iterable[Sighting]) -> Neighbours:
        """Keep these, then return all that have an applicant or a band in common with one of them, these included.

        Written before it is read: of two replicas with one applicant at least one sees the other's.
        """
        ...


class MongoSightings:
    """Collections `applicants` (by keyed hash) and `campaigns` (by region and band)."""

    def __init__(self, database: Database) -> None:
        self._applicants: AsyncIOMotorCollection[Document] = database["applicants"]
        self._campaigns: AsyncIOMotorCollection[Document] = database["campaigns"]
        self._full: OrderedDict[str, Sequence[Sighting]] = OrderedDict()
        """Bands that take nobody any more, so they need not be read again."""

    async def forget_bands(self, before: datetime) -> int:
        """Forget what nobody joined since `before` (UTC); how many. By command: an index would slow each write."""
        return (await self._campaigns.delete_many({"seen": {"$lt": before}})).deleted_count

    async def note(self, new: Iterable[Sighting]) -> Neighbours:
        """See Sightings."""
        kept = [sighting for sighting in new if sighting.kept and sighting.matter is not None]
        of_applicant, in_band = await asyncio.gather(self._note_applicants(kept), self._note_bands(kept))
        return Neighbours(of_applicant, in_band)

    async def _note_applicants(self, new: Sequence[Sighting]) -> Mapping[str, Sequence[Sighting]]:
        of_key: dict[str, list[Sighting]] = {}
        for sighting in new:
            if sighting.applicant is not None:
                of_key.setdefault(sighting.applicant, []).append(sighting)
        found = await _noted(self._applicants, of_key)
        crowded = {key: seen for key, seen in found.items() if len(seen) > 2 * OF_APPLICANT}
        if crowded:
            await self._applicants.bulk_write([_pruning(k, seen) for k, seen in crowded.items()], ordered=False)
        return {key: seen[-OF_APPLICANT:] for key, seen in found.items()}

    async def _note_bands(self, new: Sequence[Sighting]) -> Mapping[str, Sequence[Sighting]]:
        of_key: dict[str, list[Sighting]] = {}
        for sighting in new:
            for band in sighting.bands:
                of_key.setdefault(band, []).append(sighting)
        known = {band: self._full[band] for band in of_key if band in self._full}
        found = await _noted(self._campaigns, {band: seen for band, seen in of_key.items() if band not in known})
        self._full.update({band: seen for band, seen in found.items() if is_full(seen)})
        while len(self._full) > FULL_BANDS:
            self._full.popitem(last=False)
        return {**known, **found}

    async def bands(self) -> AsyncIterator[tuple[str, list[Sighting]]]:
        """Every band with its sightings in order; reads the whole collection."""
        async for document in self._campaigns.find({}, batch_size=1000):
            yield str(document["_id"]), _sightings(document)


async def _noted(
    collection: AsyncIOMotorCollection[Document], of_key: Mapping[str, Sequence[Sighting]]
) -> dict[str, list[Sighting]]:
    """All sightings of each key after these were added. Most keys are new: an insert costs half an upsert, no look."""
    if not of_key:
        return {}
    fields = {key: {s.appeal_id: _field(s) for s in seen} for key, seen in of_key.items()}
    last = {key: max(s.received_at for s in seen) for key, seen in of_key.items()}
    there = await _inserted([{"_id": key, "of": fields[key], "seen": last[key]} for key in of_key], collection)
    if there:
        await collection.bulk_write([_addition(key, fields[key], last[key]) for key in there], ordered=False)
    cursor = collection.find({"_id": {"$in": there}}, batch_size=1000) if there else None
    found = {document["_id"]: _sightings(document) async for document in cursor} if cursor is not None else {}
    return {key: found.get(key) or _in_order(seen) for key, seen in of_key.items()}


async def _inserted(documents: Sequence[Document], collection: AsyncIOMotorCollection[Document]) -> list[str]:
    """Ids of those that are there already; the others are inserted."""
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        faults = error.details["writeErrors"]
        if any(fault["code"] != DUPLICATE_KEY for fault in faults):
            raise
        return [str(documents[fault["index"]]["_id"]) for fault in faults]
    return []


def _addition(key: str, fields: Mapping[str, object], last: datetime) -> UpdateOne:
    named = {f"of.{appeal_id}": told for appeal_id, told in fields.items()}
    return UpdateOne({"_id": key}, {"$set": named, "$max": {"seen": last}}, upsert=True)


def _field(sighting: Sighting) -> list[str | None]:
    """Instants as text, in microseconds, which a date of the store would cut."""
    return [
        sighting.number,
        sighting.received_at.isoformat(),
        sighting.applicant,
        sighting.matter,
        sighting.region,
    ]


def _sightings(document: Document) -> list[Sighting]:
    """In order of receipt."""
    found = [
        Sighting(appeal_id, number, datetime.fromisoformat(received_at), applicant, matter, region)
        for appeal_id, (number, received_at, applicant, matter, region) in document.get("of", {}).items()
    ]
    return _in_order(found)


def _in_order(seen: Iterable[Sighting]) -> list[Sighting]:
    return sorted(seen, key=lambda sighting: (sighting.received_at, sighting.appeal_id))


def _pruning(key: str, seen: Sequence[Sighting]) -> UpdateOne:
    return UpdateOne({"_id": key}, {"$unset": {f"of.{s.appeal_id}": "" for s in seen[:-OF_APPLICANT]}})
