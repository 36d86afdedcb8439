"""The mail of the simulated bodies and centres: one reader of all their topics, one producer for their commands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.contracts.agency import AgencyAction
from shared.contracts.envelope import decode, encode
from shared.contracts.event import Record
from shared.contracts.natije import AcknowledgeEscalation, AssignAppeal
from shared.contracts.topics import AGENCY_APPEALS, NATIJE_APPEALS, NATIJE_ESCALATIONS, TopicSpace
from shared.kafka.broker import partitioner
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings

READS = (AGENCY_APPEALS, NATIJE_APPEALS, NATIJE_ESCALATIONS)
MAX_REQUEST_BYTES = 240 * 1024
"""Below `max.message.bytes` (256 KiB) of the action topics: the client refuses what the broker would refuse."""
Command = AgencyAction | AssignAppeal | AcknowledgeEscalation


@dataclass(frozen=True, slots=True)
class Letter:
    """A record that a tenant found in its topic."""

    topic: str
    """Name of the declaration, with `{tenant}`."""
    tenant: str
    record: Record


@dataclass(frozen=True, slots=True)
class Order:
    """A command with the bare name of the topic that its sender writes to."""

    topic: str
    command: Command


@dataclass(slots=True)
class Post:
    """Open mail; use it as an async context manager. A real tenant would have one topic, a group and its own rights."""

    kafka: KafkaSettings
    offsets: Offsets
    _consumer: AIOKafkaConsumer = field(init=False)
    _producer: AIOKafkaProducer = field(init=False)
    _next: dict[TopicPartition, int] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        arguments: dict[str, Any] = self.kafka.client_arguments()
        self._consumer = AIOKafkaConsumer(**arguments, enable_auto_commit=False, auto_offset_reset="earliest")
        self._producer = AIOKafkaProducer(
            **arguments,
            acks="all",
            enable_idempotence=True,
            max_request_size=MAX_REQUEST_BYTES,
            partitioner=partitioner,
        )
        await self._consumer.start()
        await self._producer.start()
        partitions = self.offsets.partitions(READS)
        self._consumer.assign(partitions)
        await self._consumer.seek_to_beginning(*partitions)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()
        await self._producer.stop()

    async def collect(self) -> list[Letter]:
        """Everything that lies in the topics now, in order by topic: returns when the ends of this moment are read."""
        ends = {place: end for place, end in (await self.offsets.ends(READS)).items() if end > 0}
        letters: list[Letter] = []
        while any(self._next.get(place, 0) < end for place, end in ends.items()):
            for place, records in (await self._consumer.getmany(timeout_ms=100)).items():
                letters += _read(records, self.kafka.space)
                self._next[place] = records[-1].offset + 1
        return letters

    async def send(self, orders: Sequence[Order]) -> None:
        """Publish in order and return when all are confirmed. Raises the producer's errors."""
        confirmations = []
        for order in orders:
            out = encode(order.command, order.topic, "simulator")
            headers = [(name, value.encode()) for name, value in out.headers.items()]
            confirmations.append(
                await self._producer.send(
                    self.kafka.space.full(out.topic), out.value, out.key.encode(), headers=headers
                )
            )
        for confirmation in confirmations:
            await confirmation


def _read(records: Sequence[Any], space: TopicSpace) -> Iterator[Letter]:
    for record in records:
        topic, tenant = space.find(record.topic)
        yield Letter(topic.name, tenant, decode(record.headers, record.key, record.value, topic.types))
