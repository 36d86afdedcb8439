"""A simulated half year counted by a real analytics that is killed, and what is measured meanwhile."""

import asyncio
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from deploy.demo.runner import CHECKOUT, ServiceProcess
from deploy.halfyear.timeline import Timeline
from deploy.halfyear.writing import Writer
from deploy.local import Stack, ports
from shared.kafka.offsets import Offsets
from shared.reference import load_reference
from tests.support.installation import Installation, eventually, install

TOKEN = "an-operator-of-the-test"
START_SECONDS = 600.0
MIB = 1024 * 1024


@dataclass(slots=True)
class Figures:
    """What one run gave; rates per second, sizes in MiB, times in milliseconds."""

    appeals: int = 0
    events: int = 0
    kills: int = 0
    written_per_second: float = 0.0
    counted_per_second: float = 0.0
    starts_seconds: list[float] = field(default_factory=list)
    recounted_per_second: float = 0.0
    recount_rss: list[float] = field(default_factory=list)
    live_rss: float = 0.0
    busy_ms: list[float] = field(default_factory=list)
    idle_ms: list[float] = field(default_factory=list)
    documents: int = 0
    cells: int = 0
    repeats: int = 0

    def lines(self) -> list[str]:
        """The run as a table."""
        flat = self.flat_rss()
        return [
            f"appeals (new matters)        {self.appeals:>12,}",
            f"events                       {self.events:>12,}",
            f"  of them repeats            {self.repeats:>12,}",
            f"kills while counting         {self.kills:>12,}",
            f"written, per second          {self.written_per_second:>12,.0f}",
            f"counted live, per second     {self.counted_per_second:>12,.0f}",
            f"recounted, per second        {self.recounted_per_second:>12,.0f}",
            f"documents and cells compared {self.documents:>12,} {self.cells:,}",
            f"recount RSS, MiB, from 10 %  {min(flat, default=0):>12,.0f} to {max(flat, default=0):,.0f}",
            f"analytics RSS, MiB           {self.live_rss:>12,.0f}",
            f"longest start, seconds       {max(self.starts_seconds, default=0):>12,.1f}",
            f"summary p50/p99 ms, counting {_at(self.busy_ms, 50):>12,.1f} {_at(self.busy_ms, 99):,.1f}",
            f"summary p50/p99 ms, idle     {_at(self.idle_ms, 50):>12,.1f} {_at(self.idle_ms, 99):,.1f}",
        ]

    def flat_rss(self) -> list[float]:
        """Resident sizes of the recount after its first tenth."""
        return self.recount_rss[len(self.recount_rss) // 10 :]


def _at(values: list[float], percent: int) -> float:
    """A percentile; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return _at(values, 99)


@dataclass(slots=True)
class HalfYear:
    """One installation whose log holds the half year; analytics counts it in a process of its own."""

    installation: Installation
    service: ServiceProcess
    figures: Figures

    @classmethod
    async def written(cls, stack: Stack, folder: Path, appeals: int) -> "HalfYear":
        """Write the log; nothing is counted yet."""
        installation = await install(stack, agencies=(), centres=tuple(load_reference().centres))
        environment = {**installation.environment(), "ANALYTICS_OPERATOR_TOKEN": TOKEN}
        service = ServiceProcess("analytics", folder, environment, ports.pick(8104))
        began = time.perf_counter()
        events = await Writer(installation.kafka).write(Timeline(appeals).records())
        figures = Figures(appeals, events)
        figures.written_per_second = events / (time.perf_counter() - began)
        return cls(installation, service, figures)

    async def start(self) -> None:
        """Start analytics and wait until it answers."""
        began = time.perf_counter()
        self.service.start()
        await asyncio.to_thread(self.service.wait_ready, START_SECONDS)
        self.figures.starts_seconds.append(time.perf_counter() - began)

    async def counted(self, kills: int, seconds: float) -> None:
        """Let analytics count everything; it is killed at `kills` random moments. Fails after `seconds`."""
        dice = random.Random(f"{kills} kills")
        moments = sorted(dice.randrange(self.figures.events // 50, self.figures.events * 9 // 10) for _ in range(kills))
        busy = 0.0
        async with Offsets(self.installation.kafka) as offsets:
            for moment in [*moments, self.figures.events]:
                await self.start()
                began, is_last = time.perf_counter(), moment == self.figures.events
                if is_last:
                    self.figures.busy_ms = await latencies(self.service.url, 100)

                async def is_there(moment: int = moment) -> bool:
                    return await self._committed(offsets) >= moment

                await eventually(is_there, f"{moment} records are counted", seconds)
                busy += time.perf_counter() - began
                if not is_last:
                    self.service.kill()
                    self.figures.kills += 1
        self.figures.counted_per_second = self.figures.events / busy
        self.figures.live_rss = psutil.Process(self.service.pid).memory_info().rss / MIB

    async def _committed(self, offsets: Offsets) -> int:
        found = await offsets.committed(self.installation.kafka.group("analytics"))
        return sum(found.values())

    async def idle(self) -> None:
        """Measure answers while nothing is counted."""
        self.figures.idle_ms = await latencies(self.service.url, 300)

    async def recount(self) -> dict[str, Any]:
        """The command as an operator runs it, its memory watched."""
        command = [sys.executable, "-m", "services.analytics", "recount", "--json"]
        environment = {**os.environ, **self.installation.environment(), "PYTHONPATH": str(CHECKOUT)}
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        ended = asyncio.create_task(process.communicate())
        watched, figures = psutil.Process(process.pid), self.figures
        while not ended.done():
            try:
                figures.recount_rss.append(watched.memory_info().rss / MIB)
            except psutil.Error:
                break
            await asyncio.wait([ended], timeout=0.1)
        out, errors = await ended
        if not out:
            raise RuntimeError(f"the recount ended with {process.returncode}: {errors.decode()[-2000:]}")
        told: dict[str, Any] = json.loads(out)
        figures.recounted_per_second = told["records"] / told["seconds"]
        figures.documents, figures.cells, figures.repeats = told["documents"], told["cells"], told["repeats"]
        return told

    async def exact(self, path: str, **parameters: str) -> Any:
        """An answer for operators."""
        async with httpx.AsyncClient(base_url=self.service.url, timeout=120) as http:
            parameters |= {"exact": "true"}
            answer = await http.get(f"/v1/{path}", params=parameters, headers={"X-Operator-Token": TOKEN})
            return answer.raise_for_status().json()

    async def export(self, form: str, **parameters: str) -> bytes:
        """A file of open data, as the public gets it."""
        async with httpx.AsyncClient(base_url=self.service.url, timeout=120) as http:
            return (await http.get(f"/v1/stats/export.{form}", params=parameters)).raise_for_status().content


async def latencies(url: str, requests: int) -> list[float]:
    """Milliseconds of successive requests for the year's national summary."""
    found = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        for _ in range(requests):
            began = time.perf_counter()
            (await http.get("/v1/stats/summary", params={"period": "2026"})).raise_for_status()
            found.append((time.perf_counter() - began) * 1000)
    return found
