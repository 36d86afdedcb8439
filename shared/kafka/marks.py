"""What a process knows of its partitions: which inputs are certainly published, and how far it got."""

import asyncio
import contextlib
from collections.abc import Collection, Iterable
from typing import Any, Protocol

from aiokafka import ConsumerRebalanceListener, TopicPartition

from shared.contracts.topics import TopicSpace


class Confirmations(Protocol):
    """Answers whether all that an input caused is certainly in the log."""

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:
        """Topic is the bare name. False means unknown: publish again."""
        ...


class Marks:
    """Offsets are committed only after publishing, so the commit is the mark.

    An input is confirmed when it lies below the first offset delivered since its partition was assigned, or when
    this process handled it. Knowledge of a partition is dropped when the partition goes.
    """

    def __init__(self, space: TopicSpace) -> None:
        self._space = space
        self._first: dict[TopicPartition, int] = {}
        self._handled: dict[TopicPartition, int] = {}

    def delivered(self, first: Iterable[tuple[TopicPartition, int]]) -> None:
        """Note the first offset of each partition in a batch."""
        for partition, offset in first:
            self._first.setdefault(partition, offset)

    def handled(self, following: Iterable[tuple[TopicPartition, int]]) -> None:
        """Note the next offset of each partition after a batch whose records are all confirmed."""
        self._handled.update(following)

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """Drop what is known of partitions that go elsewhere."""
        for partition in partitions:
            self._first.pop(partition, None)
            self._handled.pop(partition, None)

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:
        """See Confirmations."""
        place = TopicPartition(self._space.full(topic), partition)
        first = self._first.get(place)
        return first is not None and (offset < first or offset < self._handled.get(place, 0))


class Rebalances(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Lets the batch in hand finish before partitions go, and counts rebalances. `patience` is in seconds."""

    def __init__(self, marks: Marks, patience: float = 5.0) -> None:
        self.count = 0
        self.idle = asyncio.Event()
        self.idle.set()
        self._marks, self._patience = marks, patience

    async def on_partitions_revoked(self, revoked: Any) -> None:
        """Nothing new is fetched by now and heartbeats go on, so waiting is safe."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.idle.wait(), self._patience)
        self._marks.forget(revoked)
        self.count += 1

    async def on_partitions_assigned(self, assigned: Any) -> None:
        """Positions are the committed ones from here on."""
