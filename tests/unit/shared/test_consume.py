"""The one way in, on the in-memory broker: what reaches the handler, what is published, what commits."""

import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import ProducerFenced
from faststream.kafka import KafkaBroker, TestKafkaBroker
from faststream.kafka.message import FakeConsumer

from shared.contracts.dead_letters import origin
from shared.contracts.envelope import Outgoing, Place, Received, UnknownFact
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, TopicSpace
from shared.kafka.consume import Delivery, Refuse, Source, Unread, UnreadableFact, no_receipts, subscribe
from shared.kafka.marks import Marks
from tests.support.records import ROADS, accept, accepted, command, fact

SPACE = TopicSpace("unit.")
RECEIPTS = "agency.appeals.akimat-75.v1"


class Desk:
    """A subscription of commands and facts, and all that can be seen of it from outside."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, refuse: Refuse = no_receipts) -> None:
        self.received: list[Received[Any]] = []
        self.answers: list[Outgoing] = []
        self.failures: list[Exception] = []
        self.published: list[tuple[str, bytes, dict[str, str]]] = []
        self.calls: list[Any] = []
        self.on_handle: Callable[[], None] = lambda: None
        self.marks = Marks(SPACE)
        self.broker = KafkaBroker()
        source = Source([AGENCY_ACTIONS_TOPIC, LIFECYCLE], "router", "unit.router", SPACE, refuse=refuse)
        self.subscription = subscribe(self.broker, source, self._handle, self.marks, Delivery(pause=0))
        for topic in ("dlt.router.v1", RECEIPTS):
            self.broker.subscriber(SPACE.full(topic), decoder=self._as_is)(self._note)
        monkeypatch.setattr(FakeConsumer, "commit", self._commit)
        monkeypatch.setattr(FakeConsumer, "seek", self._seek)

    async def publish(self, record: Outgoing, **changes: Any) -> None:
        """One record as its sender writes it, or spoilt."""
        headers = dict(record.headers) | changes.get("headers", {})
        value, key = changes.get("value", record.value), changes.get("key", record.key.encode())
        await self.broker.publish(value, SPACE.full(record.topic), key=key, headers=headers)

    def lose_the_partitions(self) -> None:
        """What a rebalance does that did not wait for the batch in hand."""
        self.subscription.rebalances.count += 1

    async def _handle(self, batch: Sequence[Received[Any]]) -> list[Outgoing]:
        self.calls.append("handle")
        self.on_handle()
        self.received += batch
        if self.failures:
            raise self.failures.pop()
        return self.answers

    async def _note(self, message: Any) -> None:
        self.calls.append("publish")
        record = message.raw_message
        self.published.append((SPACE.bare(record.topic), record.value, dict(message.headers)))

    async def _as_is(self, message: Any) -> Any:
        return message

    async def _commit(self) -> None:
        self.calls.append("commit")

    def _seek(self, partition: TopicPartition, offset: int) -> None:
        self.calls.append(("seek", SPACE.bare(partition.topic), offset))


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A running subscription without receipts."""
    made = Desk(monkeypatch)
    async with TestKafkaBroker(made.broker):
        yield made


async def test_a_readable_command_reaches_the_handler_with_its_place_and_tenant(desk: Desk) -> None:
    await desk.publish(command(1))
    (received,) = desk.received
    assert (received.event, received.tenant) == (accept(1), "akimat-75")
    assert received.place == Place(ROADS, 0, 0)
    assert (received.raw.key, received.raw.value) == (command(1).key.encode(), command(1).value)
    assert received.appended_at.utcoffset() is not None


async def test_answers_are_published_before_the_commit_and_marked_as_confirmed(desk: Desk) -> None:
    desk.answers = [Outgoing(RECEIPTS, "a1", b"first", {}), Outgoing(RECEIPTS, "a1", b"second", {})]
    await desk.publish(command(1))
    assert desk.calls == ["handle", "publish", "publish", "commit"]
    assert [value for _, value, _ in desk.published] == [b"first", b"second"]
    assert desk.marks.is_confirmed(ROADS, 0, 0)
    assert (desk.subscription.records, desk.subscription.dead, desk.subscription.in_hand) == (1, 0, {})


