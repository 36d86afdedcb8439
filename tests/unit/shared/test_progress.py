"""Whether a restart would help: seen from what the consumer knows of its partitions."""

import time
from typing import Any

import pytest
from aiokafka import TopicPartition

from shared.contracts.topics import TopicSpace
from shared.kafka import progress as module
from shared.kafka.consume import Subscription
from shared.kafka.marks import Marks, Rebalances
from shared.kafka.progress import BROKER_SILENT_SECONDS, STUCK_SECONDS, Progress, is_live

LONG_AGO = BROKER_SILENT_SECONDS + 1


def subscription(idle: float) -> Subscription:
    """One that has attempted no batch for so many seconds."""
    made = Subscription("router", None, Rebalances(Marks(TopicSpace())))
    made.attempted_at = time.monotonic() - idle
    return made


def seen(*partitions: tuple[int, float]) -> dict[TopicPartition, Progress]:
    """Partitions by lag and seconds since the broker answered for them."""
    now = time.time()
    return {TopicPartition("t", n): Progress(10 - lag, 10, now - age) for n, (lag, age) in enumerate(partitions)}


@pytest.mark.parametrize(
    ("idle", "partitions", "live"),
    [
        (STUCK_SECONDS + 1, [(5, 0.1)], False),
        (STUCK_SECONDS + 1, [(5, LONG_AGO), (0, 0.1)], False),  # its records are in memory, nobody asks for it
        (STUCK_SECONDS + 1, [(5, LONG_AGO), (0, LONG_AGO)], True),  # the broker is silent
        (STUCK_SECONDS + 1, [(0, 0.1), (0, 0.1)], True),  # nothing waits
        (STUCK_SECONDS - 1, [(5, 0.1)], True),
    ],
)
def test_a_service_is_not_live_when_records_wait_that_it_does_not_try(
    monkeypatch: pytest.MonkeyPatch, idle: float, partitions: list[Any], live: bool
) -> None:
    monkeypatch.setattr(module, "progress", lambda _: seen(*partitions))
    assert is_live([subscription(idle)]) is live


def test_a_fenced_producer_is_not_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "progress", lambda _: seen((0, 0.1)))
    made = subscription(0)
    made.fenced = True
    assert not is_live([made])
