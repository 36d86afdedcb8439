"""Counting in three steps: read positions and guards, fold the batch, write counters and then positions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from services.analytics.metrics import GAPS, REPEATS
from services.analytics.rules.contributions import Contribution, contributions
from services.analytics.rules.counting import add
from services.analytics.rules.histories import Histories, place_in_history
from services.analytics.store import Addition, Counters, LostGuard
from services.analytics.tables import Tables
from shared.contracts.envelope import Outgoing, Received
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import Escalation

log = structlog.get_logger(__name__)
ATTEMPTS = 3
Batch = Sequence[Received[Any]]
Fact = LifecycleEvent | Escalation


@dataclass(slots=True)
class Tally:
    """What this process did since it started."""

    counted: int = 0
    """Records that changed a counter."""
    repeats: int = 0
    gaps: int = 0
    lost_guards: int = 0


@dataclass(slots=True)
class AnalyticsHandlers:
    """Counts batches of lifecycle facts and escalations; `tables` follow what was written."""

    counters: Counters
    tables: list[Tables]
    """The tables that are served, and while they are read anew also those to come."""
    tally: Tally = field(default_factory=Tally)

    async def on_facts(self, batch: Batch) -> list[Outgoing]:
        """Count each fact once, however often it is delivered or was produced; returns nothing to publish.

        Counters are written first, positions after them, and the offsets commit when this returns: whatever is
        interrupted is done again, and each document adds only what lies beyond its own guard. Raises LostGuard
        after three attempts against another writer.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._count(batch)
                return []
            except LostGuard:
                self.tally.lost_guards += 1
                for tables in self.tables:
                    tables.is_stale = True
                if attempt == ATTEMPTS:
                    raise
                log.warning("guard_lost", attempt=attempt)
        return []

    async def _count(self, batch: Batch) -> None:
        placed = [(r, place) for r in batch if (place := place_in_history(r.place.topic, r.event)) is not None]
        histories = Histories(await self.counters.positions({history for _, (history, _) in placed}))
        fresh = [received for received, place in placed if histories.admits(*place)]
        named = [(r.place.offset, c) for r in fresh if isinstance(r.event, Fact) for c in _contributions(r)]
        guards = await self.counters.guards({identity for _, (identity, _) in named})
        additions, counted = folded(named, guards)
        await self.counters.add(additions)
        await self.counters.remember(histories.moved)
        self._note(batch, additions)
        self.tally.counted += counted
        self.tally.repeats += histories.repeats
        self.tally.gaps += histories.gaps
        GAPS.inc(histories.gaps)
        REPEATS.inc(histories.repeats)

    def _note(self, batch: Batch, additions: Sequence[Addition]) -> None:
        following = {f"{r.place.topic}/{r.place.partition}": r.place.offset + 1 for r in batch}
        for tables in self.tables:
            for addition in additions:
                tables.apply(addition)
            tables.advance(following)


def folded(named: Sequence[tuple[int, Contribution]], guards: dict[str, int]) -> tuple[list[Addition], int]:
    """What (offset, contribution) add beyond their documents' guards, and how many records those are."""
    additions: dict[str, Addition] = {}
    counted: set[tuple[str, int]] = set()
    for offset, (identity, increments) in named:
        guard = guards.get(identity)
        if guard is not None and offset <= guard:
            continue
        addition = additions.get(identity)
        if addition is None:
            addition = additions[identity] = Addition(identity, guard)
        add(addition.cells, increments)
        addition.offset = offset
        counted.add((identity.rsplit("/", 2)[0], offset))
    return list(additions.values()), len(counted)


def _contributions(received: Received[Any]) -> Iterator[Contribution]:
    return contributions(received.place.topic, received.place.partition, received.event)
