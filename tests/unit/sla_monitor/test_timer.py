"""The timer: who sweeps, when the watermark is kept, and the alarm when it stands still."""

import asyncio
import contextlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from structlog.testing import capture_logs

from services.sla_monitor.store import Sheet
from services.sla_monitor.sweep import Sweep
from services.sla_monitor.timer import Ownership, Timer, watch_age
from services.sla_monitor.watermark import Groups, Rounds, Watermark
from shared.contracts.topics import LIFECYCLE, Topic
from shared.kafka.offsets import Ends
from tests.support.sla_store import Confirmed, InMemoryCases, InMemoryWatermarks, Outbox
from tests.unit.sla_monitor.builders import HEARING_DUE, SECOND, appeal, case_after, registered

ALL = range(LIFECYCLE.partitions)


class Quiet:
    """A log in which everybody has committed everything."""

    async def ends(self, topics: Iterable[Topic]) -> Ends:
        return {}

    async def has_passed(self, group: str, ends: Ends) -> bool:
        return True


class Desk:
    """A timer with its fakes; the clock shows the instant at which a hearing notice falls due."""

    def __init__(self, partitions: Iterable[int]) -> None:
        self.cases, self.outbox, self.store = InMemoryCases(), Outbox(), InMemoryWatermarks()
        self.cases.put(Sheet(case_after(registered())))
        owned = {TopicPartition(LIFECYCLE.name, number) for number in partitions}
        consumer = SimpleNamespace(assignment=lambda: owned)
        self.rebalances = SimpleNamespace(count=1)
        subscription: Any = SimpleNamespace(subscriber=SimpleNamespace(consumer=consumer), rebalances=self.rebalances)
        self.watermark = Watermark(self.store)
        self.timer = Timer(
            self.cases,
            Sweep(self.cases, Confirmed(), self.outbox.send),
            Rounds(Groups("router", "ours"), lambda: HEARING_DUE + SECOND),
            self.watermark,
            Ownership(subscription, LIFECYCLE.name),
        )


async def test_the_owner_of_partition_0_sweeps_and_keeps_the_watermark() -> None:
    desk = Desk(ALL)
    await desk.timer.tick(Quiet())
    assert len(desk.outbox.ids) == 1
    assert desk.store.stored is not None
    assert desk.store.stored[0] == HEARING_DUE


async def test_another_replica_only_follows_the_watermark() -> None:
    desk = Desk([1, 2])
    await desk.store.write(HEARING_DUE, HEARING_DUE)
    await desk.timer.tick(Quiet())
    assert (desk.outbox.ids, desk.watermark.instant) == ([], HEARING_DUE)


async def test_a_sweep_that_fails_leaves_the_watermark() -> None:
    desk = Desk(ALL)
    desk.outbox.failure = TimeoutError()
    with pytest.raises(TimeoutError):
        await desk.timer.tick(Quiet())
    assert desk.store.stored is None
    desk.outbox.failure = None
    await desk.timer.tick(Quiet())
    assert len(desk.outbox.ids) == 1


async def test_clocks_that_another_replica_set_are_learned_when_partitions_move() -> None:
    desk = Desk(ALL)
    await desk.timer.tick(Quiet())
    desk.cases.sheets[appeal(2)] = Sheet(case_after(registered(appeal(2))), version=1)
    await desk.timer.tick(Quiet())
    assert len(desk.outbox.ids) == 1
    desk.rebalances.count += 1
    await desk.timer.tick(Quiet())
    assert len(desk.outbox.ids) == 2


async def test_memory_is_trusted_only_by_a_replica_that_is_alone() -> None:
    def ownership(partitions: Iterable[int]) -> Ownership:
        return Desk(partitions).timer._ownership

    assert (ownership(ALL).alone, ownership([0, 1]).alone, ownership([0, 1]).sweeps) == (True, False, True)


@pytest.mark.parametrize(("age", "alarms"), [(timedelta(hours=1), True), (timedelta(0), False)])
async def test_a_watermark_that_stands_still_is_an_alarm(age: timedelta, alarms: bool) -> None:
    store = InMemoryWatermarks()
    await store.write(HEARING_DUE, datetime.now(UTC) - age)
    watermark = Watermark(store)
    await watermark.load()
    with capture_logs() as lines, contextlib.suppress(TimeoutError):
        await asyncio.wait_for(watch_age(watermark, alarm_seconds=60), 0.05)
    assert [line["event"] for line in lines] == (["watermark_stands_still"] if alarms else [])
