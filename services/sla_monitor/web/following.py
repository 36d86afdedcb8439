"""Keeps the boards true: reads the escalation topics of the centres that have a token, outside every group."""

import asyncio
import time
from collections.abc import Collection, Iterable
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from services.sla_monitor.metrics import CONSOLE_UNREADABLE
from services.sla_monitor.web.access import Tokens
from services.sla_monitor.web.feed import Feeds
from shared.contracts.envelope import Unreadable, decode_fact
from shared.contracts.topics import NATIJE_ESCALATIONS
from shared.kafka.broker import make_probe
from shared.kafka.settings import KafkaSettings

log = structlog.get_logger(__name__)
POLL_MS = 200
BATCH = 500
RETRY_SECONDS = 1.0
REFRESH_SECONDS = 10.0


class Following:
    """One consumer for all centres; every replica has its own, and so every replica can serve every page."""

    def __init__(self, kafka: KafkaSettings, tokens: Tokens, feeds: Feeds) -> None:
        self._kafka, self._tokens, self._feeds = kafka, tokens, feeds
        self._centres: dict[TopicPartition, str] = {}
        self._ends: dict[TopicPartition, int] = {}

    async def run(self) -> None:
        """Follow for ever; a broker that does not answer is tried again."""
        while True:
            consumer = make_probe(self._kafka)
            try:
                await consumer.start()
                self._centres = {}
                await self._follow(consumer)
            except (KafkaError, OSError) as error:
                log.warning("console_interrupted", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                await consumer.stop()

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        asked, asked_at = set[str](), time.monotonic()
        while True:
            wanted = set(self._tokens.hashes)
            lacking = wanted != set(self._centres.values())
            if wanted != asked or (lacking and time.monotonic() - asked_at > REFRESH_SECONDS):
                await self._assign(consumer, wanted)
                asked, asked_at = wanted, time.monotonic()
            if not self._centres:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            found = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)
            for partition, records in found.items():
                self._take(partition, records)
            self._note_complete()

    async def _assign(self, consumer: AIOKafkaConsumer, wanted: Collection[str]) -> None:
        """Go on where each board is; centres without a topic are asked for again with the next look."""
        for gone in set(self._centres.values()) - set(wanted):
            self._feeds.drop(gone)
        names = {self._kafka.space.full(NATIJE_ESCALATIONS.of(centre)): centre for centre in wanted}
        known = await consumer.topics()
        self._centres = {TopicPartition(name, 0): names[name] for name in sorted(names) if name in known}
        consumer.assign(list(self._centres))
        if not self._centres:
            return
        starts = await consumer.beginning_offsets(list(self._centres))
        self._ends = dict(await consumer.end_offsets(list(self._centres)))
        for partition, centre in self._centres.items():
            board = self._feeds.of(centre).board
            board.next = max(starts[partition], board.next)
            consumer.seek(partition, board.next)
        log.info("console_follows", centres=len(self._centres))

    def _take(self, partition: TopicPartition, records: Iterable[Any]) -> None:
        feed = self._feeds.of(self._centres[partition])
        for record in records:
            try:
                event = decode_fact(record.headers, record.key, record.value, NATIJE_ESCALATIONS.types)
            except Unreadable as error:
                CONSOLE_UNREADABLE.inc()
                feed.board.next = record.offset + 1
                log.error("console_unreadable", topic=record.topic, offset=record.offset, reason=str(error)[:300])
                continue
            change = feed.board.apply(record.offset, event)
            if change is not None:
                feed.changed(change)

    def _note_complete(self) -> None:
        """A board has caught up once it has all that was there when it was assigned."""
        for partition, centre in self._centres.items():
            feed = self._feeds.of(centre)
            if not feed.complete.is_set() and feed.board.next >= self._ends[partition]:
                feed.complete.set()
