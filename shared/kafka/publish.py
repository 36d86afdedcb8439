"""Confirmed publishing in order: hand over one after another, then wait for every confirmation."""

import asyncio
from collections.abc import Awaitable, Iterable

from aiokafka.errors import (
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    OutOfOrderSequenceNumber,
    ProducerFenced,
)
from faststream.kafka import KafkaBroker

from shared.contracts.envelope import Outgoing
from shared.contracts.topics import TopicSpace

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

        A command goes out when the facts before it are confirmed: whoever obeys it may write the next fact of the same
        appeal. Raises Oversize before anything is handed over, or the first error of the producer.
        """
        checked = [self._checked(record) for record in records]
        sent: list[Awaitable[object] | None] = []
        facts_pending = False
        for record, topic, is_command in checked:
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

    def _checked(self, record: Outgoing) -> tuple[Outgoing, str, bool]:
        full = self._space.full(record.topic)
        topic, _ = self._space.find(full)
        if len(record.value) + ROOM_FOR_HEADERS > topic.max_message_bytes:
            raise Oversize(f"{record.headers.get('ce_type')} of {len(record.value)} bytes for {topic.name}")
        return record, full, topic.role == "commands"


async def _confirmed(sent: Iterable[Awaitable[object] | None]) -> None:
    await asyncio.gather(*(future for future in sent if future is not None))  # None from the broker of tests


def is_fatal(error: BaseException) -> bool:
    """True when the producer can never publish again."""
    return isinstance(error, FATAL)
