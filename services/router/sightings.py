"""Where the router keeps what appeals are recognised by: sightings by applicant and by band. No word of any text.

Found by `_id` alone, and each sighting is a field of its own named after its appeal: whoever writes it, however often
and in whatever order, leaves the same document, so it needs neither a version nor a look before.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import UpdateOne

from services.router.rules.resemblance import Neighbours, Sighting, is_full
from shared.mongo.client import Database, Document

OF_APPLICANT = 50
"""Last appeals of one applicant that are compared."""
FULL_BANDS = 20_000
BAND_LIFE = timedelta(days=180)


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
        self._full: OrderedDict[str, None] = OrderedDict()

    async def prepare(self) -> None:
        """Bands that nobody joined for half a year are forgotten, where the server can."""
        await self._campaigns.create_index("seen", expireAfterSeconds=int(BAND_LIFE.total_seconds()), name="seen")

    async def note(self, new: Iterable[Sighting]) -> Neighbours:
        """See Sightings."""
        kept = [sighting for sighting in new if sighting.kept and sighting.matter is not None]
        of_applicant, in_band = await asyncio.gather(self._note_applicants(kept), self._note_bands(kept))
        return Neighbours(of_applicant, in_band)

    async def _note_applicants(self, new: Sequence[Sighting]) -> Mapping[str, Sequence[Sighting]]:
        known = [sighting for sighting in new if sighting.applicant is not None]
        if not known:
            return {}
        writes = [UpdateOne({"_id": s.applicant}, {"$set": _field(s)}, upsert=True) for s in known]
        await self._applicants.bulk_write(writes, ordered=False)
        found = await _found(self._applicants, {s.applicant for s in known if s.applicant is not None})
        crowded = {key: seen for key, seen in found.items() if len(seen) > 2 * OF_APPLICANT}
        if crowded:
            await self._applicants.bulk_write([_pruning(k, seen) for k, seen in crowded.items()], ordered=False)
        return {key: seen[-OF_APPLICANT:] for key, seen in found.items()}

    async def _note_bands(self, new: Sequence[Sighting]) -> Mapping[str, Sequence[Sighting]]:
        keys = {band for sighting in new for band in sighting.bands}
        if not keys:
            return {}
        writes = [
            UpdateOne({"_id": band}, {"$set": _field(s), "$max": {"seen": s.received_at}}, upsert=True)
            for s in new
            for band in s.bands
            if band not in self._full
        ]
        if writes:
            await self._campaigns.bulk_write(writes, ordered=False)
        found = await _found(self._campaigns, keys)
        for band, seen in found.items():
            if is_full(seen):
                self._full[band] = None
        while len(self._full) > FULL_BANDS:
            self._full.popitem(last=False)
        return found

    async def bands(self) -> AsyncIterator[tuple[str, list[Sighting]]]:
        """Every band with its sightings in order; reads the whole collection."""
        async for document in self._campaigns.find({}, batch_size=1000):
            yield str(document["_id"]), _sightings(document)


async def _found(collection: AsyncIOMotorCollection[Document], keys: Iterable[str]) -> dict[str, list[Sighting]]:
    cursor = collection.find({"_id": {"$in": sorted(keys)}}, batch_size=1000)
    return {document["_id"]: _sightings(document) async for document in cursor}


def _field(sighting: Sighting) -> dict[str, Any]:
    """The sighting as one field; instants as text, in microseconds, which a date of the store would cut."""
    told = [sighting.number, sighting.received_at.isoformat(), sighting.applicant, sighting.matter, sighting.region]
    return {f"of.{sighting.appeal_id}": told}


def _sightings(document: Document) -> list[Sighting]:
    """In order of receipt."""
    found = [
        Sighting(appeal_id, number, datetime.fromisoformat(received_at), applicant, matter, region)
        for appeal_id, (number, received_at, applicant, matter, region) in document.get("of", {}).items()
    ]
    return sorted(found, key=lambda sighting: (sighting.received_at, sighting.appeal_id))


def _pruning(key: str, seen: Sequence[Sighting]) -> UpdateOne:
    return UpdateOne({"_id": key}, {"$unset": {f"of.{s.appeal_id}": "" for s in seen[:-OF_APPLICANT]}})
