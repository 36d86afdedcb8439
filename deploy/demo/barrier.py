"""Holds the simulated clock until every service has digested the last step, and says which link lags."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from deploy.demo.runner import ServiceProcess
from shared.contracts.topics import (
    AGENCY_ACTIONS_TOPIC,
    LIFECYCLE,
    NATIJE_ACTIONS,
    NATIJE_ESCALATIONS,
    NOTICES,
    SUBMITTED,
    Topic,
)
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.settings import KafkaSettings

DEADLINE_SECONDS = 60.0
STEPS_BEHIND = 5
POLL_SECONDS = 0.03
MARGIN = timedelta(seconds=1.5)
"""The watermark stands one second behind the clock; half a second more for rounding."""


class LaggardError(RuntimeError):
    """A link did not follow within the deadline; the message names it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A group with all it reads."""

    service: str
    topics: Sequence[Topic]


ROUTER = Link("router", (SUBMITTED, AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS))
MONITOR = Link("sla_monitor", (LIFECYCLE, NATIJE_ACTIONS))
PROJECTIONS = (Link("intake", (LIFECYCLE, NOTICES)), Link("analytics", (LIFECYCLE, NATIJE_ESCALATIONS)))


@dataclass(slots=True)
class Barrier:
    """Waits link by link in the order of the flow, so that what a link adds to the log is seen by the next.

    Projections (timelines, statistics) go by the time of events, never by the clock, and rest between batches: they
    may be a few steps behind.
    """

    offsets: Offsets
    kafka: KafkaSettings
    services: dict[str, ServiceProcess]
    http: httpx.AsyncClient
    _former: deque[dict[str, Ends]] = field(default_factory=lambda: deque(maxlen=STEPS_BEHIND))
    """Ends of the projections' inputs after the last steps, oldest first."""

    async def settle(self, instant: datetime) -> None:
        """Return when all that acts on the step at `instant` has digested it. Raises LaggardError."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        await self._outbox(deadline)
        await self._passed(ROUTER, deadline)
        await self._passed(MONITOR, deadline)
        await self._watermark(instant, deadline)

    async def follow(self) -> None:
        """Return when the projections are at most some steps behind. Raises LaggardError."""
        if len(self._former) == STEPS_BEHIND:
            await self._projected(self._former[0])
        self._former.append({link.service: await self.offsets.ends(link.topics) for link in PROJECTIONS})

    async def finish(self) -> None:
        """Return when the projections have read everything. Raises LaggardError."""
        await self._projected({link.service: await self.offsets.ends(link.topics) for link in PROJECTIONS})

    async def _projected(self, ends: Mapping[str, Ends]) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        for link in PROJECTIONS:
            await self._reached(link, ends[link.service], deadline)

    async def _passed(self, link: Link, deadline: float) -> None:
        await self._reached(link, await self.offsets.ends(link.topics), deadline)

    async def _reached(self, link: Link, ends: Ends, deadline: float) -> None:
        group = self.kafka.group(link.service)
        while not await self.offsets.has_passed(group, ends):
            if time.monotonic() > deadline:
                committed = await self.offsets.committed(group)
                behind = {str(p): end - committed.get(p, 0) for p, end in ends.items() if committed.get(p, 0) < end}
                raise LaggardError(
                    f"{link.service} has not committed past: {_few(behind)}; see {self._log(link.service)}"
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _outbox(self, deadline: float) -> None:
        while (pending := (await self._progress("intake"))["outbox_pending"]) != 0:
            if time.monotonic() > deadline:
                raise LaggardError(f"intake still has {pending} records to publish; see {self._log('intake')}")
            await asyncio.sleep(POLL_SECONDS)

    async def _watermark(self, instant: datetime, deadline: float) -> None:
        while True:
            text = (await self._progress("sla_monitor"))["watermark"]
            if text is not None and datetime.fromisoformat(str(text)) >= instant - MARGIN:
                return
            if time.monotonic() > deadline:
                raise LaggardError(f"sla_monitor's watermark is {text}, not {instant}; see {self._log('sla_monitor')}")
            await asyncio.sleep(POLL_SECONDS)

    async def _progress(self, service: str) -> dict[str, int | str | None]:
        found: dict[str, int | str | None] = (
            await self.http.get(f"{self.services[service].url}/health/progress")
        ).json()
        return found

    def _log(self, service: str) -> str:
        return str(self.services[service].log)


def _few(behind: dict[str, int]) -> str:
    shown = [f"{place} by {lag}" for place, lag in list(behind.items())[:5]]
    return ", ".join(shown) + (f" and {len(behind) - 5} more" if len(behind) > 5 else "")
