"""The clock jumps: forty days ahead while appeals flow, and a day back in a service that starts again."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from deploy.demo.ledger import RAISED, Ledger
from deploy.local import Stack
from shared.contracts.topics import NATIJE_ESCALATIONS
from shared.contracts.vocabulary import RungName
from shared.kafka.offsets import Offsets
from tests.e2e.all_services import Platform, appeal, clerk, platform
from tests.support.crowd import Crowd, forms_until
from tests.support.fleet import Fleet, fleet
from tests.support.installation import eventually
from tests.support.jumping_clock import DAY, Forgetful, JumpingClock, ticking
from tests.support.settling import groups_at_rest
from tests.support.verdict import Figures, conclude, swept_by

APPEALS = int(os.environ.get("CLOCK_JUMP_APPEALS", "1500"))
PER_SECOND = float(os.environ.get("CLOCK_JUMP_PER_SECOND", "30"))
FORTY_DAYS = 40 * DAY
A_WHILE = 50
"""Appeals that a service lives through in yesterday, and then today."""
BURST = 100
"""Escalations after which the SLA monitor is killed; the burst is more than a thousand."""
OF_THE_TERM = {
    RungName.HEARING_NOTICE_DUE,
    RungName.DUE_IN_ONE_WORKING_DAY,
    RungName.OVERDUE,
    RungName.OVERDUE_THREE_WORKING_DAYS,
    RungName.OVERDUE_TEN_WORKING_DAYS,
}


def at_rest(clock: JumpingClock, policy: Forgetful) -> Callable[[Platform, int], Awaitable[None]]:
    """Everything has ended but what waits in triage or was forgotten, and all that is due by now has been raised."""

    async def wait(running: Platform, appeals: int) -> None:
        async def done() -> bool:
            figures = (await running.exact("summary"))["figures"]
            ended = figures["closed"] + figures["triaged"] + len(policy.forgotten)
            return bool(figures["received"] == appeals == ended)

        await eventually(done, "all appeals have ended, are triaged or were forgotten", 120)
        await swept_by(running, clock.now())
        await groups_at_rest(running)

    return wait


def rungs(ledger: Ledger) -> Counter[str]:
    """Escalations by rung, each once."""
    return Counter(entry.data["rung"] for (_, type_), entry in ledger.escalations.items() if type_ == RAISED)


@pytest.fixture
async def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[JumpingClock]:
    """The time of every process that is started; one may be given the other file."""
    async with ticking(tmp_path) as made:
        monkeypatch.setenv("PLATFORM_CLOCK", str(made.true))
        yield made


@pytest.mark.timeout(400)
async def test_forty_days_at_once_raise_every_term_once(stack: Stack, tmp_path: Path, clock: JumpingClock) -> None:
    """The SLA monitor is killed in the middle of what comes due at that instant."""
    figures = Figures("clock 40 days ahead, sla_monitor killed in the burst", faults=2)
    policy = Forgetful(3, clock.now)
    async with (
        platform(stack, tmp_path) as running,
        fleet(running, tmp_path) as processes,
        clerk(running.installation, policy),
    ):
        crowd = Crowd(running.url("intake"))
        posting = asyncio.create_task(crowd.post([appeal(number) for number in range(APPEALS)], PER_SECOND))
        await eventually(lambda: crowd.has_posted(APPEALS // 2), "half of them are posted", 120)
        await jumped_into_the_burst(running, clock)
        await processes.kill(running.services["sla_monitor"])
        figures.per_second = await posting
        await processes.wait_ready()
        ledger = await conclude(running, crowd.citizens(), figures, at_rest(clock, policy))
    found = rungs(ledger)
    assert set(found) > OF_THE_TERM
    assert found[RungName.OVERDUE] >= APPEALS // 6, "a third of the first half at least"
    assert processes.ended.total() == 0


async def jumped_into_the_burst(running: Platform, clock: JumpingClock) -> None:
    """The clock jumps; returns when some of what comes due by that has been raised, and most has not."""
    async with Offsets(running.installation.kafka) as offsets:

        async def raised() -> int:
            return sum((await offsets.ends([NATIJE_ESCALATIONS])).values())

        async def begun() -> bool:
            return await raised() > before + BURST

        before = await raised()
        clock.jump(FORTY_DAYS)
        await eventually(begun, "the burst has begun", 60)


async def set_back(processes: Fleet, running: Platform, clock: JumpingClock, crowd: Crowd) -> int:
    """One service after the other lives in yesterday for a while; how many restarts that were."""
    for process in running.services.values():
        right = dict(process.environment)
        for path in (clock.yesterday, clock.true):
            await processes.replace(process, right | {"PLATFORM_CLOCK": str(path)})
            await asyncio.to_thread(process.wait_ready)
            await eventually(partial(crowd.has_posted, len(crowd.accepted) + A_WHILE), "appeals go on", 60)
    return 2 * len(running.services)


@pytest.mark.timeout(400)
async def test_a_service_that_wakes_up_yesterday_doubles_and_loses_nothing(
    stack: Stack, tmp_path: Path, clock: JumpingClock
) -> None:
    figures = Figures("clock a day back, service by service")
    policy = Forgetful(3, clock.now)
    async with (
        platform(stack, tmp_path) as running,
        fleet(running, tmp_path) as processes,
        clerk(running.installation, policy),
    ):
        crowd = Crowd(running.url("intake"))
        setting_back = asyncio.create_task(set_back(processes, running, clock, crowd))
        figures.per_second = await crowd.post(forms_until(setting_back.done, APPEALS), PER_SECOND)
        figures.faults = await setting_back
        clock.jump(FORTY_DAYS)
        ledger = await conclude(running, crowd.citizens(), figures, at_rest(clock, policy))
    assert {RungName.UNTRIAGED} | OF_THE_TERM <= set(rungs(ledger))
    assert len({entry.at.date() for entry in ledger.facts() if entry.type == "appeal.registered"}) == 2
    assert processes.ended.total() == 0
