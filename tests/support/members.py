"""Members of a consumer group for tests of the plumbing: the real loop around a handler that keeps a ledger."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.contracts.agency import ActionApplied
from shared.contracts.envelope import Outgoing, Place, Received, encode
from shared.contracts.topics import NATIJE_APPEALS, Topic
from shared.kafka.broker import make_broker
from shared.kafka.consume import Delivery, Source, Subscription, subscribe
from shared.kafka.marks import Marks
from tests.support.installation import Installation

RECEIPTS = NATIJE_APPEALS.of("kz-75")
Wire = tuple[str, bytes | None, bytes | None, list[tuple[str, bytes | None]]]
"""A record as bytes: bare topic, key, value, headers."""


class Ledger:
    """What a service would keep: every delivery, and each effect once by the input's place.

    `failures` are raised one a batch, after half of it was applied.
    """

    def __init__(self) -> None:
        self.deliveries: list[Received[Any]] = []
        self.effects: dict[Place, str] = {}
        self.failures: list[Exception] = []

    async def handle(self, batch: Sequence[Received[Any]]) -> list[Outgoing]:
        """Apply a batch and answer each input with a receipt, whose id follows from the input."""
        self.deliveries += batch
        failing = bool(self.failures)
        for received in batch[: len(batch) // 2] if failing else batch:
            self.effects.setdefault(received.place, received.event.event_id)
        if failing:
            raise self.failures.pop()
        return [receipt(received) for received in batch]


def receipt(received: Received[Any]) -> Outgoing:
    """The answer to one input."""
    event = received.event
    applied = ActionApplied(
        event_id=f"receipt:{event.event_id}",
        appeal_id=event.appeal_id,
        occurred_at=event.occurred_at,
        sequence=0,
        action=event.type,
    )
    return encode(applied, RECEIPTS, "router")


@asynccontextmanager
async def member(
    installation: Installation, topics: Sequence[Topic], ledger: Ledger, delivery: Delivery
) -> AsyncIterator[Subscription]:
    """One dynamic member of the group `router`, stopped at the end."""
    kafka = installation.kafka
    broker = make_broker(kafka, "router")
    source = Source(topics, "router", kafka.group("router"), kafka.space)
    subscription = subscribe(broker, source, ledger.handle, Marks(kafka.space), delivery)
    await broker.start()
    try:
        yield subscription
    finally:
        await broker.stop()


async def write(installation: Installation, records: Iterable[Wire], compression: str | None = None) -> list[Place]:
    """Write records as any client may, and tell where they stand, in the order given."""
    space = installation.kafka.space
    producer = AIOKafkaProducer(
        bootstrap_servers=installation.kafka.bootstrap,
        acks="all",
        linger_ms=5,
        compression_type=compression,
        max_request_size=16 * 1024 * 1024,
    )
    async with producer:
        sent = [
            await producer.send(space.full(topic), value, key=key, headers=headers)
            for topic, key, value, headers in records
        ]
        found = [await confirmation for confirmation in sent]
    return [Place(space.bare(meta.topic), meta.partition, meta.offset) for meta in found]
