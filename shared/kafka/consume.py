"""The one way in: batches at least once; what the handler returns is published and confirmed, then offsets commit."""

import asyncio
import contextlib
import dataclasses
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from aiokafka import TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from shared.contracts.dead_letters import dead_letter
from shared.contracts.envelope import Outgoing, Place, Raw, Received, Unreadable, decode, decode_fact
from shared.contracts.event import Record
from shared.contracts.topics import Topic, TopicSpace
from shared.kafka.fair import fair_batches
from shared.kafka.marks import Marks, Rebalances
from shared.kafka.publish import Oversize, Publisher, is_fatal
from shared.observability import metrics, tracing

log = structlog.get_logger(__name__)

Handle = Callable[[Sequence[Received[Any]]], Awaitable[list[Outgoing]]]


@dataclass(frozen=True, slots=True)
class Unread:
    """A command that could not be read: where it stands, whose topic it is, its bytes, when it came, what is wrong."""

    place: Place
    tenant: str
    raw: Raw
    appended_at: datetime
    reason: str


Refuse = Callable[[Unread], list[Outgoing]]
"""Makes the receipts for a command that could not be read."""


class UnreadableFact(RuntimeError):
    """One of our own facts cannot be read: the consumer stops here rather than count wrongly."""


def no_receipts(unread: Unread) -> list[Outgoing]:  # noqa: ARG001
    """For services whose senders get no receipts."""
    return []


@dataclass(frozen=True, slots=True)
class Delivery:
    """How batches are cut. `pause` and `pace` are seconds.

    `pause` comes before a failed batch is delivered again; after a batch smaller than half of `max_records` the
    consumer rests for `pace`, so that a projection writes its counters once for many records. With a `share` no
    partition gives more records than that to a batch; without, a backlog of one partition fills batches alone.
    """

    max_records: int = 500
    pause: float = 1.0
    pace: float = 0.0
    share: int | None = None


@dataclass(slots=True, eq=False)
class Subscription:
    """One consumer of one group: what it is doing, for health and progress."""

    group: str
    subscriber: Any
    rebalances: Rebalances
    in_hand: dict[TopicPartition, int] = field(default_factory=dict)
    attempted_at: float = field(default_factory=time.monotonic)
    """time.monotonic() of the last batch attempted."""
    batches: int = 0
    records: int = 0
    dead: int = 0
    failure: str | None = None
    """Class of the error that the last batch failed with; None after a success."""
    fenced: bool = False
    oldest_ms: int | None = None
    """Append time (Unix milliseconds) of the oldest record of the batch in hand, kept while that batch fails."""

    @property
    def oldest_in_hand(self) -> float:
        """Age in wall seconds of the oldest record in hand; 0 between batches."""
        return 0.0 if self.oldest_ms is None else max(0.0, time.time() - self.oldest_ms / 1000)


@dataclass(frozen=True, slots=True)
class Source:
    """What to consume, as whom: `service` names the group and the dead-letter topic."""

    topics: Sequence[Topic]
    service: str
    group: str
    space: TopicSpace
    instance: str | None = None
    """`group_instance_id`: a restarted replica takes its partitions back at once."""
    refuse: Refuse = no_receipts


def subscribe(
    broker: KafkaBroker, source: Source, handle: Handle, marks: Marks, delivery: Delivery | None = None
) -> Subscription:
    """Deliver batches to `handle` at least once, publish what it returns in order, all confirmed, then commit.

    Commands that cannot be read become dead letters (and receipts by `source.refuse`); an unreadable fact raises
    UnreadableFact for ever, which health shows. Must be called before the broker starts.
    """
    loop = _Loop(source, handle, marks, Publisher(broker, source.space), delivery or Delivery())
    subscriber: Any = broker.subscriber(
        pattern=source.space.pattern(source.topics),
        group_id=source.group,
        group_instance_id=source.instance,
        auto_offset_reset="earliest",
        batch=True,
        max_records=loop.delivery.max_records,
        batch_timeout_ms=20,
        session_timeout_ms=6_000,
        heartbeat_interval_ms=1_000,
        ack_policy=AckPolicy.MANUAL,
        listener=loop.rebalances,
        parser=loop.parse,
        decoder=_as_is,
    )
    if loop.delivery.share is not None:  # by no setting of the framework: ADR 13
        subscriber.get_msg = fair_batches(loop.delivery.max_records, loop.delivery.share)
    subscriber(loop.consume)
    loop.subscription = Subscription(source.group, subscriber, loop.rebalances)
    return loop.subscription


async def _as_is(message: Any) -> Any:
    """No decoding in the framework: an error there would skip the batch."""
    return message


