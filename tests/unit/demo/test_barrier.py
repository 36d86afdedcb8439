"""The barrier lets the clock go on when all have followed, and otherwise names who has not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from aiokafka import TopicPartition

from deploy.demo import barrier as barriers
from deploy.demo.barrier import Barrier, LaggardError
from deploy.demo.runner import ServiceProcess
from shared.contracts.topics import Topic
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.settings import KafkaSettings
from tests.unit.demo.builders import MONDAY


@dataclass
class FakeOffsets:
    """One partition per topic, ten records in each."""

    committed_by: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def ends(self, topics: Iterable[Topic]) -> Ends:
        return {TopicPartition(topic.name, 0): 10 for topic in topics}

    async def committed(self, group: str) -> Ends:
        names = ("appeals.submitted.v1", "appeals.lifecycle.v1", "agency.actions.{tenant}.v1")
        more = ("natije.actions.{tenant}.v1", "appeals.notices.v1", "natije.escalations.{tenant}.v1")
        return {TopicPartition(name, 0): self.committed_by.get(group, 10) for name in (*names, *more)}

    async def has_passed(self, group: str, ends: Ends) -> bool:
        self.asked.append(group)
        committed = await self.committed(group)
        return all(committed[place] >= end for place, end in ends.items())


def barrier(offsets: FakeOffsets, pending: int = 0, watermark: str | None = None) -> Barrier:
    said: dict[str, dict[str, Any]] = {
        "8101": {"outbox_pending": pending},
        "8103": {"watermark": watermark or (MONDAY - timedelta(seconds=1)).isoformat()},
    }
    http = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json=said[str(request.url.port)]))
    )
    ports = {"intake": 8101, "router": 8102, "sla_monitor": 8103, "analytics": 8104}
    services = {name: ServiceProcess(name, Path("logs"), {}, port) for name, port in ports.items()}
    return Barrier(cast(Offsets, offsets), KafkaSettings(), services, http)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barriers, "DEADLINE_SECONDS", -1.0)


async def test_it_opens_when_all_have_followed_asking_in_the_order_of_the_flow() -> None:
    offsets = FakeOffsets()
    await barrier(offsets).settle(MONDAY)
    assert offsets.asked == ["router", "sla-monitor"]


async def test_it_names_the_group_that_lags_and_by_how_much() -> None:
    with pytest.raises(LaggardError, match=r"router has not committed past: .*by 3.*logs/router\.log"):
        await barrier(FakeOffsets({"router": 7})).settle(MONDAY)


async def test_it_names_an_outbox_that_is_not_empty() -> None:
    with pytest.raises(LaggardError, match="intake still has 4 records"):
        await barrier(FakeOffsets(), pending=4).settle(MONDAY)


async def test_it_names_a_watermark_that_stands_still() -> None:
    behind = (MONDAY - timedelta(hours=1)).isoformat()
    with pytest.raises(LaggardError, match="watermark is 2026-11-02T04"):
        await barrier(FakeOffsets(), watermark=behind).settle(MONDAY)


async def test_projections_may_be_some_steps_behind_but_not_for_ever() -> None:
    held = barrier(FakeOffsets({"analytics": 0}))
    for _ in range(barriers.STEPS_BEHIND):
        await held.follow()
    with pytest.raises(LaggardError, match="analytics"):
        await held.follow()


async def test_in_the_end_projections_must_have_read_everything() -> None:
    with pytest.raises(LaggardError, match="intake"):
        await barrier(FakeOffsets({"intake": 9})).finish()
