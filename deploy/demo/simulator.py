"""Two months in a minute: moves the clock step by step and lets citizens, bodies and centres live them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from deploy.demo.barrier import Barrier
from deploy.demo.bodies import Bodies
from deploy.demo.citizens import filing
from deploy.demo.post import Post
from deploy.demo.steps import Step
from deploy.demo.window import Window
from shared.clock import write_instant

Told = Callable[[Step], None]


@dataclass(slots=True)
class Simulator:
    """Everybody who takes part. `clock` is the file that PLATFORM_CLOCK names."""

    clock: Path
    window: Window
    post: Post
    bodies: Bodies
    barrier: Barrier
    seed: int
    filed: int = field(default=0)
    at: datetime | None = None

    async def live(self, steps: list[Step], told: Told) -> None:
        """Live the steps, one after another; `told` hears of each that is done. Raises LaggardError, NotAcceptedError.

        A step: the clock jumps, applicants write, bodies act on what they knew before; then everybody digests it and
        the bodies read their mail.
        """
        for step in steps:
            write_instant(self.clock, step.at)
            self.at = step.at
            orders = self.bodies.act(step.at) if step.office else []
            await asyncio.gather(self._citizens(step), self.post.send(orders))
            await self.digest()
            told(step)

    async def digest(self) -> None:
        """Wait until the services have followed, and read the mail."""
        if self.at is not None:
            await self.barrier.settle(self.at)
        letters, _ = await asyncio.gather(self.post.collect(), self.barrier.follow())
        self.bodies.read(letters)

    async def _citizens(self, step: Step) -> None:
        filings = [filing(self.filed + n, self.seed) for n in range(1, step.appeals + 1)]
        self.filed += step.appeals
        await self.window.withdraw_due(step.at)
        await self.window.file(filings, step.at)
