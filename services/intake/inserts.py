"""Group commit: concurrent inserts travel to the database together, each caller waits for its own document."""

import asyncio
from collections.abc import Sequence

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import BulkWriteError

from shared.mongo.client import Document
from shared.mongo.versioned import DUPLICATE_KEY

Waiting = tuple[Document, asyncio.Future[bool]]


class Inserts:
    """Inserts into one collection. At most `flights` bulks are on their way; what comes meanwhile shares the next."""

    def __init__(self, collection: AsyncIOMotorCollection[Document], flights: int = 2, batch: int = 100) -> None:
        self._collection, self._flights, self._batch = collection, flights, batch
        self._waiting: list[Waiting] = []
        self._flying = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(self, document: Document) -> bool:
        """True when the document is durable, False when a unique key of it is taken. Raises what the insert raised."""
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((document, stored))
        if self._flying < self._flights:
            self._flying += 1
            task = asyncio.create_task(self._fly())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await stored

    async def _fly(self) -> None:
        """Lands in the very step that finds nobody waiting: whoever comes after that starts another flight."""
        try:
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
        finally:
            self._flying -= 1

    async def _insert(self, documents: Sequence[Document]) -> Sequence[bool | Exception]:
        """What became of each document. Whatever went wrong is told to the callers: none of them may wait for ever."""
        try:
            await self._collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            return _sorted_out(error, len(documents))
        except Exception as error:  # noqa: BLE001  # as a document that cannot be written as BSON
            return [error] * len(documents)
        return [True] * len(documents)


def _sorted_out(error: BulkWriteError, count: int) -> list[bool | Exception]:
    """Duplicates are told apart by their place in the bulk; with any other fault only the failures are known."""
    faults = error.details.get("writeErrors", [])
    known: bool | Exception = error if error.details.get("writeConcernErrors") or not faults else True
    results: list[bool | Exception] = [known] * count
    for fault in faults:
        results[fault["index"]] = False if fault.get("code") == DUPLICATE_KEY else error
    return results
