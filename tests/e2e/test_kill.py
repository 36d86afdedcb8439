"""Services are killed while appeals flow; afterwards every ledger agrees: nothing lost, nothing doubled."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.demo.runner import ServiceProcess, start_all
from deploy.local import Stack, ports
from tests.e2e.all_services import Citizens, appeal, clerk, platform
from tests.support.installation import eventually
from tests.support.settling import check, settled

APPEALS = int(os.environ.get("KILL_TEST_APPEALS", "5000"))
KILLS = int(os.environ.get("KILL_TEST_KILLS", "3"))
"""How often each service is killed."""
AT_ONCE = 24


def killer(services: list[ServiceProcess], appeals: int, rounds: int) -> Callable[[int], None]:
    """Kills and starts one service after another, evenly over the appeals accepted."""
    plan = [service for _ in range(rounds) for service in services]
    step = appeals // (len(plan) + 1)

    def at(accepted: int) -> None:
        if accepted % step == 0 and 0 < accepted // step <= len(plan):
            service = plan[accepted // step - 1]
            service.kill()
            service.start()

    return at


@pytest.mark.timeout(400)
async def test_killing_every_service_while_appeals_flow_loses_and_doubles_nothing(stack: Stack, tmp_path: Path) -> None:
    async with platform(stack, tmp_path) as running, clerk(running.installation):
        citizens = Citizens(running.url("intake"))
        at = killer(list(running.services.values()), APPEALS, KILLS)
        await citizens.post_all([appeal(number) for number in range(APPEALS)], AT_ONCE, at)
        await asyncio.to_thread(start_all, list(running.services.values()))
        await settled(running, APPEALS)
        ledger = await check(running, citizens)
        triaged = sum(entry.type == "appeal.triaged" for entry in ledger.facts())
        assert triaged == APPEALS // 4


@pytest.mark.timeout(200)
async def test_two_routers_share_the_work_and_survive_the_loss_of_one(stack: Stack, tmp_path: Path) -> None:
    half = 400
    async with platform(stack, tmp_path) as running, clerk(running.installation):
        first = running.services["router"]
        second = ServiceProcess("router", tmp_path, first.environment, ports.pick(8112), replica="1")
        second.start()
        try:
            await asyncio.to_thread(second.wait_ready)

            async def shared() -> bool:
                return all([await asyncio.to_thread(worked, router) for router in (first, second)])

            before, after = Citizens(running.url("intake"), "before"), Citizens(running.url("intake"), "after")
            await before.post_all([appeal(number) for number in range(half)], AT_ONCE, lambda _: None)
            await eventually(shared, "both routers have handled appeals")
            first.kill()
            await after.post_all([appeal(number) for number in range(half)], AT_ONCE, lambda _: None)
            await settled(running, 2 * half)
            await check(running, Citizens("", accepted=before.accepted | after.accepted))
        finally:
            second.stop()


def worked(router: ServiceProcess) -> bool:
    """True when this replica has handled records."""
    return bool(router.progress()["records"])
