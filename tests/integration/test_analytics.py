"""analytics on real Kafka and store: counted once whatever happens, proved by recount."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local import Stack
from services.analytics.app import SERVICE, build_app
from services.analytics.derived import AnotherLog
from services.analytics.recount import Report, recount
from services.analytics.settings import AnalyticsSettings
from services.analytics.store import Addition, MongoCounters
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS, STATS
from shared.mongo.client import Database, connect
from tests.support.installation import Installation, caught_up, eventually, install, read_all, running
from tests.support.lifecycle_log import World, log_of, write

WORLD = World(centres=("kz-75", "republic"), days=20)
TOPICS = (LIFECYCLE, NATIJE_ESCALATIONS)


@asynccontextmanager
async def database_of(installation: Installation) -> AsyncIterator[Database]:
    database = connect(installation.mongo, SERVICE)
    yield database
    database.client.close()


async def recounted(installation: Installation) -> Report:
    async with database_of(installation) as database:
        return await recount(installation.kafka, MongoCounters(database), installation.kafka.group(SERVICE))


class Process:
    """analytics as a process of its own."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self._environment = os.environ | installation.environment() | {"ANALYTICS_PORT": str(self.port)}
        self._log = folder / "log"
        self._running: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "services.analytics"]
            self._running = await asyncio.to_thread(
                subprocess.Popen, command, env=self._environment, stdout=log, stderr=log
            )

    async def end(self, how: signal.Signals) -> None:
        if self._running is not None:
            self._running.send_signal(how)
            await asyncio.to_thread(self._running.wait, 60)
            self._running = None

    async def counted(self) -> int:
        """Records handled since its start; 0 before it answers."""
        assert self._running is not None
        assert self._running.poll() is None, f"it ended, see {self._log}"
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
                figures: dict[str, Any] = (await client.get("/health/progress")).json()
        except httpx.TransportError:
            return 0
        return int(figures["counted"]) + int(figures["repeats"])


async def test_counters_equal_a_recount_after_kills_and_repeats_by_producers(stack: Stack, tmp_path: Path) -> None:
    installation = await install(stack)
    log = log_of(900, World(centres=WORLD.centres, days=20, repeats=0.05))
    process, dice = Process(installation, tmp_path), random.Random(7)
    writing = asyncio.create_task(write(installation.kafka, log))
    for _ in range(3):
        await process.start()
        some = dice.randint(1, 500)

        async def is_under_way(some: int = some) -> bool:
            return await process.counted() >= some

        await eventually(is_under_way, "the killed process has counted some")
        await process.end(signal.SIGKILL)
        await write(installation.kafka, log_of(150, World(centres=WORLD.centres, days=20, seed=dice.randint(2, 9999))))
    await writing
    assert (torn := await recounted(installation)).agrees, torn.differences
    await process.start()
    await caught_up(installation, SERVICE, TOPICS, 60)
    await process.end(signal.SIGTERM)
    report = await recounted(installation)
    assert report.agrees, report.differences
    assert report.repeats > 100
    assert report.gaps == 0


async def test_a_log_written_twice_is_counted_once_and_seen_by_the_public(stack: Stack) -> None:
    installation = await install(stack)
    log = log_of(200, WORLD)
    await write(installation.kafka, [*log, *log])
    app = build_app(AnalyticsSettings(snapshot_seconds=0.2), installation.kafka, installation.mongo)
    async with running(app):
        await caught_up(installation, SERVICE, TOPICS)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as client:
            figures = (await client.get("/v1/stats/summary?period=2026")).json()["figures"]
            progress = (await client.get("/health/progress")).json()
    assert figures["received"] == 200
    assert (progress["repeats"], progress["lifecycle_gaps_total"]) == (len(log), 0)
    assert (await recounted(installation)).agrees


async def test_snapshots_of_the_current_periods_are_published(stack: Stack) -> None:
    installation = await install(stack)
    app = build_app(AnalyticsSettings(snapshot_seconds=0.2), installation.kafka, installation.mongo)
    async with running(app):
        await write(installation.kafka, log_of(100, WORLD))

        async def is_published() -> bool:
            found = {r.key.decode(): json.loads(r.value) for r in await read_all(installation, [STATS])}
            return "2026:national:all" in found and found["2026:national:all"]["figures"]["received"] == 100

        await eventually(is_published, "the year's national snapshot counts 100 received")


async def test_a_recount_finds_a_single_wrong_figure_and_names_it(stack: Stack) -> None:
    installation = await install(stack)
    await write(installation.kafka, log_of(50, WORLD))
    async with running(build_app(AnalyticsSettings(), installation.kafka, installation.mongo)):
        await caught_up(installation, SERVICE, TOPICS)
    async with database_of(installation) as database:
        counters = MongoCounters(database)
        victim = await anext(aiter(counters.documents()))
        cell, row = next(iter(victim.cells.items()))
        measure, n = next(iter(row.items()))
        await counters.add([Addition(victim.id, victim.offset, victim.offset, {cell: {measure: 1}})])
    report = await recounted(installation)
    assert report.differences == [f"{victim.id}: {cell} {measure} {n + 1}, by the log {n}"]


async def test_counters_of_another_log_stop_the_start_with_a_clear_error(stack: Stack) -> None:
    installation = await install(stack)
    async with database_of(installation) as database:
        counters = MongoCounters(database)
        await counters.ensure()
        await counters.add(
            [Addition("appeals.lifecycle.v1/3/2026-03-10/KZ-75", None, 41, {"|||||||||": {"received": 1}})]
        )
    with pytest.raises(AnotherLog, match=r"appeals\.lifecycle\.v1/3: counted up to offset 42, but the log ends at 0"):
        async with running(build_app(AnalyticsSettings(), installation.kafka, installation.mongo)):
            pass
