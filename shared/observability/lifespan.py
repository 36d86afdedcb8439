"""Start and stop of a service, alike in all four: wait for the stores, prepare, consume, loop; then reverse."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from faststream.kafka import KafkaBroker

from shared.kafka.broker import wait_for_topics
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import Database, MongoSettings, wait_for_mongo
from shared.observability import tracing

log = structlog.get_logger(__name__)
Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running service. `topics` are the bare names that must exist before it starts."""

    name: str
    kafka: KafkaSettings
    mongo: MongoSettings
    broker: KafkaBroker
    database: Database
    topics: Sequence[str]
    prepare: Step
    """Indexes and whatever must be loaded before the first record."""
    loops: Sequence[Step] = ()
    """Endless tasks; one that fails ends the process with SIGTERM, so that a supervisor starts it afresh."""


@asynccontextmanager
async def lifespan_of(service: Service) -> AsyncIterator[None]:
    """Run the service for the length of the context.

    Raises KafkaNotReady or MongoNotReady when a deadline passes, so that the process exits non-zero. On the way
    out the batch in hand is finished, published and committed before the database is closed.
    """
    tracing.configure(service.name)
    await wait_for_mongo(service.database, service.mongo.start_seconds)
    await wait_for_topics(service.kafka, service.topics)
    await service.prepare()
    calm_collector()
    await service.broker.start()
    tasks = [asyncio.create_task(_guarded(service.name, loop)) for loop in service.loops]
    log.info("service_started")
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await service.broker.stop()
        service.database.client.close()
        log.info("service_stopped")


def calm_collector() -> None:
    """Look for cycles more rarely: batches are trees, freed by their counts, and full scans were half of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


async def _guarded(name: str, loop: Step) -> None:
    try:
        await loop()
    except asyncio.CancelledError:
        raise
    except Exception as error:
        log.critical("loop_failed", service=name, error=type(error).__name__)
        os.kill(os.getpid(), signal.SIGTERM)
        raise