async def test_a_failing_handler_does_not_commit_and_is_given_the_batch_again(desk: Desk) -> None:
    desk.failures = [RuntimeError("the store is away")]
    with pytest.raises(RuntimeError):
        await desk.publish(command(1))
    assert desk.calls == ["handle", ("seek", ROADS, 0)]
    assert not desk.marks.is_confirmed(ROADS, 0, 0)
    assert desk.subscription.failure == "RuntimeError"
    await desk.publish(command(1))
    assert desk.calls[2:] == ["handle", "commit"]
    assert desk.subscription.failure is None


async def test_a_failing_publish_does_not_commit(desk: Desk) -> None:
    desk.answers = [Outgoing("appeals.unheard-of.v1", "a1", b"", {})]
    with pytest.raises(KeyError):
        await desk.publish(command(1))
    assert desk.calls == ["handle", ("seek", ROADS, 0)]


@pytest.mark.parametrize("failures", [[], [RuntimeError()]], ids=["success", "failure"])
async def test_a_batch_that_outlived_its_partitions_neither_commits_nor_seeks(
    desk: Desk, failures: list[Exception]
) -> None:
    desk.failures = failures
    desk.on_handle = desk.lose_the_partitions
    with pytest.raises(RuntimeError) if failures else contextlib.nullcontext():
        await desk.publish(command(1))
    assert desk.calls == ["handle"]


BAD: dict[str, dict[str, Any]] = {
    "broken JSON": {"value": b"{broken"},
    "no value": {"value": b""},
    "a wrong key": {"key": b"another"},
    "no key": {"key": None},
    "an unknown type": {"headers": {"ce_type": "action.promote"}},
    "a wrong version": {"headers": {"ce_specversion": "0.3"}},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD)
async def test_a_bad_command_becomes_one_dead_letter_with_bytes_and_origin(desk: Desk, changes: dict[str, Any]) -> None:
    await desk.publish(command(1), **changes)
    ((topic, value, headers),) = desk.published
    assert (topic, value) == ("dlt.router.v1", changes.get("value", command(1).value))
    assert origin(headers) == Place(ROADS, 0, 0)
    assert headers["ce_id"] == "accept-1-1"
    assert (desk.calls, desk.subscription.dead) == (["publish", "commit"], 1)


async def test_good_commands_around_a_bad_one_reach_the_handler_in_order(desk: Desk) -> None:
    await desk.publish(command(1, step=1))
    await desk.publish(command(1, step=2), value=b"{broken")
    await desk.publish(command(1, step=3))
    assert [received.event for received in desk.received] == [accept(1, 1), accept(1, 3)]
    assert len(desk.published) == 1


async def test_a_sender_gets_a_receipt_for_what_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(unread: Unread) -> list[Outgoing]:
        return [Outgoing(RECEIPTS, "a1", f"{unread.tenant}: {unread.reason}".encode(), {})]

    desk = Desk(monkeypatch, refuse)
    async with TestKafkaBroker(desk.broker):
        await desk.publish(command(1), key=b"another")
    letter, receipt = desk.published
    assert receipt[:2] == (RECEIPTS, b"akimat-75: the record's key must be its ce_subject")
    assert (letter[0], desk.calls) == ("dlt.router.v1", ["publish", "publish", "commit"])


async def test_an_unreadable_fact_stops_the_consumer_and_leaves_no_dead_letter(desk: Desk) -> None:
    for _ in range(2):
        with pytest.raises(UnreadableFact, match=r"appeals\.lifecycle\.v1/0/0: the value is not JSON"):
            await desk.publish(fact(1), value=b"{broken")
    assert desk.calls == [("seek", LIFECYCLE.name, 0)] * 2
    assert desk.subscription.failure == "UnreadableFact"


async def test_a_fact_of_a_later_type_reaches_the_handler_as_a_step_without_effect(desk: Desk) -> None:
    await desk.publish(fact(1, 1))
    await desk.publish(fact(1, 2), headers={"ce_type": "appeal.translated"})
    known, unknown = (received.event for received in desk.received)
    assert known == accepted(1, 1)
    assert isinstance(unknown, UnknownFact)
    assert unknown.sequence == 2


async def test_a_fenced_producer_ends_the_process(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    signals: list[int] = []
    monkeypatch.setattr("shared.kafka.consume.os.kill", lambda _pid, number: signals.append(number))
    desk.failures = [ProducerFenced()]
    with pytest.raises(ProducerFenced):
        await desk.publish(command(1))
    assert (signals, desk.subscription.fenced) == ([signal.SIGTERM], True)
