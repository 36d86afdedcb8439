"""A simulated clock that runs as the wall's does and jumps when told to; files for PLATFORM_CLOCK."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.clock import wall_clock, write_instant
from shared.contracts.agency import AppealDelivered
from shared.contracts.event import Event
from tests.e2e.all_services import answered

MORNING = datetime(2026, 11, 3, 5, 0, tzinfo=UTC)
"""10:00 in Almaty on a Tuesday: the day before was a working day too."""
TICK_SECONDS = 0.1
DAY = timedelta(days=1)


@dataclass(slots=True)
class JumpingClock:
    """Two files in `folder`: `clock`, and `yesterday`, which is a day behind it."""

    folder: Path
    jumped: timedelta = timedelta(0)
    _began: float = field(default_factory=time.monotonic)

    @property
    def true(self) -> Path:
        """The right time."""
        return self.folder / "clock"

    @property
    def yesterday(self) -> Path:
        """A day too early."""
        return self.folder / "yesterday"

    def now(self) -> datetime:
        """The right time, aware UTC."""
        return MORNING + self.jumped + timedelta(seconds=time.monotonic() - self._began)

    def show(self) -> datetime:
        """Write both files; the right time that they show."""
        instant = self.now()
        write_instant(self.true, instant)
        write_instant(self.yesterday, instant - DAY)
        return instant

    def jump(self, by: timedelta) -> None:
        """From one moment to the next."""
        self.jumped += by
        self.show()


@asynccontextmanager
async def ticking(folder: Path) -> AsyncIterator[JumpingClock]:
    """The clock goes while the context lasts."""
    clock = JumpingClock(folder)
    clock.show()

    async def tick() -> None:
        while True:
            clock.show()
            await asyncio.sleep(TICK_SECONDS)

    task = asyncio.create_task(tick())
    try:
        yield clock
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@dataclass(slots=True)
class Forgetful:
    """A clerk's policy: answers by this clock, and never those appeals whose serial number `every` divides."""

    every: int
    now: Callable[[], datetime] = wall_clock
    forgotten: set[str] = field(default_factory=set)
    """Ids of the appeals that nobody answers."""

    def __call__(self, delivered: AppealDelivered) -> list[Event]:
        """What the agency sends."""
        if int(delivered.number.rpartition("-")[2]) % self.every == 0:
            self.forgotten.add(delivered.appeal_id)
            return []
        return [command.model_copy(update={"occurred_at": self.now()}) for command in answered(delivered)]
