"""Group commit: concurrent inserts travel to the database together, each caller waits for its own document."""

import asyncio
from collections.abc import Sequence

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import BulkWriteError, PyMongoError

from shared.mongo.client import Document
from shared.mongo.versioned import DUPLICATE_KEY

Waiting = tuple[Document, asyncio.Future[bool]]


class Inserts:
    """Inserts into one collection. At most `flights` bulks are on their way; what comes meanwhile shares the next."""

    def __init__(self, collection: AsyncIOMotorCollection[Document], flights: int = 2, batch: int = 100) -> None:
        self._collection, self._flights, self._batch = collection, flights, batch
        self._waiting: list[Waiting] = []
        self._flying: set[asyncio.Task[None]] = set()

    async def add(self, document: Document) -> bool:
        """True when the document is durable, False when a unique key of it is taken. Raises PyMongoError."""
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((document, stored))
        if len(self._flying) < self._flights:
            task = asyncio.create_task(self._fly())
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        return await stored

    async def _fly(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[: self._batch], self._waiting[self._batch :]
            results = await self._insert([document for document, _ in taken])
            for (_, stored), result in zip(taken, results, strict=True):
                if stored.done():
                    continue  # the caller went away
                if isinstance(result, bool):
                    stored.set_result(result)
                else:
                    stored.set_exception(result)

    async def _insert(self, documents: Sequence[Document]) -> Sequence[bool | PyMongoError]:
        """What became of each document."""
        try:
            await self._collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            return _sorted_out(error, len(documents))
        except PyMongoError as error:
            return [error] * len(documents)
        return [True] * len(documents)


def _sorted_out(error: BulkWriteError, count: int) -> list[bool | PyMongoError]:
    """Duplicates are told apart by their place in the bulk; with any other fault only the failures are known."""
    faults = error.details.get("writeErrors", [])
    known: bool | PyMongoError = error if error.details.get("writeConcernErrors") or not faults else True
    results: list[bool | PyMongoError] = [known] * count
    for fault in faults:
        results[fault["index"]] = False if fault.get("code") == DUPLICATE_KEY else error
    return results
