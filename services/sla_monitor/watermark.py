"""The watermark W: the instant before which no event is to come, known from committed offsets alone (design.md, 5).

A round notes the clock t and the ends of all that the router reads; when the router has committed past them, the end of
the lifecycle; when we have committed past that too, every fact that an input of before t caused is in our documents,
and W = t - 1 s. While a link lags, the round waits and W stands still: a day of downtime anywhere cries nothing false.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.sla_monitor.store import Watermarks
from shared.clock import Now, wall_clock
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, NATIJE_ACTIONS, SUBMITTED, Topic
from shared.kafka.offsets import Ends

MARGIN = timedelta(seconds=1)
"""For the difference between our clock and the broker's."""
ROUTER_INPUTS = (SUBMITTED, AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS)


class Look(Protocol):
    """The part of `shared.kafka.offsets.Offsets` that a round needs."""

    async def ends(self, topics: Iterable[Topic]) -> Ends:
        """Where the topics end now."""
        ...

    async def has_passed(self, group: str, ends: Ends) -> bool:
        """True when the group has committed up to all these ends."""
        ...


@dataclass(frozen=True, slots=True)
class Groups:
    """Full names of the two consumer groups of the chain."""

    router: str
    ours: str


@dataclass(slots=True)
class Round:
    """A round under way: `noted` is the clock at its start, `began` the same on the wall."""

    noted: datetime
    began: datetime
    inputs: Ends
    lifecycle: Ends | None = None


class Rounds:
    """One round after another; a new one begins when the former has finished."""

    def __init__(self, groups: Groups, clock: Now) -> None:
        self._groups, self._clock = groups, clock
        self._round: Round | None = None

    def abandon(self) -> None:
        """Begin anew: the sweeps were somebody else's meanwhile."""
        self._round = None

    async def step(self, look: Look) -> Round | None:
        """Go as far as the commits allow; the finished round, or None while a link lags."""
        now = self._round
        if now is None:
            noted, began = self._clock(), wall_clock()  # before the ends: what comes later must not be missed
            now = self._round = Round(noted, began, await look.ends(ROUTER_INPUTS))
        if now.lifecycle is None:
            if not await look.has_passed(self._groups.router, now.inputs):
                return None
            now.lifecycle = await look.ends((LIFECYCLE,))
        if not await look.has_passed(self._groups.ours, now.lifecycle):
            return None
        self._round = None
        return now


class Watermark:
    """W as this process knows it. It never moves backwards, and it is stored once everything due has been raised."""

    def __init__(self, store: Watermarks) -> None:
        self._store = store
        self._started = time.time()
        self.instant: datetime | None = None
        self._noted_at: datetime | None = None

    async def load(self) -> None:
        """Read what was stored by us, a former run, or the replica that sweeps."""
        if (found := await self._store.read()) is not None:
            self._keep(*found)

    def after(self, finished: Round) -> datetime:
        """W once the round's sweep is done."""
        reached = finished.noted - MARGIN
        return reached if self.instant is None else max(self.instant, reached)

    async def move(self, finished: Round) -> None:
        """The round's W holds, and all that is due by then is published and written."""
        reached = self.after(finished)
        self._keep(reached, finished.began)
        await self._store.write(reached, finished.began)

    def _keep(self, instant: datetime, noted_at: datetime) -> None:
        self.instant = instant if self.instant is None else max(self.instant, instant)
        self._noted_at = noted_at if self._noted_at is None else max(self._noted_at, noted_at)

    @property
    def age(self) -> float:
        """Wall seconds since the round began on which W stands; since our start when there was none yet."""
        since = self._started if self._noted_at is None else self._noted_at.timestamp()
        return max(0.0, time.time() - since)
