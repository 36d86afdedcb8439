"""Batches to which no partition gives more than its share, so that a flood in one does not keep the others waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

WAIT_MS = 20


def fair_batches(most: int, share: int) -> Callable[[Any], Awaitable[tuple[Any, ...]]]:
    """What a batch subscriber polls its consumer by: `fair_batch`, and a rest of 20 ms after an empty one."""

    async def poll(consumer: Any) -> tuple[Any, ...]:
        records = await fair_batch(consumer, most, share)
        if not records:
            await asyncio.sleep(WAIT_MS / 1000)
        return records

    return poll


async def fair_batch(consumer: Any, most: int, share: int) -> tuple[Any, ...]:
    """Up to `most` records, of one partition not more than `share`, each partition's in order; () when there are none.

    Waits 20 ms for the first of them, for the others not at all: nothing else runs in between, so all belong to one
    assignment. Raises KafkaError as the consumer's own `getmany`, but only while nothing has been taken: the error
    of another partition comes again with its next fetch, records taken and not handed on would not.
    """
    taken: list[Any] = []
    left: set[TopicPartition] | None = None
    found = await consumer.getmany(timeout_ms=WAIT_MS, max_records=min(share, most))
    while found:
        for records in found.values():
            taken += records
        left = (set(consumer.assignment()) if left is None else left) - found.keys()
        if len(taken) >= most or not left:
            break
        try:
            found = await consumer.getmany(*left, timeout_ms=0, max_records=min(share, most - len(taken)))
        except KafkaError:
            break
    return tuple(taken)
