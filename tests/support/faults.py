"""One fault under load, from the first appeal to the last ledger: what it cost, and that nothing is lost or doubled."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from deploy.demo.ledger import RAISED, TRIAGED, Ledger, doubled, lost
from deploy.demo.runner import CHECKOUT
from services.sla_monitor.rules import rung_id
from shared.clock import wall_clock
from shared.contracts.vocabulary import ClockName, RungName
from tests.e2e.all_services import Citizens, Platform, clerk
from tests.support.flow import Flow, flowing
from tests.support.installation import eventually
from tests.support.settling import check, settled

PER_SECOND = 30.0
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
        await watermark_reaches(self.running, now)
        await eventually(self._all_ready, "every service is ready", PATIENCE_SECONDS)

    async def _all_ready(self) -> bool:
        async with httpx.AsyncClient(timeout=5) as http:
            answers = [http.get(f"{service.url}/health/ready") for service in self.running.services.values()]
            return all(answer.status_code == httpx.codes.OK for answer in await asyncio.gather(*answers))


@asynccontextmanager
async def trial(running: Platform, per_second: float = PER_SECOND) -> AsyncIterator[Trial]:
    """Appeals flow and a clerk answers while the context lasts; afterwards all ledgers agree. Prints the figures."""
    citizens = Citizens(running.url("intake"), patience=PATIENCE_SECONDS)
    processes = {name: service.pid for name, service in running.services.items()}
    async with clerk(running.installation):
        async with flowing(citizens, per_second) as flow:
            one = Trial(running, flow)
            await flow.lasts(BEFORE_SECONDS)
            yield one
            await flow.lasts(AFTER_SECONDS)
        await settled(running, flow.filed)
        await watermark_reaches(running, wall_clock())
        assert {name: service.pid for name, service in running.services.items()} == processes
        ledger = await check(running, citizens)
        raised = escalated(ledger)
        told = await asyncio.to_thread(ledger_says, running)
    print("\n" + line(one, ledger, raised, told))  # noqa: T201  # figures are for people
    assert told["agrees"], told["first"]


async def watermark_reaches(running: Platform, instant: datetime) -> None:
    """Everything that was due by then has been escalated."""

    async def reached() -> bool:
        try:
            found = (await asyncio.to_thread(running.services["sla_monitor"].progress))["watermark"]
        except httpx.HTTPError:
            return False
        return found is not None and datetime.fromisoformat(found) >= instant

    await eventually(reached, f"the watermark reaches {instant}", PATIENCE_SECONDS)


def escalated(ledger: Ledger) -> int:
    """How many escalations were raised: one for each triage, at once, and no other."""
    due = {
        rung_id(fact.appeal_id, ClockName.TRIAGE, fact.sequence, RungName.UNTRIAGED)
        for fact in ledger.facts()
        if fact.type == TRIAGED
    }
    raised = {identity for identity, kind in ledger.escalations if kind == RAISED}
    assert raised == due, f"{len(due - raised)} escalations are missing, {len(raised - due)} are too many"
    assert len(ledger.escalations) == len(raised), "some were withdrawn"
    return len(raised)


def ledger_says(running: Platform) -> dict[str, Any]:
    """The verdict of the ledger command."""
    environment = {**os.environ, **running.installation.environment(), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "deploy.ledger", "--json"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.stdout, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def line(one: Trial, ledger: Ledger, raised: int, told: dict[str, Any]) -> str:
    """The figures of a trial."""
    accepted = [answer["appeal_id"] for answer in one.flow.citizens.accepted.values()]
    return (
        f"FAULT {'; '.join(cost.line() for cost in one.costs)} | load offered {one.flow.per_second:.0f}/s, "
        f"held {one.flow.held:.1f}/s, appeals {len(accepted)}, slowest 202 {one.flow.slowest:.1f} s, "
        f"faults {len(one.costs)}, lost {len(lost(ledger, accepted))}, doubled {len(doubled(ledger))}, "
        f"escalations {raised}, records {told['records']}, repeats in the log {told['repeats']}"
    )
