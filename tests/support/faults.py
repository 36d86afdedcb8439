"""One fault under load, from the first appeal to the last ledger: what it cost, and that nothing is lost or doubled."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from shared.clock import wall_clock
from tests.e2e.all_services import Platform, clerk
from tests.support.crowd import Crowd
from tests.support.flow import Flow, flowing
from tests.support.installation import eventually
from tests.support.verdict import Figures, conclude, swept_by

PER_SECOND = float(os.environ.get("FAULT_PER_SECOND", "30"))
"""Appeals filed in a second; each is about eight records and twenty writes."""
BEFORE_SECONDS, AFTER_SECONDS = 5.0, 3.0
PATIENCE_SECONDS = 150.0
"""For the answer to one appeal, and for catching up."""


@dataclass(slots=True)
class Cost:
    """What one fault cost, in seconds."""

    name: str
    lasted: float
    until_caught_up: float = 0.0

    def line(self) -> str:
        """For people."""
        return f"{self.name}: {self.lasted:.1f} s of fault, {self.until_caught_up:.1f} s until caught up"


@dataclass(slots=True)
class Trial:
    """A platform under load, to which things happen."""

    running: Platform
    flow: Flow
    costs: list[Cost] = field(default_factory=list)

    @asynccontextmanager
    async def fault(self, name: str) -> AsyncIterator[None]:
        """The fault begins and ends inside; when the context ends, the platform has caught up with what was filed."""
        began = time.monotonic()
        yield
        ended = time.monotonic()
        cost = Cost(name, ended - began)
        await self._caught_up()
        cost.until_caught_up = time.monotonic() - ended
        self.costs.append(cost)

    async def _caught_up(self) -> None:
        """Everything filed by now is answered or in triage and counted; all that was due by now is escalated."""
        filed, now = self.flow.filed, wall_clock()

        async def ended() -> bool:
            self.flow.check()
            try:
                figures = (await self.running.exact("summary"))["figures"]
            except httpx.HTTPError:
                return False
            return bool(figures["closed"] + figures["triaged"] >= filed)

        await eventually(ended, f"{filed} appeals are answered or in triage", PATIENCE_SECONDS)
        await swept_by(self.running, now, PATIENCE_SECONDS)
        await eventually(self._all_ready, "every service is ready", PATIENCE_SECONDS)

    async def _all_ready(self) -> bool:
        async with httpx.AsyncClient(timeout=5) as http:
            answers = [http.get(f"{service.url}/health/ready") for service in self.running.services.values()]
            return all(answer.status_code == httpx.codes.OK for answer in await asyncio.gather(*answers))


@asynccontextmanager
async def trial(running: Platform, per_second: float = PER_SECOND) -> AsyncIterator[Trial]:
    """Appeals flow and a clerk answers while the context lasts; afterwards all ledgers agree. Prints the figures.

    A service that ended, even if somebody would have started it again, is a failure.
    """
    crowd = Crowd(running.url("intake"), patience=PATIENCE_SECONDS)
    processes = {name: service.pid for name, service in running.services.items()}
    async with clerk(running.installation):
        async with flowing(crowd, per_second) as flow:
            one = Trial(running, flow)
            await flow.lasts(BEFORE_SECONDS)
            yield one
            await flow.lasts(AFTER_SECONDS)
        figures = Figures(
            fault="; ".join(cost.line() for cost in one.costs),
            per_second=flow.held,
            faults=len(one.costs),
            more=f"slowest 202 {max(crowd.waits):.1f} s",
        )
        await conclude(running, crowd.citizens(), figures)
    assert {name: service.pid for name, service in running.services.items()} == processes
