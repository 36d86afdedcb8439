"""Confirmed publishing: handed over in order, refused before the hand-over when too large, awaited to the last."""

import asyncio
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaTimeoutError, OutOfOrderSequenceNumber, ProducerFenced, TopicAuthorizationFailedError
from aiokafka.partitioner import DefaultPartitioner
from faststream.kafka import KafkaBroker
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.envelope import Outgoing
from shared.contracts.topics import TopicSpace
from shared.kafka.broker import partitioner
from shared.kafka.publish import Oversize, Publisher, is_fatal

TOPIC = "agency.actions.mot.v1"


class FakeBroker:
    """Takes records and leaves their confirmations to the test."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes, bytes]] = []
        self.confirmations: list[asyncio.Future[None]] = []
        self.options: list[dict[str, Any]] = []

    async def publish(self, value: bytes, topic: str, *, key: bytes, **options: Any) -> asyncio.Future[None]:
        """Hand over."""
        self.taken.append((topic, key, value))
        self.options.append(options)
        self.confirmations.append(asyncio.get_running_loop().create_future())
        return self.confirmations[-1]


@pytest.fixture
def broker() -> FakeBroker:
    """A broker of the test."""
    return FakeBroker()


@pytest.fixture
def publisher(broker: FakeBroker) -> Publisher:
    """A publisher of the staging installation."""
    return Publisher(cast(KafkaBroker, broker), TopicSpace("staging."))


def record(number: int, *, value: bytes = b"", **headers: str) -> Outgoing:
    """A record of an agency's action topic, which takes 256 KiB."""
    return Outgoing(TOPIC, "a1", value or str(number).encode(), headers)


async def is_settled(task: "asyncio.Task[None]") -> bool:
    """Whether a task is done once everything that can run has run."""
    await asyncio.wait([task], timeout=0.01)
    return task.done()


async def test_records_are_handed_over_in_order_and_all_confirmations_awaited(
    broker: FakeBroker, publisher: Publisher
) -> None:
    sending = asyncio.create_task(publisher.send([record(1), record(2), record(3)]))
    assert not await is_settled(sending)
    assert broker.taken == [(f"staging.{TOPIC}", b"a1", str(number).encode()) for number in (1, 2, 3)]
    for confirmation in broker.confirmations[:2]:
        confirmation.set_result(None)
    assert not await is_settled(sending), "the third is not confirmed"
    broker.confirmations[2].set_result(None)
    await sending


async def test_a_refusal_by_the_broker_reaches_the_caller(broker: FakeBroker, publisher: Publisher) -> None:
    sending = asyncio.create_task(publisher.send([record(1), record(2)]))
    assert not await is_settled(sending)
    broker.confirmations[0].set_result(None)
    broker.confirmations[1].set_exception(KafkaTimeoutError())
    with pytest.raises(KafkaTimeoutError):
        await sending


async def test_headers_and_correlation_id_travel_along(broker: FakeBroker, publisher: Publisher) -> None:
    sending = asyncio.create_task(publisher.send([record(1, ce_correlationid="c-1"), record(2)]))
    assert not await is_settled(sending)
    assert [(o["headers"], o["correlation_id"], o["no_confirm"]) for o in broker.options] == [
        ({"ce_correlationid": "c-1"}, "c-1", True),
        ({}, "a1", True),
    ]
    for confirmation in broker.confirmations:
        confirmation.set_result(None)
    await sending


async def test_an_oversize_record_is_refused_before_anything_is_handed_over(
    broker: FakeBroker, publisher: Publisher
) -> None:
    with pytest.raises(Oversize, match=r"action\.answer of 262144 bytes for agency\.actions\.\{tenant\}\.v1"):
        await publisher.send([record(1), record(2, value=b"x" * 256 * 1024, ce_type="action.answer")])
    assert broker.taken == []


async def test_the_same_size_passes_where_the_topic_takes_more(broker: FakeBroker, publisher: Publisher) -> None:
    sending = asyncio.create_task(publisher.send([Outgoing("dlt.router.v1", "a1", b"x" * 256 * 1024, {})]))
    assert not await is_settled(sending)
    broker.confirmations[0].set_result(None)
    await sending


async def test_a_topic_that_nobody_declared_is_refused(broker: FakeBroker, publisher: Publisher) -> None:
    with pytest.raises(KeyError):
        await publisher.send([Outgoing("appeals.unheard-of.v1", "a1", b"", {})])
    assert broker.taken == []


def test_only_errors_that_a_new_producer_alone_heals_are_fatal() -> None:
    assert is_fatal(OutOfOrderSequenceNumber())
    assert is_fatal(ProducerFenced())
    assert not is_fatal(KafkaTimeoutError())
    assert not is_fatal(Oversize())


@given(st.binary(max_size=80), st.integers(min_value=1, max_value=60))
def test_a_key_goes_where_every_kafka_client_sends_it(key: bytes, partitions: int) -> None:
    every = list(range(partitions))
    assert partitioner(key, every, every) == DefaultPartitioner()(key, every, every)


def test_a_record_without_a_key_goes_to_a_partition_that_can_take_it() -> None:
    assert partitioner(None, [0, 1, 2], [1, 2]) == 1
    assert partitioner(None, [0, 1, 2], []) == 0


async def test_a_command_is_handed_over_when_the_facts_before_it_are_confirmed(
    broker: FakeBroker, publisher: Publisher
) -> None:
    fact, command = Outgoing("appeals.lifecycle.v1", "a1", b"1", {}), Outgoing("appeals.submitted.v1", "a1", b"2", {})
    task = asyncio.create_task(publisher.send([fact, command, command]))
    assert not await is_settled(task)
    assert [value for _, _, value in broker.taken] == [b"1"]
    broker.confirmations[0].set_result(None)
    assert not await is_settled(task)
    assert [value for _, _, value in broker.taken] == [b"1", b"2", b"2"]
    for confirmation in broker.confirmations[1:]:
        confirmation.set_result(None)
    await task


async def test_a_dead_letter_that_is_refused_leaves_nothing_else_of_its_batch_in_the_log(
    broker: FakeBroker, publisher: Publisher
) -> None:
    """The batch comes again every second: what was published before the letter would be there as often."""
    letter = Outgoing("dlt.router.v1", "a1", b"letter", {})
    task = asyncio.create_task(publisher.send([record(1), record(2), letter]))
    assert not await is_settled(task)
    assert [value for _, _, value in broker.taken] == [b"letter"]
    broker.confirmations[0].set_exception(TopicAuthorizationFailedError())
    with pytest.raises(TopicAuthorizationFailedError):
        await task
    assert len(broker.taken) == 1


async def test_what_goes_beside_a_dead_letter_follows_it_in_its_own_order(
    broker: FakeBroker, publisher: Publisher
) -> None:
    task = asyncio.create_task(publisher.send([record(1), Outgoing("dlt.router.v1", "a1", b"letter", {}), record(2)]))
    assert not await is_settled(task)
    broker.confirmations[0].set_result(None)
    assert not await is_settled(task)
    assert [value for _, _, value in broker.taken] == [b"letter", b"1", b"2"]
    for confirmation in broker.confirmations[1:]:
        confirmation.set_result(None)
    await task