class _Loop:
    subscription: Subscription

    def __init__(self, source: Source, handle: Handle, marks: Marks, publisher: Publisher, delivery: Delivery) -> None:
        self.source, self.handle, self.marks, self.publisher = source, handle, marks, publisher
        self.delivery, self.rebalances = delivery, Rebalances(marks)

    async def parse(self, records: Any, original: Any) -> Any:
        """Runs right after the poll with no await in between; a header must not be able to fail here."""
        first = first_offsets(records)
        self.subscription.in_hand.update(first)
        self.marks.delivered(first.items())
        message = await original((dataclasses.replace(records[0], headers=()),))
        message.raw_message = records
        return message

    async def consume(self, message: Any) -> None:
        records, born = message.raw_message, self.rebalances.count
        self.rebalances.idle.clear()
        began = self.subscription.attempted_at = time.monotonic()
        self.subscription.oldest_ms = min(r.timestamp for r in records)
        try:
            await self._work(records)
            if self.rebalances.count == born:
                await message.consumer.commit()
        except Exception as error:
            await self._failed(error, message, born)
            raise
        finally:
            self.subscription.in_hand.clear()
            self.rebalances.idle.set()
            metrics.BATCH_SECONDS.observe(time.monotonic() - began)
        if self.delivery.pace and len(records) * 2 < self.delivery.max_records:
            await asyncio.sleep(self.delivery.pace)

    async def _work(self, records: Sequence[Any]) -> None:
        good, outgoing = self._decoded(records)
        dead = len(records) - len(good)
        with tracing.handling(good):
            outgoing = [*(await self.handle(good) if good else []), *outgoing]
            await self.publisher.send(outgoing)
        self.marks.handled((TopicPartition(r.topic, r.partition), r.offset + 1) for r in records)
        metrics.RECORDS.inc(len(records))
        self.subscription.failure = self.subscription.oldest_ms = None
        self.subscription.batches += 1
        self.subscription.records += len(records)
        self.subscription.dead += dead

    async def _failed(self, error: Exception, message: Any, born: int) -> None:
        self.subscription.failure = type(error).__name__
        metrics.BATCH_FAILURES.labels(type(error).__name__).inc()
        self.rebalances.idle.set()
        if is_fatal(error):
            self.subscription.fenced = True
            log.critical("producer_fenced", error=type(error).__name__, group=self.source.group)
            os.kill(os.getpid(), signal.SIGTERM)
        place = ", ".join(f"{p.topic}/{p.partition}/{o}" for p, o in first_offsets(message.raw_message).items())
        log.error("batch_failed", error=type(error).__name__, detail=_quiet(error), first=place[:500])
        await asyncio.sleep(self.delivery.pause)
        if self.rebalances.count == born:  # else the positions are the committed ones already
            for partition, offset in first_offsets(message.raw_message).items():
                with contextlib.suppress(Exception):  # revoked meanwhile: the new owner reads from the commit
                    message.consumer.seek(partition, offset)

    def _decoded(self, records: Sequence[Any]) -> tuple[list[Received[Any]], list[Outgoing]]:
        good: list[Received[Any]] = []
        other: list[Outgoing] = []
        for record in records:
            topic, tenant = self.source.space.find(record.topic)
            place = Place(self.source.space.bare(record.topic), record.partition, record.offset)
            raw = Raw(record.key, record.value, record.headers)
            appended = datetime.fromtimestamp(record.timestamp / 1000, UTC)
            try:
                event = _read(topic, raw)
            except Unreadable as error:
                if topic.role == "facts":
                    raise UnreadableFact(f"{place}: {error}") from error
                trace = next((value for name, value in raw.headers if name == "traceparent" and value), b"")
                about = {"tenant": tenant, "trace_id": tracing.trace_id(trace.decode("latin-1"))}
                log.warning("dead_letter", place=str(place), reason=str(error)[:300], **about)
                other += self.source.refuse(Unread(place, tenant, raw, appended, str(error)))
                other.append(dead_letter(self.source.service, place, raw, str(error)))
                continue
            good.append(Received(event, place, appended, tenant, raw))
        return good, other


def _read(topic: Topic, raw: Raw) -> Record:
    read = decode_fact if topic.role == "facts" else decode
    return read(raw.headers, raw.key, raw.value, topic.types)


def _quiet(error: Exception) -> str:
    """The message of errors that are known to hold no personal data; of others the class says enough."""
    return str(error)[:300] if isinstance(error, UnreadableFact | Oversize) else ""


def first_offsets(records: Sequence[Any]) -> dict[TopicPartition, int]:
    """The smallest offset per partition of a batch that is in order within each partition."""
    return {TopicPartition(r.topic, r.partition): r.offset for r in reversed(records)}
