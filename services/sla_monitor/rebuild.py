"""`python -m services.sla_monitor rebuild`: drop the projection and fold the log again, telling the centres nothing.

The log is read up to what the group has committed: all that those records caused has been published, and all that was
due at or before the stored watermark too. Facts first, then the passing of time up to the watermark, then what the
centres did: the state a life would have left. The service goes on from its commits as if nothing had happened.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.sla_monitor.handlers import SERVICE, MonitorHandlers
from services.sla_monitor.store import MongoCases, MongoWatermarks, Sheet
from services.sla_monitor.sweep import Sweep
from shared.clock import is_simulated
from shared.contracts.envelope import Outgoing, Place, Raw, Received, Unreadable, decode, decode_fact
from shared.contracts.topics import LIFECYCLE, NATIJE_ACTIONS, Topic, TopicSpace
from shared.kafka.broker import make_probe
from shared.kafka.consume import UnreadableFact
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings, connect

PATIENCE_SECONDS = 8.0
"""A member that was killed leaves its group after the session's six seconds."""
BATCH = 500


class ServiceRuns(RuntimeError):
    """A replica of sla_monitor is a member of the group: its writes and ours would be mixed."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was done: records read, and the appeals with a rung still to come."""

    records: int
    running: int
    watermark: datetime | None


@dataclass(frozen=True, slots=True)
class _Span:
    """The part of a partition to read: from the first record that is kept to the commit."""

    partition: TopicPartition
    start: int
    end: int


class _Published:
    """Everything up to the commit is in the topics of the centres."""

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:  # noqa: ARG002  # always
        """See Confirmations."""
        return True


class _Untailed(MongoCases):
    """Keeps no tails: what they would send again has been sent."""

    async def save(self, sheets: Sequence[Sheet]) -> None:
        """See Cases."""
        await super().save([replace(sheet, tail=()) for sheet in sheets])


async def rebuild(kafka: KafkaSettings, mongo: MongoSettings) -> Rebuilt:
    """Do it. Raises ServiceRuns while a replica runs, UnreadableFact, and what broker or database raise.

    After a failure the service refuses to start until a rebuild has finished.
    """
    database = connect(mongo, SERVICE)
    cases, watermarks = _Untailed(database), MongoWatermarks(database)
    handlers = MonitorHandlers(cases, _Published(), is_simulated())
    try:
        async with Offsets(kafka) as offsets:
            await _wait_until_nobody_writes(offsets, kafka.group(SERVICE))
            facts, commands = [
                await _spans(offsets, topic, kafka.group(SERVICE)) for topic in (LIFECYCLE, NATIJE_ACTIONS)
            ]
        stored = await watermarks.read()
        await cases.begin_anew()
        records = await _fold(kafka, facts, handlers)
        if stored is not None:
            await Sweep(cases, _Published(), _nowhere).run(stored[0])
        records += await _fold(kafka, commands, handlers)
        await cases.finish()
        return Rebuilt(records, cases.open, None if stored is None else stored[0])
    finally:
        database.client.close()


async def _nowhere(records: Iterable[Outgoing]) -> None:
    """All that is due at or before the watermark was published when it came due."""


async def _wait_until_nobody_writes(offsets: Offsets, group: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while await offsets.has_members(group):
        if time.monotonic() > deadline:
            raise ServiceRuns("stop every replica of sla_monitor first")
        await asyncio.sleep(0.5)


async def _spans(offsets: Offsets, topic: Topic, group: str) -> list[_Span]:
    committed, starts = await offsets.committed(group), await offsets.starts([topic])
    spans = [_Span(partition, start, committed.get(partition, 0)) for partition, start in starts.items()]
    return [span for span in spans if span.start < span.end]


async def _fold(kafka: KafkaSettings, spans: Sequence[_Span], handlers: MonitorHandlers) -> int:
    """Feed the records to the handlers, partition by partition in order; what they would publish is dropped."""
    count = 0
    for span in spans:
        async with _reading(kafka, span) as consumer:
            while await consumer.position(span.partition) < span.end:
                found = await consumer.getmany(span.partition, timeout_ms=1000, max_records=BATCH)
                batch = [record for record in found.get(span.partition, ()) if record.offset < span.end]
                await handlers.on_batch(_received(batch, kafka.space))
                count += len(batch)
    return count


@asynccontextmanager
async def _reading(kafka: KafkaSettings, span: _Span) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = make_probe(kafka)
    await consumer.start()
    try:
        consumer.assign([span.partition])
        consumer.seek(span.partition, span.start)
        yield consumer
    finally:
        await consumer.stop()


def _received(records: Iterable[Any], space: TopicSpace) -> list[Received[Any]]:
    """Commands that cannot be read were refused when they came; an unreadable fact stops everything."""
    found = list[Received[Any]]()
    for record in records:
        topic, tenant = space.find(record.topic)
        place = Place(space.bare(record.topic), record.partition, record.offset)
        raw = Raw(record.key, record.value, record.headers)
        read = decode_fact if topic.role == "facts" else decode
        try:
            event = read(raw.headers, raw.key, raw.value, topic.types)
        except Unreadable as error:
            if topic.role == "facts":
                raise UnreadableFact(f"{place}: {error}") from error
            continue
        found.append(Received(event, place, datetime.fromtimestamp(record.timestamp / 1000, UTC), tenant, raw))
    return found
