"""Services are killed while appeals flow; afterwards every ledger agrees: nothing lost, nothing doubled."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.ledger import Ledger, disagreements
from deploy.demo.ledger_reading import read_ledger
from deploy.demo.runner import CHECKOUT, ServiceProcess, start_all
from deploy.local import Stack, ports
from services.analytics.app import TOPICS as COUNTED
from services.router.app import INPUTS
from shared.contracts.topics import LIFECYCLE, NOTICES, Topic
from shared.mongo.client import connect
from tests.e2e.all_services import Citizens, Platform, appeal, clerk, platform
from tests.support.installation import caught_up, eventually

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


async def settled(running: Platform, appeals: int) -> None:
    """Wait until every appeal has ended or waits in triage, and every group has read everything."""

    async def done() -> bool:
        figures = (await running.exact("summary"))["figures"]
        return bool(figures["received"] == appeals and figures["closed"] + figures["triaged"] == appeals)

    await eventually(done, "all appeals have ended or are triaged", 120)
    chains: list[tuple[str, tuple[Topic, ...]]] = [
        ("router", INPUTS),
        ("sla_monitor", (LIFECYCLE,)),
        ("intake", (LIFECYCLE, NOTICES)),
        ("analytics", COUNTED),
    ]
    for service, topics in chains:
        await caught_up(running.installation, service, topics)


async def check(running: Platform, citizens: Citizens) -> Ledger:
    """Everything that was promised is in the logs once, in the router's database once, and in the statistics."""
    ledger = await read_ledger(running.installation.kafka)
    accepted = [told["appeal_id"] for told in citizens.accepted.values()]
    assert len(set(accepted)) == len(accepted) == len(ledger.histories)
    assert disagreements(ledger, accepted, (await running.exact("summary"))["figures"]) == []
    database = connect(running.installation.mongo, "router")
    assert await database["cases"].count_documents({}) == len(accepted)
    database.client.close()
    assert await asyncio.to_thread(recount, running) == {"agrees": True, "differences": []}
    return ledger


def recount(running: Platform) -> dict[str, Any]:
    """The verdict of the recount command."""
    environment = {**os.environ, **running.installation.environment(), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "services.analytics", "recount", "--json"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    told = json.loads(ended.stdout)
    return {name: told[name] for name in ("agrees", "differences")}


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
