"""The projection can be lost: a rebuild leaves what a life left, and the centres hear nothing twice."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from deploy.local import Stack
from services.sla_monitor.rules import Case
from services.sla_monitor.store import MongoCases, RebuildUnfinished
from shared.contracts.natije import AcknowledgeEscalation
from shared.contracts.topics import NATIJE_ACTIONS, NATIJE_ESCALATIONS
from shared.contracts.vocabulary import RungName
from shared.mongo.client import Document, connect
from tests.support.installation import caught_up, install, read_all
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import (
    APPEAL,
    DUE_SOON,
    MORNING,
    OVERDUE,
    OVERDUE_3,
    SECOND,
    answered,
    appeal,
    assigned,
    registered,
    rung_of,
)

SILENT, MET = 20, 10


@pytest.fixture
async def monitor(stack: Stack, tmp_path: Path) -> AsyncIterator[Monitor]:
    """A service of its own, on the morning of the appeals."""
    async with monitoring(await install(stack), tmp_path, MORNING) as running:
        yield running


@pytest.fixture
async def database(monitor: Monitor) -> AsyncIterator[AsyncIOMotorDatabase[Document]]:
    """Its database."""
    found = connect(monitor.installation.mongo, "sla_monitor")
    yield found
    found.client.close()


async def rebuild(monitor: Monitor) -> "subprocess.CompletedProcess[str]":
    """The command as an operator runs it."""
    environment = os.environ | monitor.installation.environment() | {"PLATFORM_CLOCK": str(monitor.clock)}
    command = [sys.executable, "-m", "services.sla_monitor", "rebuild"]
    return await asyncio.to_thread(subprocess.run, command, env=environment, capture_output=True, text=True)


async def cases(database: AsyncIOMotorDatabase[Document]) -> dict[str, Case]:
    """All cases; how far a sweep had run when it raised something is of its life, not of its log."""
    numbers = [APPEAL, *(appeal(n) for n in range(SILENT + MET))]
    sheets = await MongoCases(database).load(numbers)
    return {appeal_id: replace(sheet.case, swept=None) for appeal_id, sheet in sheets.items()}


async def test_a_lost_projection_is_rebuilt_and_nothing_due_before_the_watermark_is_told_again(
    monitor: Monitor, database: AsyncIOMotorDatabase[Document]
) -> None:
    await monitor.say([registered(), assigned(2, MORNING)])
    others = [appeal(n) for n in range(SILENT + MET)]
    await monitor.say(fact for one in others for fact in (registered(one), assigned(2, MORNING, one)))
    monitor.at(DUE_SOON + SECOND)
    await monitor.watermark_reaches(DUE_SOON)
    await monitor.say(answered(3, DUE_SOON + SECOND, appeal(n)) for n in range(SILENT, SILENT + MET))
    seen = rung_of(1, RungName.DUE_IN_ONE_WORKING_DAY)
    acknowledge = AcknowledgeEscalation(event_id="a", appeal_id=APPEAL, occurred_at=DUE_SOON, escalation_id=seen)
    await monitor.say([acknowledge], NATIJE_ACTIONS.of("kz-75"), "centre")
    await caught_up(monitor.installation, "sla_monitor", [NATIJE_ACTIONS])
    await monitor.router_commits()
    monitor.at(OVERDUE + SECOND)
    await monitor.watermark_reaches(OVERDUE)
    await monitor.stop()
    lived, told = await cases(database), len(await read_all(monitor.installation, [NATIJE_ESCALATIONS]))
    await database["clocks"].drop()
    done = await rebuild(monitor)
    assert (done.returncode, done.stderr) == (0, "")
    assert await cases(database) == lived
    await monitor.start()
    monitor.at(OVERDUE + 5 * SECOND)
    await monitor.watermark_reaches(OVERDUE + 4 * SECOND)
    assert len(await read_all(monitor.installation, [NATIJE_ESCALATIONS])) == told
    monitor.at(OVERDUE_3 + SECOND)
    await monitor.watermark_reaches(OVERDUE_3)
    assert len(await read_all(monitor.installation, [NATIJE_ESCALATIONS])) == told + SILENT + 1


async def test_a_rebuild_refuses_beside_a_running_service_and_one_cut_short_must_be_repeated(
    monitor: Monitor, database: AsyncIOMotorDatabase[Document]
) -> None:
    await monitor.say([registered()])
    await monitor.watermark_reaches(MORNING - SECOND)
    done = await rebuild(monitor)
    assert (done.returncode, done.stderr) == (1, "stop every replica of sla_monitor first\n")
    assert set(await cases(database)) == {APPEAL}
    store = MongoCases(database)
    await store.begin_anew()
    with pytest.raises(RebuildUnfinished):
        await store.prepare()
    await store.finish()
    await store.prepare()
