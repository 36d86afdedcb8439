"""A crowd that posts in the background while things happen."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.e2e.all_services import appeal
from tests.support.crowd import Crowd
from tests.support.installation import eventually


@dataclass(slots=True)
class Flow:
    """Appeals under way. `per_second` is what is offered."""

    crowd: Crowd
    per_second: float
    filed: int = 0
    """How many were sent, answered or not."""
    held: float = 0.0
    """Appeals accepted per second; known when the flow has ended."""
    filing: "asyncio.Task[float] | None" = None
    _is_over: bool = False

    async def lasts(self, seconds: float) -> None:
        """Return when so many seconds' appeals have been filed from now on."""
        goal = self.filed + seconds * self.per_second

        async def reached() -> bool:
            self.check()
            return self.filed >= goal

        await eventually(reached, f"{goal:.0f} appeals are filed", 2 * seconds + 30)

    def check(self) -> None:
        """Raises what filing failed with, when it did."""
        if self.filing is not None and self.filing.done():
            self.filing.result()

    async def end(self) -> None:
        """File no more, and wait for every answer. Raises when one of them does not come."""
        self._is_over = True
        if self.filing is not None:
            self.held = await self.filing

    def forms(self) -> Iterator[dict[str, Any]]:
        """One after another until the end; drawing one is filing it."""
        while not self._is_over:
            self.filed += 1
            yield appeal(self.filed - 1)


@asynccontextmanager
async def flowing(crowd: Crowd, per_second: float) -> AsyncIterator[Flow]:
    """Appeals flow while the context lasts; when it ends every one of them has its 202."""
    flow = Flow(crowd, per_second)
    flow.filing = asyncio.create_task(crowd.post(flow.forms(), per_second))
    try:
        yield flow
        await flow.end()
    finally:
        flow.filing.cancel()
        await asyncio.gather(flow.filing, return_exceptions=True)
