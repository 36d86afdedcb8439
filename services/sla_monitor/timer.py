"""The loops beside the consumer: learn the watermark, sweep up to it, and raise an alarm when it stands still."""

import asyncio
import time
from dataclasses import dataclass

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from services.sla_monitor.metrics import OPEN_CLOCKS, WATERMARK_AGE
from services.sla_monitor.store import Cases
from services.sla_monitor.sweep import Sweep
from services.sla_monitor.watermark import Look, Rounds, Watermark
from shared.contracts.topics import LIFECYCLE
from shared.kafka.consume import Subscription
from shared.kafka.offsets import Offsets
from shared.kafka.publish import is_fatal
from shared.kafka.settings import KafkaSettings

log = structlog.get_logger(__name__)
REFRESH_SECONDS = 30.0
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which lifecycle partitions this replica has: the owner of partition 0 sweeps, for all."""

    subscription: Subscription
    topic: str
    """Full name of the lifecycle."""

    @property
    def _partitions(self) -> set[int]:
        consumer = self.subscription.subscriber.consumer
        owned: set[TopicPartition] = set() if consumer is None else consumer.assignment()
        return {partition.partition for partition in owned if partition.topic == self.topic}

    @property
    def sweeps(self) -> bool:
        """True for one replica of the group."""
        return 0 in self._partitions

    @property
    def alone(self) -> bool:
        """True when no other replica writes documents, so that memory knows every due clock."""
        return len(self._partitions) == LIFECYCLE.partitions

    @property
    def moves(self) -> int:
        """Grows when partitions move."""
        return self.subscription.rebalances.count


class Timer:
    """Ticks for ever. `seconds` is the length of a tick."""

    def __init__(self, cases: Cases, sweep: Sweep, rounds: Rounds, watermark: Watermark, ownership: Ownership) -> None:
        self._cases, self._sweep, self._rounds = cases, sweep, rounds
        self._watermark, self._ownership = watermark, ownership
        self._moves = -1  # the first tick as owner learns the due clocks

    async def run(self, kafka: KafkaSettings, seconds: float) -> None:
        """Tick; a broker or database that does not answer is tried again. Raises only when a restart would help."""
        while True:
            try:
                async with Offsets(kafka) as offsets:
                    await self._ticks(offsets, seconds)
            except (KafkaError, PyMongoError, OSError) as error:
                if is_fatal(error):
                    raise
                log.warning("sweep_interrupted", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _ticks(self, offsets: Offsets, seconds: float) -> None:
        refreshed = time.monotonic()
        while True:
            await self.tick(offsets)
            await asyncio.sleep(seconds)
            if time.monotonic() - refreshed > REFRESH_SECONDS:
                await offsets.refresh()
                refreshed = time.monotonic()

    async def tick(self, look: Look) -> None:
        """One look: sweep when the watermark has moved, stand still while a link lags."""
        if not self._ownership.sweeps:
            self._rounds.abandon()
            await self._watermark.load()
            return
        if self._ownership.moves != self._moves:
            self._moves = self._ownership.moves
            await self._watermark.load()
            await self._cases.reload()
        finished = await self._rounds.step(look)
        if finished is not None:
            raised = await self._sweep.run(self._watermark.after(finished), alone=self._ownership.alone)
            await self._watermark.move(finished)
            if raised:
                log.info("swept", watermark=str(self._watermark.instant), raised=raised)
        OPEN_CLOCKS.set(self._cases.open)


async def watch_age(watermark: Watermark, alarm_seconds: float) -> None:
    """Say so, once per `alarm_seconds`, while the watermark is older than that: nothing is escalated meanwhile."""
    WATERMARK_AGE.set_function(lambda: watermark.age)
    standing = False
    while True:
        if watermark.age > alarm_seconds:
            standing = True
            log.error("watermark_stands_still", age_seconds=round(watermark.age), watermark=str(watermark.instant))
        elif standing:
            standing = False
            log.info("watermark_moves_again", watermark=str(watermark.instant))
        await asyncio.sleep(alarm_seconds if standing else min(alarm_seconds, 5.0))
