"""The watermark moves only when router and we have committed past what there was."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import TopicPartition

from services.sla_monitor.watermark import MARGIN, ROUTER_INPUTS, Groups, Round, Rounds, Watermark
from shared.contracts.topics import LIFECYCLE, Topic
from shared.kafka.offsets import Ends
from tests.support.sla_store import InMemoryWatermarks
from tests.unit.sla_monitor.builders import MORNING, SECOND

INPUT, FACT = TopicPartition("agency.actions.akimat-75.v1", 0), TopicPartition(LIFECYCLE.name, 0)


class Log:
    """A log of one input partition and one lifecycle partition, with the commits of both groups."""

    def __init__(self) -> None:
        self.inputs = self.facts = 0
        self.committed = {"router": 0, "ours": 0}

    async def ends(self, topics: Iterable[Topic]) -> Ends:
        return {INPUT: self.inputs} if tuple(topics) == ROUTER_INPUTS else {FACT: self.facts}

    async def has_passed(self, group: str, ends: Ends) -> bool:
        return all(self.committed[group] >= end for end in ends.values())


def rounds() -> Rounds:
    """Rounds whose clock moves on a minute at each look."""
    instants = (MORNING + timedelta(minutes=n) for n in range(100))
    return Rounds(Groups("router", "ours"), lambda: next(instants))


async def noted(of: Rounds, log: Log) -> datetime | None:
    finished = await of.step(log)
    return None if finished is None else finished.noted


async def test_with_nothing_behind_a_round_finishes_in_one_step() -> None:
    one = rounds()
    assert await noted(one, Log()) == MORNING
    assert await noted(one, Log()) == MORNING + timedelta(minutes=1)


async def test_it_stands_still_while_the_router_lags_and_then_has_the_time_of_the_rounds_start() -> None:
    one, log = rounds(), Log()
    log.inputs = 5
    assert [await noted(one, log) for _ in range(3)] == [None, None, None]
    log.inputs, log.committed["router"] = 9, 5
    assert await noted(one, log) == MORNING


async def test_it_waits_until_we_have_handled_the_facts_that_the_router_made() -> None:
    one, log = rounds(), Log()
    log.inputs, log.committed["router"], log.facts = 5, 5, 7
    assert await noted(one, log) is None
    log.committed["ours"] = 6
    assert await noted(one, log) is None
    log.committed["ours"] = 7
    assert await noted(one, log) == MORNING


async def test_an_abandoned_round_begins_anew() -> None:
    one, log = rounds(), Log()
    log.inputs = 5
    await one.step(log)
    one.abandon()
    log.committed["router"] = 5
    assert await noted(one, log) == MORNING + timedelta(minutes=1)


def finished(at: datetime, began: datetime = MORNING) -> Round:
    return Round(at, began, {}, {})


async def test_it_stays_a_second_behind_and_never_moves_backwards() -> None:
    store = InMemoryWatermarks()
    mark = Watermark(store)
    await mark.move(finished(MORNING))
    await mark.move(finished(MORNING - timedelta(days=1)))
    assert mark.instant == MORNING - MARGIN
    assert store.stored is not None
    assert store.stored[0] == MORNING - MARGIN


async def test_it_survives_a_restart() -> None:
    store = InMemoryWatermarks()
    await Watermark(store).move(finished(MORNING))
    again = Watermark(store)
    await again.load()
    assert again.instant == MORNING - SECOND
    assert again.after(finished(MORNING - timedelta(days=1))) == MORNING - SECOND


async def test_its_age_is_the_wall_time_since_its_round_began(monkeypatch: pytest.MonkeyPatch) -> None:
    began = datetime(2026, 3, 13, 5, tzinfo=UTC)
    mark = Watermark(InMemoryWatermarks())
    await mark.move(finished(began + timedelta(days=400), began))
    monkeypatch.setattr("time.time", lambda: began.timestamp() + 90)
    assert mark.age == 90
