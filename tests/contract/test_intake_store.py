"""One suite for every store of intake: the fakes that unit tests use behave as the real ones."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from pydantic import SecretStr

from deploy.local import Stack
from services.intake.repairs import repair
from services.intake.requests import Asked, RequestKind, request
from services.intake.rules import Trace, withdrawal
from services.intake.store import Appeals, LostVersion, MongoStore, Numbers, NumberTaken, Timelines
from services.intake.timeline import Timeline, fold
from shared.mongo.client import MongoSettings, connect
from shared.mongo.outbox import Outbox, Pending, id_of
from tests.support.intake_builders import NOON, NUMBER, assigned, filed, reply
from tests.support.intake_store import InMemoryAppeals, InMemoryNumbers, InMemoryTimelines

OTHER = "ЗТ-2026-00000002"


@dataclass(frozen=True, slots=True)
class Stores:
    """All that intake keeps."""

    appeals: Appeals
    numbers: Numbers
    timelines: Timelines
    outbox: Outbox


@pytest.fixture(params=["memory", "mongo"])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    if request.param == "memory":
        appeals = InMemoryAppeals()
        yield Stores(appeals, InMemoryNumbers(), InMemoryTimelines(), appeals)
        return
    stack: Stack = request.getfixturevalue("stack")
    database = connect(MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=uuid4().hex[:8]), "intake")
    store = MongoStore(database)
    await store.ensure_indexes()
    yield Stores(store.appeals, store.numbers, store.timelines, store.outbox)
    database.client.close()


async def left_over(stores: Stores, stored_before: float) -> list[Pending]:
    """What a scan finds."""
    return [pending async for pending in stores.outbox.leftovers(stored_before)]


async def test_an_appeal_comes_back_whole_by_its_number(stores: Stores) -> None:
    appeal = filed()
    assert await stores.appeals.add(appeal) is None
    assert await stores.appeals.by_number(appeal.number) == appeal
    assert await stores.appeals.by_number(OTHER) is None


async def test_a_known_key_gives_the_first_appeal(stores: Stores) -> None:
    first = filed(key="client:k1")
    await stores.appeals.add(first)
    assert await stores.appeals.add(filed(number=OTHER, key="client:k1")) == first
    assert await stores.appeals.by_number(OTHER) is None


async def test_a_number_is_never_kept_twice(stores: Stores) -> None:
    await stores.appeals.add(filed())
    with pytest.raises(NumberTaken):
        await stores.appeals.add(filed())


async def test_of_many_only_the_new_ones_are_added(stores: Stores) -> None:
    first, second = filed(), filed(number=OTHER)
    await stores.appeals.add(first)
    assert await stores.appeals.add_many([replace(first, number="ЖТ-2026-00000003"), second]) == {first.appeal_id}
    assert await stores.appeals.existing([first.appeal_id, second.appeal_id, "absent"]) == {
        first.appeal_id,
        second.appeal_id,
    }


async def test_concurrent_additions_each_learn_their_own_fate(stores: Stores) -> None:
    appeals = [filed(number=f"ЖТ-2026-{n:08}", key=f"client:{n // 2}") for n in range(40)]
    first = await asyncio.gather(*(stores.appeals.add(appeal) for appeal in appeals))
    added = [appeal for appeal, found in zip(appeals, first, strict=True) if found is None]
    assert sorted(appeal.key for appeal in added) == sorted(f"client:{n}" for n in range(20))
    losers = [(appeal, found) for appeal, found in zip(appeals, first, strict=True) if found is not None]
    assert all(found in added and found.key == appeal.key for appeal, found in losers)


async def test_a_withdrawal_is_appended_and_gives_all_that_is_unpublished(stores: Stores) -> None:
    appeal = filed()
    await stores.appeals.add(appeal)
    record = withdrawal(appeal.appeal_id, NOON, None, Trace("c1"))
    assert await stores.appeals.withdraw(appeal.appeal_id, NUMBER, record) == (*appeal.records, record)
    kept = await stores.appeals.by_number(NUMBER)
    assert kept is not None
    assert kept.withdrawn == {NUMBER}


async def test_a_repair_is_appended_and_its_id_kept_beside_others(stores: Stores) -> None:
    appeal = filed()
    await stores.appeals.add(appeal)
    first, second = (repair(appeal.appeal_id, name, NOON, "Подписано", Trace("c1")) for name in ("r1", "r2"))
    await stores.appeals.repair(appeal.appeal_id, "r1", first)
    assert await stores.appeals.repair(appeal.appeal_id, "r2", second) == (*appeal.records, first, second)
    kept = await stores.appeals.by_number(NUMBER)
    assert kept is not None
    assert kept.repairs == {"r1", "r2"}
    assert not kept.withdrawn


async def test_a_request_is_appended_and_its_id_kept_beside_repairs(stores: Stores) -> None:
    appeal = filed()
    await stores.appeals.add(appeal)
    mended = repair(appeal.appeal_id, "r1", NOON, "Подписано", Trace("c1"))
    asked = request(appeal.appeal_id, "q1", NOON, Asked(RequestKind.CORRECTION, "дом 21"), Trace("c1"))
    await stores.appeals.repair(appeal.appeal_id, "r1", mended)
    assert await stores.appeals.ask(appeal.appeal_id, "q1", asked) == (*appeal.records, mended, asked)
    kept = await stores.appeals.by_number(NUMBER)
    assert kept is not None
    assert kept.repairs == {"r1"}
    assert kept.requests == {"q1"}


async def test_clearing_drops_the_published_and_keeps_what_came_meanwhile(stores: Stores) -> None:
    appeal, untouched = filed(), filed(number=OTHER)
    await stores.appeals.add_many([appeal, untouched])
    record = withdrawal(appeal.appeal_id, NOON, None, Trace("c1"))
    await stores.appeals.withdraw(appeal.appeal_id, NUMBER, record)
    await stores.outbox.clear({appeal.appeal_id: [id_of(one) for one in appeal.records]})
    found = {pending.owner: pending.records for pending in await left_over(stores, time.time() + 60)}
    assert found == {appeal.appeal_id: (record,), untouched.appeal_id: untouched.records}
    await stores.outbox.clear({owner: [id_of(one) for one in records] for owner, records in found.items()})
    assert await left_over(stores, time.time() + 60) == []


async def test_leftovers_that_are_too_young_are_not_found(stores: Stores) -> None:
    await stores.appeals.add(filed())
    assert await left_over(stores, -1.0) == []


async def test_numbers_are_reserved_without_overlap(stores: Stores) -> None:
    for year in range(2026, 2036):
        firsts = await asyncio.gather(*(stores.numbers.take(f"ЖТ-{year}", 100) for _ in range(12)))
        assert sorted(firsts) == list(range(1, 1201, 100))
    assert await stores.numbers.take("ЗТ-2026", 100) == 1


async def test_a_timeline_comes_back_whole_with_the_next_version(stores: Stores) -> None:
    event = assigned(1)
    folded = fold(fold(None, event), reply(1))
    assert folded is not None
    await stores.timelines.save([folded])
    stored = folded.model_copy(update={"version": 1})
    assert await stores.timelines.load([event.appeal_id, "absent"]) == {event.appeal_id: stored}
    assert await stores.timelines.by_number(event.number) == stored


async def test_a_stale_timeline_is_refused(stores: Stores) -> None:
    first = Timeline(appeal_id=str(uuid4()), number=NUMBER, last=1)
    await stores.timelines.save([first])
    newer = first.model_copy(update={"version": 1, "last": 2})
    await stores.timelines.save([newer])
    for stale in (first, newer):
        with pytest.raises(LostVersion):
            await stores.timelines.save([stale])
