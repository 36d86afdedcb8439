"""Wait until a platform under test has come to rest; then compare its ledgers."""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

from deploy.demo.ledger import Ledger, disagreements
from deploy.demo.ledger_reading import read_ledger
from deploy.demo.runner import CHECKOUT
from services.analytics.app import TOPICS as COUNTED
from services.router.app import INPUTS
from shared.contracts.topics import LIFECYCLE, NOTICES, Topic
from shared.mongo.client import connect
from tests.e2e.all_services import Citizens, Platform
from tests.support.installation import caught_up, eventually


async def settled(running: Platform, appeals: int) -> None:
    """Wait until every appeal has ended or waits in triage, and every group has read everything."""

    async def done() -> bool:
        figures = (await running.exact("summary"))["figures"]
        return bool(figures["received"] == appeals and figures["closed"] + figures["triaged"] == appeals)

    await eventually(done, "all appeals have ended or are triaged", 120)
    await groups_at_rest(running)


async def groups_at_rest(running: Platform) -> None:
    """Wait until every group has read everything."""
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
