"""Documents with a version: a write counts only if nobody wrote since the document was read."""

from collections.abc import Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, InsertOne, ReplaceOne
from pymongo.errors import BulkWriteError

from shared.mongo.client import Document

Collection = AsyncIOMotorCollection[Document]
DUPLICATE_KEY = 11000


class LostVersion(Exception):
    """Somebody else wrote one of the documents first: load and fold again."""


async def ensure_versions(collection: Collection) -> None:
    """An index on exactly the filter of the version check; local servers scan the collection without it."""
    await collection.create_index([("_id", ASCENDING), ("v", ASCENDING)], unique=True, name="id_version")


async def save_versioned(collection: Collection, documents: Sequence[Document]) -> None:
    """Write all in one unordered bulk. Each document holds its new version in `v`; 1 means that it is new.

    Raises LostVersion when any document had another version; those with the right one are written all the same,
    which is harmless: whoever folds again finds its input remembered there.
    """
    if not documents:
        return
    writes: list[Any] = [
        InsertOne(d) if d["v"] == 1 else ReplaceOne({"_id": d["_id"], "v": d["v"] - 1}, d) for d in documents
    ]
    expected = sum(d["v"] != 1 for d in documents)
    try:
        result = await collection.bulk_write(writes, ordered=False)
    except BulkWriteError as error:
        faults = error.details.get("writeErrors", [])
        if all(fault.get("code") == DUPLICATE_KEY for fault in faults) and faults:
            raise LostVersion(f"{len(faults)} documents exist already") from error
        raise
    if result.matched_count != expected:
        raise LostVersion(f"{expected - result.matched_count} documents had another version")
