"""When all that an input caused is certainly in the log: the commit is the mark."""

import asyncio

import pytest
from aiokafka import TopicPartition

from shared.contracts.topics import TopicSpace
from shared.kafka.marks import Marks, Rebalances

HERE = TopicPartition("staging.agency.actions.mot.v1", 3)
OTHER = TopicPartition("staging.agency.actions.mot.v1", 4)


def marks(first: int | None = None, handled: int | None = None) -> Marks:
    """Marks of a partition from which `first` was delivered first and everything below `handled` is done."""
    made = Marks(TopicSpace("staging."))
    if first is not None:
        made.delivered([(HERE, first)])
    if handled is not None:
        made.handled([(HERE, handled)])
    return made


def is_confirmed(made: Marks, offset: int, partition: int = 3) -> bool:
    """Asked as a store asks: by the bare name."""
    return made.is_confirmed("agency.actions.mot.v1", partition, offset)


@pytest.mark.parametrize(
    ("first", "handled", "offset", "expected"),
    [
        (None, None, 5, False),  # nothing delivered since the assignment: unknown
        (None, 9, 5, False),  # handled by a batch that outlived its partition: unknown again
        (10, None, 9, True),  # below the first delivered: the commit says it was published
        (10, None, 10, False),  # in hand for the first time
        (10, 15, 14, True),  # handled here
        (10, 15, 15, False),  # the next one
        (10, 15, 9, True),
    ],
)
def test_an_input_is_confirmed_below_the_first_delivered_or_when_handled_here(
    first: int | None, handled: int | None, offset: int, expected: bool
) -> None:
    assert is_confirmed(marks(first, handled), offset) is expected


def test_a_redelivery_does_not_move_the_first_delivered() -> None:
    made = marks(first=10)
    made.delivered([(HERE, 12)])
    assert not is_confirmed(made, 11)
    made.delivered([(HERE, 10)])
    assert (is_confirmed(made, 9), is_confirmed(made, 10)) == (True, False)


def test_partitions_are_told_apart_and_forgotten_one_by_one() -> None:
    made = marks(first=10, handled=15)
    made.delivered([(OTHER, 2)])
    assert (is_confirmed(made, 1, partition=4), is_confirmed(made, 14, partition=4)) == (True, False)
    made.forget([HERE])
    assert (is_confirmed(made, 1), is_confirmed(made, 1, partition=4)) == (False, True)


async def test_revocation_waits_for_the_batch_in_hand_then_forgets() -> None:
    made = marks(first=10)
    rebalances = Rebalances(made)
    rebalances.idle.clear()
    revoked = asyncio.create_task(rebalances.on_partitions_revoked([HERE]))
    await asyncio.wait([revoked], timeout=0.01)
    assert (revoked.done(), rebalances.count, is_confirmed(made, 9)) == (False, 0, True)
    rebalances.idle.set()
    await revoked
    assert (rebalances.count, is_confirmed(made, 9)) == (1, False)


async def test_revocation_does_not_wait_for_ever() -> None:
    rebalances = Rebalances(marks(), patience=0.01)
    rebalances.idle.clear()
    await rebalances.on_partitions_revoked([HERE])
    assert rebalances.count == 1
