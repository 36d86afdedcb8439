"""One suite for every store of sla_monitor: the fake keeps the promises of the real one."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from services.sla_monitor.rules import expire
from services.sla_monitor.store import Cases, Memory, MongoCases, MongoWatermarks, Sent, Sheet, Watermarks
from shared.contracts.envelope import Outgoing, Place
from shared.mongo.client import MongoSettings, connect
from shared.mongo.versioned import LostVersion
from tests.support.sla_store import InMemoryCases, InMemoryWatermarks
from tests.unit.sla_monitor.builders import DUE_SOON, HEARING_DUE, MORNING, OVERDUE, appeal, case_after, registered

Stores = tuple[Cases, Watermarks]
SECOND = timedelta(seconds=1)
PLACE = Place("natije.actions.kz-75.v1", 0, 7)
TAIL = (Sent(PLACE, Outgoing("natije.escalations.kz-75.v1", "a", '{"жол": 1}'.encode(), {"ce_id": "1"})),)


@pytest.fixture(params=["memory", "mongo"])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    """Both stores, each empty."""
    if request.param == "memory":
        yield InMemoryCases(), InMemoryWatermarks()
        return
    stack = request.getfixturevalue("stack")
    settings = MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=f"c{uuid.uuid4().hex[:12]}_")
    database = connect(settings, "sla_monitor")
    cases = MongoCases(database)
    await cases.prepare()
    yield cases, MongoWatermarks(database)
    database.client.close()


def sheet(number: int) -> Sheet:
    """A fresh sheet of an appeal that nobody answers."""
    return Sheet(case_after(registered(appeal(number))))


async def test_a_sheet_comes_back_whole(stores: Stores) -> None:
    cases, _ = stores
    swept, _ = expire(case_after(registered(at=MORNING + timedelta(microseconds=7))), OVERDUE)
    memory = Memory().with_input(PLACE, "command-1")
    saved = Sheet(swept, tail=TAIL, memory=memory)
    await cases.save([saved])
    assert await cases.load([swept.appeal_id, appeal(99)]) == {swept.appeal_id: replace(saved, version=1)}


async def test_loading_nothing_gives_nothing(stores: Stores) -> None:
    assert await stores[0].load([]) == {}


async def test_a_stale_version_is_lost_and_the_others_are_written(stores: Stores) -> None:
    cases, _ = stores
    await cases.save([sheet(1), sheet(2)])
    read = await cases.load([appeal(1), appeal(2)])
    await cases.save([replace(read[appeal(1)], tail=TAIL)])
    with pytest.raises(LostVersion):
        await cases.save(list(read.values()))
    after = await cases.load([appeal(1), appeal(2)])
    assert {key: (found.version, found.tail) for key, found in after.items()} == {
        appeal(1): (2, TAIL),
        appeal(2): (2, ()),
    }


async def test_a_second_first_version_is_lost(stores: Stores) -> None:
    cases, _ = stores
    await cases.save([sheet(1)])
    with pytest.raises(LostVersion):
        await cases.save([sheet(1)])


async def test_due_clocks_are_found_and_only_they(stores: Stores) -> None:
    cases, _ = stores
    early, _ = expire(case_after(registered(appeal(2))), HEARING_DUE)
    await cases.save([sheet(1), Sheet(early)])
    for alone in (True, False):
        assert await cases.due(HEARING_DUE - SECOND, alone=alone) == []
        assert await cases.due(HEARING_DUE, alone=alone) == [appeal(1)]
        assert await cases.due(DUE_SOON, alone=alone) == [appeal(1), appeal(2)]
    assert cases.open == 2


async def test_a_clock_that_was_raised_is_due_at_its_next_rung(stores: Stores) -> None:
    cases, _ = stores
    await cases.save([sheet(1)])
    read = (await cases.load([appeal(1)]))[appeal(1)]
    await cases.save([replace(read, case=expire(read.case, HEARING_DUE)[0])])
    assert await cases.due(HEARING_DUE) == []
    assert await cases.due(DUE_SOON) == [appeal(1)]


async def test_due_clocks_survive_a_reload(stores: Stores) -> None:
    cases, _ = stores
    done = Sheet(replace(case_after(registered(appeal(2))), clocks=()))
    await cases.save([sheet(1), done])
    await cases.reload()
    assert (cases.open, await cases.due(OVERDUE)) == (1, [appeal(1)])


async def test_the_watermark_never_moves_backwards(stores: Stores) -> None:
    _, watermarks = stores
    assert await watermarks.read() is None
    await watermarks.write(OVERDUE, MORNING)
    await watermarks.write(DUE_SOON, MORNING - SECOND)
    assert await watermarks.read() == (OVERDUE, MORNING)
