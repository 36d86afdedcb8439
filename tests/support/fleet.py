"""Processes under a supervisor that starts whatever has ended, and a hand that kills at random moments."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.demo.runner import SERVICES, ServiceProcess, stop_all
from deploy.local import ports
from tests.e2e.all_services import Platform

LOOK_SECONDS = 0.3


@dataclass(slots=True)
class Fleet:
    """All processes of an installation, replicas included."""

    processes: Sequence[ServiceProcess]
    ended: Counter[str] = field(default_factory=Counter)
    """Processes that ended though nobody killed them, by label."""
    kills: Counter[str] = field(default_factory=Counter)
    _pause: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def supervise(self) -> None:
        """Start again whatever has ended, as a container's restart policy does; runs until cancelled."""
        while True:
            async with self._pause:
                for process in self.processes:
                    if process.pid is None:
                        self.ended[process.label] += 1
                        await asyncio.to_thread(process.start)
            await asyncio.sleep(LOOK_SECONDS)

    async def kill(self, process: ServiceProcess) -> None:
        """SIGKILL, and a new start at once."""
        async with self._pause:
            await asyncio.to_thread(process.kill)
            await asyncio.to_thread(process.start)
        self.kills[process.label] += 1

    async def replace(self, process: ServiceProcess, environment: Mapping[str, str]) -> None:
        """SIGKILL, and a new start with other variables."""
        async with self._pause:
            await asyncio.to_thread(process.kill)
            process.environment = environment
            await asyncio.to_thread(process.start)
        self.kills[process.label] += 1

    async def kill_at_random(self, kills: int, seconds: float, seed: int) -> None:
        """Kill random processes, each at least once, at random moments over about so many seconds.

        The seed gives the same moments and victims again.
        """
        rng = random.Random(seed)  # chance, no secret
        moments = sorted(rng.uniform(0, seconds) for _ in range(kills))
        victims = [*self.processes, *rng.choices(self.processes, k=kills - len(self.processes))]
        rng.shuffle(victims)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for moment, victim in zip(moments, victims, strict=True):
            await asyncio.sleep(max(0.0, began + moment - loop.time()))
            await self.kill(victim)

    async def restart(self, process: ServiceProcess) -> None:
        """SIGTERM, then a new start; returns when it is ready."""
        async with self._pause:
            await asyncio.to_thread(process.restart)

    async def wait_ready(self) -> None:
        """Return when every process is ready."""
        for process in self.processes:
            await asyncio.to_thread(process.wait_ready)


@asynccontextmanager
async def fleet(running: Platform, folder: Path, replicas: Mapping[str, int] | None = None) -> AsyncIterator[Fleet]:
    """The platform's processes and further replicas of some services, ready and supervised while the context lasts."""
    more = [
        ServiceProcess(name, folder, running.services[name].environment, ports.pick(SERVICES[name] + 10 * n), str(n))
        for name, count in (replicas or {}).items()
        for n in range(1, count)
    ]
    found = Fleet([*running.services.values(), *more])
    for process in more:
        process.start()
    supervisor = None
    try:
        await found.wait_ready()
        supervisor = asyncio.create_task(found.supervise())
        yield found
        assert not supervisor.done(), supervisor.exception()
    finally:
        if supervisor is not None:
            supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await supervisor
        await asyncio.to_thread(stop_all, more)
