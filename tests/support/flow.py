"""Citizens who file at a steady rate, whatever the answers take."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tests.e2e.all_services import Citizens, appeal
from tests.support.installation import eventually

TICK_SECONDS = 0.02
AT_ONCE = 64
"""Requests in the air; while nobody answers, the others wait here as in a browser."""


@dataclass(slots=True)
class Flow:
    """Appeals under way. `per_second` is what is offered, not what is accepted."""

    citizens: Citizens
    per_second: float
    filed: int = 0
    """How many were sent, answered or not."""
    slowest: float = 0.0
    """The longest wait for a 202, in seconds, repeats included."""
    seconds: float = 0.0
    """How long filing took until now."""
    filing: "asyncio.Task[None] | None" = None
    _waiting: set[asyncio.Task[None]] = field(default_factory=set)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _is_over: bool = False

    @property
    def held(self) -> float:
        """Appeals accepted per second of filing."""
        return len(self.citizens.accepted) / max(self.seconds, TICK_SECONDS)

    async def lasts(self, seconds: float) -> None:
        """Return when so many seconds' appeals have been filed from now on."""
        goal = self.filed + seconds * self.per_second

        async def reached() -> bool:
            self.check()
            return self.filed >= goal

        await eventually(reached, f"{goal:.0f} appeals are filed", 2 * seconds + 30)

    async def run(self, http: httpx.AsyncClient) -> None:
        """File until `end`, then wait for every answer. Raises when one of them does not come."""
        began = time.monotonic()
        while not self._is_over:
            self.seconds = time.monotonic() - began
            while self.filed < self.seconds * self.per_second:
                task = asyncio.create_task(self._file(http, self.filed))
                self._waiting.add(task)
                self.filed += 1
            for done in [task for task in self._waiting if task.done()]:
                self._waiting.discard(done)
                done.result()
            await asyncio.sleep(TICK_SECONDS)
        await asyncio.gather(*self._waiting)

    def check(self) -> None:
        """Raises what filing failed with, when it did."""
        if self.filing is not None and self.filing.done():
            self.filing.result()

    def end(self) -> None:
        """File no more."""
        self._is_over = True

    async def _file(self, http: httpx.AsyncClient, number: int) -> None:
        began, key = time.monotonic(), f"{self.citizens.prefix}-{number}"
        async with self._turns:
            self.citizens.accepted[key] = await self.citizens.until_accepted(http, key, appeal(number))
        self.slowest = max(self.slowest, time.monotonic() - began)


@asynccontextmanager
async def flowing(citizens: Citizens, per_second: float) -> AsyncIterator[Flow]:
    """Appeals flow while the context lasts; when it ends every one of them has its 202."""
    flow = Flow(citizens, per_second)
    async with httpx.AsyncClient(timeout=10) as http:
        flow.filing = asyncio.create_task(flow.run(http))
        try:
            yield flow
            flow.end()
            await flow.filing
        finally:
            flow.filing.cancel()
            await asyncio.gather(flow.filing, *flow._waiting, return_exceptions=True)
