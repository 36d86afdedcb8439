"""What others do with the same records: a raw client loop without state, and the style of the tutorials."""

import asyncio
import time
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from faststream.kafka import KafkaBroker, Topic
from pydantic import BaseModel

from shared.contracts.topics import SUBMITTED
from shared.mongo.client import connect
from tests.bench.results import Rate
from tests.support.installation import Installation

OUT = "stats.national.v1"
"""A topic that exists and that nobody reads during the benchmark."""


async def raw_loop(installation: Installation, count: int) -> Rate:
    """Parse, look up, publish one record each, at least once: no document, no law, no order across batches."""
    space, bootstrap = installation.kafka.space, installation.kafka.bootstrap
    consumer = AIOKafkaConsumer(
        space.full(SUBMITTED.name),
        bootstrap_servers=bootstrap,
        group_id=f"{installation.kafka.topic_prefix}raw",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=2**18)
    agencies = {"KZ-75": "akimat-75", "KZ-71": "akimat-71", "KZ-35": "akimat-35", "KZ-61": "akimat-61"}
    await consumer.start()
    await producer.start()
    out, seen, started = space.full(OUT), 0, time.perf_counter()
    try:
        while seen < count:
            batches = await consumer.getmany(timeout_ms=1000, max_records=500)
            futures = []
            for records in batches.values():
                for record in records:
                    data = orjson.loads(record.value)
                    agency = agencies[data["dims"]["region"]]
                    futures.append(
                        await producer.send(out, record.value, key=record.key, headers=[("agency", agency.encode())])
                    )
            await asyncio.gather(*futures)
            await consumer.commit()
            seen += len(futures)
    finally:
        await consumer.stop()
        await producer.stop()
    return Rate("raw aiokafka loop, no state", seen, time.perf_counter() - started)


class _Submission(BaseModel):
    number: str
    text: str
    dims: dict[str, Any]


async def tutorial(installation: Installation, count: int) -> Rate:
    """One message, one insert, one awaited publish, with the framework's defaults but for reading from the start."""
    space = installation.kafka.space
    broker, database = KafkaBroker(installation.kafka.bootstrap, logger=None), connect(installation.mongo, "tutorial")
    done, seen = asyncio.Event(), 0

    async def handle(message: _Submission) -> None:
        nonlocal seen
        await database["appeals"].insert_one(message.model_dump())
        await broker.publish(message, space.full(OUT), key=message.number.encode())
        seen += 1
        if seen == count:
            done.set()

    group = f"{installation.kafka.topic_prefix}tutorial"
    topic = Topic(space.full(SUBMITTED.name), declare=False)
    broker.subscriber(topic, group_id=group, auto_offset_reset="earliest")(handle)
    await broker.start()
    started = time.perf_counter()
    try:
        await asyncio.wait_for(done.wait(), timeout=300)
    finally:
        elapsed = time.perf_counter() - started
        await broker.stop()
        database.client.close()
    return Rate("tutorial style, local store", seen, elapsed)
