"""Records into Kafka as fast as they are made: whole batches per partition, confirmed, in order within a partition."""

import asyncio
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaProducer

from deploy.halfyear.facts import Written
from shared.kafka.broker import MAX_BATCH_BYTES, MAX_REQUEST_BYTES, partitioner
from shared.kafka.settings import KafkaSettings

BREATH = 500
"""Records between two turns of the event loop."""
Place = tuple[str, int]


class Writer:
    """An idempotent producer of the platform's settings, fed by batches: a record costs a tenth of an awaited send."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self._space = kafka.space
        arguments: dict[str, Any] = kafka.client_arguments()
        self._producer = AIOKafkaProducer(
            **arguments,
            acks="all",
            enable_idempotence=True,
            compression_type="zstd",
            max_batch_size=MAX_BATCH_BYTES,
            max_request_size=MAX_REQUEST_BYTES,
        )
        self._open: dict[Place, Any] = {}
        self._sent: dict[Place, asyncio.Future[Any]] = {}
        self._partitions: dict[str, list[int]] = {}
        self.written = 0

    async def write(self, records: Iterable[Written]) -> int:
        """Write all; returns how many when every one is confirmed. Raises the producer's errors."""
        await self._producer.start()
        try:
            for record in records:
                await self._append(record)
            for place in list(self._open):
                await self._send(place)
            await asyncio.gather(*self._sent.values())
        finally:
            await self._producer.stop()
        return self.written

    async def _append(self, record: Written) -> None:
        partitions = self._partitions.get(record.topic)
        if partitions is None:
            found = await self._producer.partitions_for(self._space.full(record.topic))
            partitions = self._partitions[record.topic] = sorted(found)
        place = (record.topic, partitioner(record.key, partitions, partitions))
        batch = self._open.get(place)
        if batch is None:
            batch = self._open[place] = self._producer.create_batch()
        if batch.append(key=record.key, value=record.value, timestamp=None, headers=record.headers) is None:
            await self._send(place)
            batch = self._open[place] = self._producer.create_batch()
            batch.append(key=record.key, value=record.value, timestamp=None, headers=record.headers)
        self.written += 1
        if self.written % BREATH == 0:
            await asyncio.sleep(0)

    async def _send(self, place: Place) -> None:
        """Hand the batch over once the one before it is confirmed."""
        if place in self._sent:
            await self._sent.pop(place)
        topic, partition = place
        self._sent[place] = await self._producer.send_batch(
            self._open.pop(place), self._space.full(topic), partition=partition
        )
