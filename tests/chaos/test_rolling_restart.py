"""Every process is stopped and started in turn, twice, while citizens post: nothing is lost, nobody turned away."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from deploy.demo.runner import STOP_SECONDS
from deploy.local import Stack
from tests.e2e.all_services import clerk, platform
from tests.support.crowd import Crowd, forms_until, percentile
from tests.support.fleet import Fleet, fleet
from tests.support.verdict import Figures, conclude

APPEALS = int(os.environ.get("ROLLING_RESTART_APPEALS", "1500"))
PER_SECOND = float(os.environ.get("ROLLING_RESTART_PER_SECOND", "20"))
ROUNDS = 2
AGAIN = {"ConnectError", "RemoteProtocolError", "ReadError", "503"}
"""What a citizen's client may meet and repeats with the same key: nobody listens, the connection ends, come later."""


async def restart_all(processes: Fleet) -> list[float]:
    """Each is stopped by SIGTERM and ready again before the next one; seconds that each was away."""
    away = list[float]()
    for _ in range(ROUNDS):
        for process in processes.processes:
            began = time.monotonic()
            await processes.restart(process)
            away.append(time.monotonic() - began)
    return away


@pytest.mark.timeout(400)
async def test_a_rolling_restart_loses_and_doubles_nothing_and_turns_nobody_away(stack: Stack, tmp_path: Path) -> None:
    figures = Figures("rolling restart")
    async with (
        platform(stack, tmp_path) as running,
        fleet(running, tmp_path, {"router": 2}) as processes,
        clerk(running.installation),
    ):
        crowd = Crowd(running.url("intake"))
        restarting = asyncio.create_task(restart_all(processes))
        figures.per_second = await crowd.post(forms_until(restarting.done, APPEALS), PER_SECOND)
        away = await restarting
        figures.faults = len(away)
        figures.more = (
            f"a process away {max(away):.1f} s at most, intake silent {crowd.longest_silence():.1f} s at most, "
            f"202 after {percentile(crowd.waits, 0.5):.2f} s (p50) and {max(crowd.waits):.1f} s (longest), "
            f"attempts refused {dict(crowd.refusals)}"
        )
        await conclude(running, crowd.citizens(), figures)
    assert set(crowd.refusals) <= AGAIN
    assert max(*away, crowd.longest_silence()) < STOP_SECONDS, "nobody had to be killed"
    assert processes.ended.total() == 0
