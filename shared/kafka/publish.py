"""Confirmed publishing in order: hand over one after another, then wait for every confirmation."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence

from aiokafka.errors import (
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    OutOfOrderSequenceNumber,
    ProducerFenced,
)
from faststream.kafka import KafkaBroker

from shared.contracts.envelope import Outgoing
from shared.contracts.topics import DEAD_LETTERS, Topic, TopicSpace
from shared.observability import metrics, tracing

FATAL = (OutOfOrderSequenceNumber, ProducerFenced, InvalidProducerEpoch, InvalidProducerIdMapping)
"""After one of these an idempotent producer fails on its partition for good: only a new process heals it."""
ROOM_FOR_HEADERS = 8 * 1024
"""Headers and framing of the largest record that we make."""


class Oversize(Exception):
    """A record larger than its topic takes; refused before the hand-over, since the broker's refusal is fatal."""


class Publisher:
    """Publishes records of one installation through a started broker client."""

    def __init__(self, broker: KafkaBroker, space: TopicSpace) -> None:
        self._broker, self._space = broker, space

    async def send(self, records: Iterable[Outgoing]) -> None:
        """Publish all, in order by key, and return when every one is confirmed.

        Dead letters go first: while their topic takes none, the batch comes again and again, and whatever went out
        before them would be written once more each time. A command goes out when the facts before it are confirmed:
        whoever obeys it may write the next fact of the same appeal. Raises Oversize before anything is handed over, or
        the first error of the producer.
        """
        checked = [self._checked(record) for record in records]
        try:
            with tracing.publishing(record for record, *_ in checked):
                await self._handed_over([one for one in checked if one[2] is DEAD_LETTERS])
                await self._handed_over([one for one in checked if one[2] is not DEAD_LETTERS])
        except Exception as error:
            metrics.PUBLISH_FAILURES.labels(type(error).__name__).inc()
            if is_fatal(error):
                metrics.FENCED.set(1)
            raise
        _count(checked)

    async def _handed_over(self, checked: "Sequence[Checked]") -> None:
        sent: list[Awaitable[object] | None] = []
        facts_pending = False
        for record, topic, declared, _ in checked:
            is_command = declared.role == "commands"
            if is_command and facts_pending:
                await _confirmed(sent)
                sent.clear()
            facts_pending = not is_command
            sent.append(
                await self._broker.publish(
                    record.value,
                    topic,
                    key=record.key.encode(),
                    headers=dict(record.headers),
                    correlation_id=record.headers.get("ce_correlationid") or record.key,
                    no_confirm=True,
                )
            )
        await _confirmed(sent)

    def _checked(self, record: Outgoing) -> "Checked":
        full = self._space.full(record.topic)
        topic, tenant = self._space.find(full)
        if len(record.value) + ROOM_FOR_HEADERS > topic.max_message_bytes:
            raise Oversize(f"{record.headers.get('ce_type')} of {len(record.value)} bytes for {topic.name}")
        return record, full, topic, tenant


Checked = tuple[Outgoing, str, Topic, str]
"""A record that fits, the broker's name of its topic, the topic's declaration and tenant."""
DEAD, REFUSAL = "dead_letter", "action.refused"
_tenants = metrics.Bounded()


def _count(sent: Sequence[Checked]) -> None:
    """Into the metrics, type by type: a dead letter's own type is whatever its sender wrote."""
    kinds = Counter([DEAD if t is DEAD_LETTERS else r.headers.get("ce_type", "") for r, _, t, _ in sent])
    for kind, number in kinds.items():
        metrics.PUBLISHED.labels(kind).inc(number)
    if DEAD in kinds:
        for record in (r for r, _, topic, _ in sent if topic is DEAD_LETTERS):
            metrics.DEAD_LETTERS.labels(metrics.reason_class(record.headers.get("dlt-reason", ""))).inc()
    if REFUSAL in kinds:
        refused = Counter([tenant for r, _, _, tenant in sent if r.headers.get("ce_type") == REFUSAL])
        for tenant, number in refused.items():
            metrics.REFUSED.labels(_tenants.of(tenant)).inc(number)


async def _confirmed(sent: Iterable[Awaitable[object] | None]) -> None:
    await asyncio.gather(*(future for future in sent if future is not None))  # None from the broker of tests


def is_fatal(error: BaseException) -> bool:
    """True when the producer can never publish again."""
    return isinstance(error, FATAL)
