"""An installation of its own per test on the shared stack: own topic prefix, own databases, a few tenants."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.local import Stack
from shared.contracts.envelope import Outgoing
from shared.contracts.topics import Topic
from shared.kafka.offsets import Offsets
from shared.kafka.provision import SERVICES, provision
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings


@dataclass(frozen=True, slots=True)
class Installation:
    """How the services of one test reach their stores."""

    kafka: KafkaSettings
    mongo: MongoSettings

    def environment(self) -> dict[str, str]:
        """The same for a process of its own."""
        return {
            "KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "KAFKA_TOPIC_PREFIX": self.kafka.topic_prefix,
            "MONGO_URL": self.mongo.url.get_secret_value(),
            "MONGO_DATABASE_PREFIX": self.mongo.database_prefix,
        }

    def replica(self, name: str) -> KafkaSettings:
        """Settings of another replica of the same service."""
        return self.kafka.model_copy(update={"replica": name})


async def install(
    stack: Stack,
    agencies: Iterable[str] = ("akimat-75", "mot"),
    centres: Iterable[str] = ("kz-75", "republic"),
    replicas: int = 1,
) -> Installation:
    """Provision topics for these tenants under a prefix that nobody else has, with so many copies of each record."""
    name = f"t{uuid4().hex[:10]}"
    kafka = KafkaSettings(bootstrap=stack.bootstrap, topic_prefix=f"{name}.", start_seconds=30)
    mongo = MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=f"{name}_", start_seconds=30)
    tenants = {"none": ("",), "agencies": tuple(agencies), "centres": tuple(centres), "services": SERVICES}
    await provision(kafka, replicas, tenants)  # type: ignore[arg-type]  # the literal keys are those of Tenants
    return Installation(kafka, mongo)


async def publish(installation: Installation, records: Iterable[Outgoing]) -> None:
    """Write records as an agency or another service would, in order."""
    producer = AIOKafkaProducer(bootstrap_servers=installation.kafka.bootstrap, acks="all")
    await producer.start()
    try:
        for record in records:
            headers = [(name, value.encode()) for name, value in record.headers.items()]
            topic = installation.kafka.space.full(record.topic)
            await producer.send_and_wait(topic, record.value, key=record.key.encode(), headers=headers)
    finally:
        await producer.stop()


async def read_all(installation: Installation, topics: Iterable[Topic]) -> list[Any]:
    """Every record of these topics up to their ends now, as aiokafka gives them, in order within a partition."""
    async with Offsets(installation.kafka) as offsets:
        ends = {p: end for p, end in (await offsets.ends(topics)).items() if end > 0}
    if not ends:
        return []
    consumer = AIOKafkaConsumer(bootstrap_servers=installation.kafka.bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(list(ends))
        await consumer.seek_to_beginning(*ends)
        found: list[Any] = []
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
        return found
    finally:
        await consumer.stop()


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """Run a service inside the test's process."""
    async with app.router.lifespan_context(app):
        yield app


async def eventually(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = 30.0) -> None:
    """Wait until the condition holds; a failure says what was waited for."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        await asyncio.sleep(0.05)


async def caught_up(installation: Installation, service: str, topics: Iterable[Topic], seconds: float = 30.0) -> None:
    """Wait until a service's group has committed past the present ends of these topics."""
    async with Offsets(installation.kafka) as offsets:
        ends = await offsets.ends(topics)

        async def passed() -> bool:
            return await offsets.has_passed(installation.kafka.group(service), ends)

        await eventually(passed, f"{service} has read {[t.name for t in topics]}", seconds)
