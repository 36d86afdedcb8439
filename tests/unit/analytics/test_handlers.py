"""Counting batches: once, whatever fails, repeats or competes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.analytics.handlers import AnalyticsHandlers
from services.analytics.store import Addition, Counter, LostGuard
from services.analytics.tables import Tables
from shared.contracts.envelope import Received
from tests.support.analytics_store import InMemoryCounters
from tests.support.lifecycle_log import World, log_of, received

BATCH = received(log_of(40, World(days=3)))


async def counted(*batches: Sequence[Received[Any]]) -> dict[str, Counter]:
    store = InMemoryCounters()
    handlers = AnalyticsHandlers(store, [Tables()])
    for batch in batches:
        await handlers.on_facts(batch)
    return store.counters


async def test_a_redelivered_batch_changes_nothing() -> None:
    assert await counted(BATCH, BATCH) == await counted(BATCH)


async def test_batches_may_be_cut_anywhere() -> None:
    assert await counted(BATCH[:17], BATCH[17:18], BATCH[18:]) == await counted(BATCH)


async def test_what_a_producer_wrote_twice_is_counted_once() -> None:
    log = log_of(40, World(days=3))
    again = received([*log, *log[5:25]])
    assert await counted(again) == await counted(BATCH)
    assert await counted(again[: len(BATCH)], again[len(BATCH) :]) == await counted(BATCH)


@pytest.mark.parametrize("step", ["add 0", "add 9", "remember"])
async def test_a_process_killed_at_any_step_counts_once_after_redelivery_in_other_batches(step: str) -> None:
    store = InMemoryCounters()
    store.fail_before = [step]
    with pytest.raises(ConnectionError):
        await AnalyticsHandlers(store, [Tables()]).on_facts(BATCH)
    restarted = AnalyticsHandlers(store, [Tables()])
    await restarted.on_facts(BATCH[:23])
    await restarted.on_facts(BATCH[23:])
    assert store.counters == await counted(BATCH)


async def test_a_zombie_that_wrote_first_is_noticed_and_nothing_counts_twice() -> None:
    store = _Raced(BATCH[:30])
    handlers = AnalyticsHandlers(store, [Tables()])
    await handlers.on_facts(BATCH)
    assert store.counters == await counted(BATCH)
    assert handlers.tally.lost_guards == 1
    assert handlers.tables[0].is_stale


async def test_a_guard_lost_three_times_is_given_up() -> None:
    store = _NeverMine()
    with pytest.raises(LostGuard):
        await AnalyticsHandlers(store, [Tables()]).on_facts(BATCH)
    assert (store.attempts, store.sequences) == (3, {})


async def test_a_late_event_lands_in_the_period_of_its_event_time() -> None:
    log = log_of(1, World())
    first = received(log[:1])[0]
    late = received(log_of(2, World(seed=9)), first_offset=5_000_000)
    counters = await counted([first, *late])
    days = {identity.split("/")[2] for identity in counters}
    assert days == {(item.event.occurred_at + timedelta(hours=5)).date().isoformat() for item in [first, *late]}


class _Raced(InMemoryCounters):
    """Another process counts the same records between our reading of the guards and our writing."""

    def __init__(self, records: Sequence[Received[Any]]) -> None:
        super().__init__()
        self._records: Sequence[Received[Any]] | None = records

    async def add(self, additions: Sequence[Addition]) -> None:
        if (records := self._records) is not None:
            self._records = None
            await AnalyticsHandlers(self, [Tables()]).on_facts(records)
        await super().add(additions)


class _NeverMine(InMemoryCounters):
    attempts = 0

    async def add(self, additions: Sequence[Addition]) -> None:
        self.attempts += 1
        raise LostGuard("somebody else")
