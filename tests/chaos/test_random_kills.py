"""Every service is killed at random moments, two of them in two replicas, while citizens post and clerks answer."""

import asyncio
import os
import random
from pathlib import Path
from typing import Any

import pytest

from deploy.local import Stack
from shared.contracts.vocabulary import RungName
from tests.e2e.all_services import appeal, clerk, platform
from tests.support.crowd import Crowd, forms_until
from tests.support.fleet import fleet
from tests.support.verdict import Figures, conclude

APPEALS = int(os.environ.get("RANDOM_KILLS_APPEALS", "2000"))
KILLS = int(os.environ.get("RANDOM_KILLS", "45"))
PER_SECOND = float(os.environ.get("RANDOM_KILLS_PER_SECOND", "20"))
SEED = int(os.environ.get("RANDOM_KILLS_SEED", str(random.SystemRandom().randrange(10**6))))
CRIMES = "Полицейские требуют взятку за возврат изъятой машины"


def form(number: int) -> dict[str, Any]:
    """A quarter waits for a person (untriaged at once), every tenth tells of a crime: both are escalated."""
    return appeal(number, text=f"{CRIMES} № {number}") if number % 10 == 5 else appeal(number)


@pytest.mark.timeout(460)
async def test_kills_at_random_moments_lose_and_double_nothing(stack: Stack, tmp_path: Path) -> None:
    figures = Figures(f"random kills, seed {SEED}")
    async with (
        platform(stack, tmp_path) as running,
        fleet(running, tmp_path, {"router": 2, "sla_monitor": 2}) as processes,
        clerk(running.installation),
    ):
        crowd = Crowd(running.url("intake"))
        killing = asyncio.create_task(processes.kill_at_random(KILLS, APPEALS / PER_SECOND, SEED))
        figures.per_second = await crowd.post(forms_until(killing.done, APPEALS, form), PER_SECOND)
        await killing
        figures.faults = processes.kills.total()
        figures.more = f"kills {dict(processes.kills)}, ended by themselves {dict(processes.ended)}"
        await processes.wait_ready()
        ledger = await conclude(running, crowd.citizens(), figures)
    rungs = {entry.data["rung"] for entry in ledger.escalations.values()}
    assert {RungName.UNTRIAGED, RungName.CRIME_SUSPECTED} <= rungs
    assert processes.kills.total() == KILLS
