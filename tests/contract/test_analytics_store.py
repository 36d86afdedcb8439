"""One suite for every store of counters: the one in memory and the one in Mongo."""

import uuid
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from services.analytics.store import Addition, Counter, Counters, LostGuard, MongoCounters
from shared.mongo.client import MongoSettings, connect
from tests.support.analytics_store import InMemoryCounters

DAY = "appeals.lifecycle.v1/3/2026-11-24/KZ-75"
OTHER = "appeals.lifecycle.v1/3/2026-11-25/none"
CELL = "mlsp|complaint|portal|kk|individual|0|roads%2Erepair|||"
NOBODY = "|complaint|portal|kk|individual|0||||"


@pytest.fixture(params=["memory", "mongo"])
async def counters(request: pytest.FixtureRequest) -> AsyncIterator[Counters]:
    if request.param == "memory":
        yield InMemoryCounters()
        return
    stack = request.getfixturevalue("stack")
    settings = MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=f"t{uuid.uuid4().hex[:12]}_")
    database = connect(settings, "analytics")
    store = MongoCounters(database)
    await store.ensure()
    yield store
    await database.client.drop_database(database.name)
    database.client.close()


async def documents(counters: Counters) -> list[Counter]:
    return sorted([c async for c in counters.documents()], key=lambda c: c.id)


async def test_sums_are_added_and_the_guard_moves(counters: Counters) -> None:
    await counters.add([Addition(DAY, None, 7, {CELL: {"assigned": 1, "open": 1}})])
    await counters.add([Addition(DAY, 7, 12, {CELL: {"open": -1, "closed": 1}, NOBODY: {"received": 2}})])
    assert await documents(counters) == [
        Counter(DAY, 12, {CELL: {"assigned": 1, "open": 0, "closed": 1}, NOBODY: {"received": 2}})
    ]


async def test_guards_name_only_documents_that_exist(counters: Counters) -> None:
    await counters.add([Addition(DAY, None, 7, {CELL: {"assigned": 1}})])
    assert await counters.guards([DAY, OTHER]) == {DAY: 7}


async def test_a_stale_guard_is_lost_and_the_others_are_written(counters: Counters) -> None:
    await counters.add([Addition(DAY, None, 7, {CELL: {"assigned": 1}})])
    with pytest.raises(LostGuard):
        await counters.add(
            [Addition(DAY, 5, 9, {CELL: {"assigned": 1}}), Addition(OTHER, None, 9, {CELL: {"assigned": 1}})]
        )
    assert await documents(counters) == [
        Counter(DAY, 7, {CELL: {"assigned": 1}}),
        Counter(OTHER, 9, {CELL: {"assigned": 1}}),
    ]


async def test_a_document_is_made_once(counters: Counters) -> None:
    await counters.add([Addition(DAY, None, 7, {CELL: {"assigned": 1}})])
    with pytest.raises(LostGuard):
        await counters.add([Addition(DAY, None, 8, {CELL: {"assigned": 1}})])
    assert await documents(counters) == [Counter(DAY, 7, {CELL: {"assigned": 1}})]


async def test_positions_never_go_back(counters: Counters) -> None:
    await counters.remember({"a1": 3, "a2": 1})
    await counters.remember({"a1": 2, "a2": 4})
    assert await counters.positions(["a1", "a2", "a3"]) == {"a1": 3, "a2": 4}


async def test_positions_that_somebody_else_wrote_first_never_go_back(counters: Counters) -> None:
    assert await counters.positions(["a1", "a2"]) == {}
    await counters.remember({"a1": 3})
    await counters.remember({"a1": 2, "a2": 1})
    assert await counters.positions(["a1", "a2"]) == {"a1": 3, "a2": 1}


async def test_an_addition_to_a_document_that_moved_since_its_guard_was_read_is_lost(counters: Counters) -> None:
    await counters.add([Addition(DAY, None, 7, {CELL: {"assigned": 1}})])
    assert await counters.guards([DAY]) == {DAY: 7}
    await counters.add([Addition(DAY, 7, 9, {CELL: {"assigned": 1}})])
    with pytest.raises(LostGuard):
        await counters.add([Addition(DAY, 7, 10, {CELL: {"assigned": 5}})])
    assert await documents(counters) == [Counter(DAY, 9, {CELL: {"assigned": 2}})]


async def test_more_documents_than_one_statement_takes_are_found(counters: Counters) -> None:
    ids = [f"appeals.lifecycle.v1/0/2026-01-01/{number}" for number in range(1500)]
    await counters.add([Addition(i, None, 1, {CELL: {"assigned": 1}}) for i in ids])
    await counters.remember(dict.fromkeys(ids, 1))
    assert await counters.guards(ids) == await counters.positions(ids) == dict.fromkeys(ids, 1)
    assert [counter.id for counter in await documents(counters)] == sorted(ids)
