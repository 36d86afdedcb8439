"""Concurrent inserts: nobody is left waiting, whichever flight lands when, whatever a bulk fails with."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, cast

import pytest
from motor.motor_asyncio import AsyncIOMotorCollection

from services.intake.inserts import Inserts
from shared.mongo.client import Document


class Collection:
    """Bulks arrive when the gate opens; documents with `bad` cannot be written at all."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.bulks: list[list[Any]] = []
        self.departed = asyncio.Semaphore(0)

    async def insert_many(self, documents: Sequence[Document], *, ordered: bool) -> None:
        """Keep them, in no order."""
        assert not ordered
        self.bulks.append([document["_id"] for document in documents])
        self.departed.release()
        await self.gate.wait()
        if any("bad" in document for document in documents):
            raise OverflowError("MongoDB can only handle up to 8-byte ints")


@pytest.fixture
def collection() -> Collection:
    """Its gate is closed."""
    return Collection()


@pytest.fixture
def inserts(collection: Collection) -> Inserts:
    """Two flights."""
    return Inserts(cast("AsyncIOMotorCollection[Document]", collection))


async def flying(collection: Collection, insert: Coroutine[Any, Any, bool]) -> "asyncio.Task[bool]":
    """An insert that is on its way."""
    task = asyncio.create_task(insert)
    async with asyncio.timeout(5):
        await collection.departed.acquire()
    return task


async def test_who_comes_in_the_moment_in_which_all_flights_land_is_not_forgotten(
    collection: Collection, inserts: Inserts
) -> None:
    async def twice() -> bool:
        return await inserts.add({"_id": 1}) and await inserts.add({"_id": 3})

    one = await flying(collection, twice())
    other = await flying(collection, inserts.add({"_id": 2}))
    collection.gate.set()
    async with asyncio.timeout(5):
        assert all(await asyncio.gather(one, other))
    assert collection.bulks == [[1], [2], [3]]


async def test_what_comes_while_all_flights_are_under_way_shares_the_next(
    collection: Collection, inserts: Inserts
) -> None:
    tasks = [await flying(collection, inserts.add({"_id": number})) for number in (1, 2)]
    tasks += [asyncio.create_task(inserts.add({"_id": number})) for number in (3, 4, 5)]
    await asyncio.wait(tasks, timeout=0)
    collection.gate.set()
    async with asyncio.timeout(5):
        assert all(await asyncio.gather(*tasks))
    assert collection.bulks == [[1], [2], [3, 4, 5]]


async def test_a_bulk_that_cannot_be_written_is_told_to_its_callers_and_the_next_goes(
    collection: Collection, inserts: Inserts
) -> None:
    collection.gate.set()
    async with asyncio.timeout(5):
        with pytest.raises(OverflowError):
            await inserts.add({"_id": 1, "bad": True})
        assert await inserts.add({"_id": 2})
