"""kill -9 around sweeps and batches: every escalation is told, and a repeat is the same record."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from services.sla_monitor.rules import rung_id
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS
from shared.contracts.vocabulary import ClockName, RungName
from shared.kafka.offsets import Offsets
from tests.support.installation import caught_up, eventually, install, read_all
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import HEARING_DUE, MORNING, SECOND, appeal, assigned, registered, triaged

APPEALS = 1500
TRIAGED = 600
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
async def monitor(stack: Stack, tmp_path: Path) -> AsyncIterator[Monitor]:
    """A service of its own, on the morning of the appeals."""
    async with monitoring(await install(stack), tmp_path, MORNING) as running:
        yield running


async def escalated(monitor: Monitor, count: int) -> None:
    """Wait until so many records are in the topics of the centres."""
    async with Offsets(monitor.installation.kafka) as offsets:

        async def reached() -> bool:
            return sum((await offsets.ends([NATIJE_ESCALATIONS])).values()) >= count

        await eventually(reached, f"{count} escalations")


async def bodies(monitor: Monitor) -> dict[str, set[bytes]]:
    """Every different record per id."""
    found = defaultdict[str, set[bytes]](set)
    for record in await read_all(monitor.installation, [NATIJE_ESCALATIONS]):
        headers = b"|".join(name.encode() + value for name, value in record.headers if name.startswith("ce_"))
        found[dict(record.headers)["ce_id"].decode()].add(headers + record.value)
    return found


async def test_kills_around_a_sweep_lose_nothing_and_change_nothing(monitor: Monitor) -> None:
    await monitor.say(registered(appeal(n)) for n in range(APPEALS))
    await monitor.watermark_reaches(MORNING - SECOND)
    monitor.at(HEARING_DUE + SECOND)
    for seen in (1, 600, 1100):
        await escalated(monitor, seen)
        await monitor.kill()
        await monitor.start()
    await monitor.watermark_reaches(HEARING_DUE)
    found = await bodies(monitor)
    rung = (ClockName.HEARING, 1, RungName.HEARING_NOTICE_DUE)
    assert set(found) == {rung_id(appeal(n), *rung) for n in range(APPEALS)}
    assert {len(different) for different in found.values()} == {1}


async def test_kills_inside_batches_of_facts_lose_nothing_and_change_nothing(monitor: Monitor) -> None:
    """The fact after the triage raises the escalation, so no sweep could make up for a lost one."""
    await monitor.stop()
    await monitor.say(fact for n in range(TRIAGED) for fact in triage_case(n))
    for seen in (1, 100, 200):
        await monitor.start()
        await escalated(monitor, seen)
        await monitor.kill()
    await monitor.start()
    await caught_up(monitor.installation, "sla_monitor", [LIFECYCLE])
    found = await bodies(monitor)
    assert set(found) == {rung_id(appeal(n), ClockName.TRIAGE, 2, RungName.UNTRIAGED) for n in range(TRIAGED)}
    assert {len(different) for different in found.values()} == {1}
    assert (await monitor.figures())["lifecycle_gaps_total"] == 0


def triage_case(number: int) -> list[LifecycleEvent]:
    """An appeal that waited a second for a person."""
    one = appeal(number)
    return [registered(one), triaged(2, LATER, one), assigned(3, LATER + SECOND, one)]


async def test_a_restart_repeats_nothing(monitor: Monitor) -> None:
    await monitor.say(registered(appeal(n)) for n in range(50))
    monitor.at(HEARING_DUE + SECOND)
    await monitor.watermark_reaches(HEARING_DUE)
    await escalated(monitor, 50)
    for end in (monitor.stop, monitor.kill):
        await end()
        await monitor.start()
        assert (await monitor.figures())["watermark"] is not None
        monitor.at(HEARING_DUE + 5 * SECOND)
        await monitor.watermark_reaches(HEARING_DUE + 4 * SECOND)
    assert len(await read_all(monitor.installation, [NATIJE_ESCALATIONS])) == 50
