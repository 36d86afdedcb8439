"""Reads whole topics once, from the first record kept to their present ends, outside every group."""

import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer

from shared.contracts.topics import Topic
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.settings import KafkaSettings

SILENT_SECONDS = 30.0
FETCHED = 5000


class LogSilent(RuntimeError):
    """The broker gave no more records though the log goes on."""


async def read_log(kafka: KafkaSettings, topics: Iterable[Topic]) -> AsyncIterator[Any]:
    """Every record that is there now, in order within its partition; partitions come mixed.

    A record is aiokafka's: `topic` in full, `partition`, `offset`, `key`, `value`, `headers`. Raises LogSilent.
    """
    async with Offsets(kafka) as offsets:
        ends = {place: end for place, end in (await offsets.ends(topics)).items() if end > 0}
    async for record in read_range(kafka, dict.fromkeys(ends, 0), ends):
        yield record


async def read_range(kafka: KafkaSettings, starts: Ends, ends: Ends) -> AsyncIterator[Any]:
    """Like read_log, of these partitions from their starts, or what is kept after them, to before their ends.

    Raises LogSilent, and TopicAuthorizationFailedError with the topic's full name.
    """
    left = {place: ends[place] for place, start in starts.items() if start < ends[place]}
    if not left:
        return
    arguments: dict[str, Any] = kafka.client_arguments()
    consumer = AIOKafkaConsumer(**arguments, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(list(left))
        for place in left:
            consumer.seek(place, starts[place])
        heard = time.monotonic()
        while left:
            for place, records in (await consumer.getmany(*left, timeout_ms=500, max_records=FETCHED)).items():
                heard = time.monotonic()
                for record in records:
                    if record.offset < ends[place]:
                        yield record
                if records[-1].offset + 1 >= ends[place]:
                    left.pop(place, None)
            for place in [place for place in left if await consumer.position(place) >= ends[place]]:
                del left[place]  # the last offsets may hold no record
            if time.monotonic() - heard > SILENT_SECONDS:
                raise LogSilent(f"nothing for {SILENT_SECONDS:.0f} s, but {len(left)} partitions go on")
    finally:
        await consumer.stop()
