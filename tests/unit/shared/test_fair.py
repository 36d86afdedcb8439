"""Which fetched records make a batch: each partition's share, in order, none lost to another partition's error."""

from collections.abc import Mapping

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from shared.kafka.fair import fair_batch

A, B, C = (TopicPartition("t", number) for number in range(3))


class Fetched:
    """A consumer with these records fetched: drains the partitions one after another, as aiokafka's does."""

    def __init__(
        self, records: Mapping[TopicPartition, list[str]], failing: Mapping[TopicPartition, KafkaError]
    ) -> None:
        self.records = {partition: list(values) for partition, values in records.items()}
        self.failing = dict(failing)

    def assignment(self) -> frozenset[TopicPartition]:
        """All partitions of the test."""
        return frozenset({A, B, C})

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[str]]:
        """Up to so many of the first partitions; an error when nothing was found before it."""
        assert timeout_ms >= 0
        drained: dict[TopicPartition, list[str]] = {}
        for partition in [p for p in (*self.records, *self.failing) if not partitions or p in partitions]:
            if partition in self.failing:
                if not drained:
                    raise self.failing.pop(partition)
                break
            taken, self.records[partition] = (
                self.records[partition][:max_records],
                self.records[partition][max_records:],
            )
            max_records -= len(taken)
            if taken:
                drained[partition] = taken
            if max_records == 0:
                break
        return drained


def fetched(a: int, b: int, c: int, failing: Mapping[TopicPartition, KafkaError] | None = None) -> Fetched:
    """So many records of each."""
    numbers = {A: ("a", a), B: ("b", b), C: ("c", c)}
    return Fetched({p: [f"{name}{n}" for n in range(count)] for p, (name, count) in numbers.items()}, failing or {})


async def test_a_flood_gives_its_share_and_the_others_come_in_the_same_batch() -> None:
    consumer = fetched(1000, 1, 2)
    assert await fair_batch(consumer, most=10, share=3) == ("a0", "a1", "a2", "b0", "c0", "c1")
    assert await fair_batch(consumer, most=10, share=3) == ("a3", "a4", "a5")


async def test_a_batch_is_never_larger_than_it_may_be_and_loses_nothing() -> None:
    consumer = fetched(8, 8, 8)
    batches = [await fair_batch(consumer, most=7, share=4) for _ in range(5)]
    assert [len(batch) for batch in batches] == [7, 7, 4, 4, 2]
    seen = [value for batch in batches for value in batch]
    for name in "abc":
        assert [value for value in seen if value.startswith(name)] == [f"{name}{n}" for n in range(8)]


async def test_the_error_of_one_partition_does_not_lose_what_others_gave() -> None:
    failing: dict[TopicPartition, KafkaError] = {C: OffsetOutOfRangeError({C: 5})}
    consumer = Fetched({A: ["a0"], B: ["b0"]}, failing)
    assert await fair_batch(consumer, most=10, share=1) == ("a0", "b0")
    consumer.failing[C] = OffsetOutOfRangeError({C: 5})
    with pytest.raises(OffsetOutOfRangeError):
        await fair_batch(consumer, most=10, share=1)


async def test_nothing_fetched_is_an_empty_batch() -> None:
    assert await fair_batch(fetched(0, 0, 0), most=10, share=3) == ()
