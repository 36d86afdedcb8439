"""What a fault test ends with: one line of figures, ledgers that agree, escalations that are all there and once."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from deploy.demo.ledger import Ledger, doubled, lost
from deploy.demo.ledger_reading import read_ledger
from deploy.demo.runner import CHECKOUT
from services.sla_monitor.rules import Case, advance, expire, is_kept
from shared.clock import wall_clock
from shared.contracts.envelope import UnknownFact, decode_fact
from shared.contracts.event import Record
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import EscalationRaised, EscalationWithdrawn
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS
from tests.e2e.all_services import Citizens, Platform
from tests.support.installation import Installation, eventually, read_all
from tests.support.settling import check, groups_at_rest, settled


@dataclass(slots=True)
class Figures:
    """What a fault test tells people, in one line."""

    fault: str
    appeals: int = 0
    per_second: float = 0.0
    faults: int = 0
    lost: int = -1
    doubled: int = -1
    escalations: int = -1
    seconds: float = -1.0
    """Until everything was caught up after the last appeal was accepted and the last fault was over."""
    more: str = ""

    def line(self) -> str:
        """The line."""
        return (
            f"{self.fault}: {self.per_second:.1f} appeals/s, {self.appeals} appeals, {self.faults} faults, "
            f"lost {self.lost}, doubled {self.doubled}, escalations {self.escalations}, "
            f"caught up in {self.seconds:.1f} s{', ' if self.more else ''}{self.more}"
        )


async def swept_by(running: Platform, instant: datetime, seconds: float = 120.0) -> None:
    """Wait until all that was due by then (aware UTC) has been raised; a monitor that is silent is asked again."""

    async def swept() -> bool:
        try:
            told = (await asyncio.to_thread(running.services["sla_monitor"].progress))["watermark"]
        except httpx.HTTPError:
            return False
        return told is not None and datetime.fromisoformat(told) >= instant

    await eventually(swept, f"the watermark reaches {instant}", seconds)


async def settled_and_swept(running: Platform, appeals: int) -> None:
    """Every appeal has ended or waits in triage, everything is read, and what was due by then has been raised."""
    await settled(running, appeals)
    await swept_by(running, wall_clock())
    await groups_at_rest(running)


async def conclude(
    running: Platform,
    citizens: Citizens,
    figures: Figures,
    at_rest: Callable[[Platform, int], Awaitable[None]] = settled_and_swept,
) -> Ledger:
    """Wait until the platform has caught up, print the figures, and compare all ledgers.

    Escalations are compared up to the present watermark; the last word is that of `python -m deploy.ledger`.
    """
    figures.appeals, began = len(citizens.accepted), time.monotonic()
    await at_rest(running, figures.appeals)
    figures.seconds = time.monotonic() - began
    ledger = await read_ledger(running.installation.kafka)
    accepted = [told["appeal_id"] for told in citizens.accepted.values()]
    figures.lost, figures.doubled = len(lost(ledger, accepted)), len(doubled(ledger))
    stood, due = await escalations(running)
    figures.escalations = len(stood)
    print(f"\n{figures.line()}")  # noqa: T201  # figures are for people
    assert stood == due
    ledger = await check(running, citizens)
    verdict = await asyncio.to_thread(ledger_command, running.installation)
    assert verdict["agrees"], verdict["first"]
    assert verdict["appeals"] == figures.appeals
    return ledger


async def escalations(running: Platform) -> tuple[set[str], set[str]]:
    """Ids of the escalations that centres were told of and not told to forget; and those that the log asks for.

    The log is folded anew by the rules, up to the watermark at which the SLA monitor stands.
    """
    watermark = await asyncio.to_thread(lambda: running.services["sla_monitor"].progress()["watermark"])
    due = await due_by(running.installation, datetime.fromisoformat(watermark))
    return await standing(running.installation), due


async def standing(installation: Installation) -> set[str]:
    """Escalations raised and not withdrawn, by the rule of every reader: an event whose id was seen is dropped."""
    left, seen = set[str](), set[str]()
    for record in await read_all(installation, [NATIJE_ESCALATIONS]):
        event = decode_fact(record.headers, record.key, record.value, NATIJE_ESCALATIONS.types)
        if event.event_id in seen:
            continue
        seen.add(event.event_id)
        if isinstance(event, EscalationRaised):
            left.add(event.escalation_id)
        elif isinstance(event, EscalationWithdrawn):
            left.remove(event.escalation_id)
    return left


async def due_by(installation: Installation, watermark: datetime) -> set[str]:
    """What must stand when time has come to `watermark`: a replay of the log."""
    cases = dict[str, Case]()
    for record in await read_all(installation, [LIFECYCLE]):
        fact: Record = decode_fact(record.headers, record.key, record.value, LIFECYCLE.types)
        assert isinstance(fact, LifecycleEvent | UnknownFact)
        if is_kept(fact):
            case, _ = advance(cases.get(fact.appeal_id), fact)
            assert case is not None
            cases[fact.appeal_id] = case
    return {each.id for case in cases.values() for each in expire(case, watermark)[0].standing}


def ledger_command(installation: Installation) -> dict[str, Any]:
    """What `python -m deploy.ledger` says of the installation; `check` has recounted the statistics."""
    environment = {**os.environ, **installation.environment(), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "deploy.ledger", "--json", "--no-recount"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode in (0, 1), ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    assert told["agrees"] == (ended.returncode == 0)
    return told
