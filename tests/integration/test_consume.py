"""The one way in on a real broker: nothing lost, nothing out of order, every bad record one dead letter."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition

from deploy.local import Stack
from shared.contracts.dead_letters import MAX_VALUE, origin
from shared.contracts.envelope import Outgoing, Place, Received, encode
from shared.contracts.submissions import WithdrawAppeal
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, DEAD_LETTERS, LIFECYCLE, NATIJE_APPEALS, SUBMITTED
from shared.kafka.consume import Delivery, Subscription
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.progress import lag_by_topic
from tests.support.installation import Installation, caught_up, eventually, install, read_all
from tests.support.members import RECEIPTS, Ledger, Wire, member, write
from tests.support.records import NOON, ROADS, appeal_id, command, fact, wire

Condition = Callable[[], Awaitable[bool]]

QUICK = Delivery(max_records=100, pause=0.05)
APPEALS, STEPS = 40, 10


@pytest.fixture
async def installation(stack: Stack) -> Installation:
    """Topics of this test alone."""
    return await install(stack, agencies=["akimat-75"], centres=["kz-75"])


def withdrawal(appeal: int, step: int) -> Outgoing:
    """The `step`-th command about an appeal, on a topic of twelve partitions."""
    event = WithdrawAppeal(
        event_id=f"{appeal}-{step}", appeal_id=appeal_id(appeal), occurred_at=NOON, correlation_id=f"request-{appeal}"
    )
    return encode(event, SUBMITTED.name, "intake")


def good(record: Outgoing) -> Wire:
    """A record as it should be."""
    return record.topic, record.key.encode(), record.value, [*wire(record).items()]


def bad(number: int) -> Wire:
    """The `number`-th bad record: five kinds in turn, each about another appeal."""
    topic, key, _, headers = good(withdrawal(number, 99))
    spoilt: list[Wire] = [
        (topic, key, f"{{broken {number}".encode(), headers),
        (topic, key, None, headers),
        (topic, key, f'{{"n": {number}}}'.encode(), [*headers, ("x-trace", None)]),
        (topic, key, f'{{"n": {number}}}'.encode(), [*headers, ("x-name", b"\xff\xfe")]),
        (topic, b"another", f'{{"n": {number}}}'.encode(), headers),
    ]
    return spoilt[number % len(spoilt)]


def mixed() -> list[Wire]:
    """Good commands of many appeals, step by step, with a bad record after every eighth."""
    records: list[Wire] = []
    for step in range(STEPS):
        for appeal in range(APPEALS):
            records.append(good(withdrawal(appeal, step)))
            if len(records) % 9 == 8:
                records.append(bad(len(records) // 9))
    return records


def is_bad(record: Wire) -> bool:
    """Whether it was made by `bad`."""
    return record[2] is None or record[2] != withdrawal(0, 0).value or record[1] == b"another"


def first_by_appeal(ids: Iterable[str]) -> dict[str, list[int]]:
    """The steps of each appeal in the order in which they first came."""
    order: dict[str, list[int]] = {}
    for event_id in dict.fromkeys(ids):
        appeal, step = event_id.removeprefix("receipt:").split("-")
        order.setdefault(appeal, []).append(int(step))
    return order


IN_ORDER = {str(appeal): list(range(STEPS)) for appeal in range(APPEALS)}


async def committed(installation: Installation) -> Ends:
    """What the group has committed."""
    async with Offsets(installation.kafka) as offsets:
        return await offsets.committed(installation.kafka.group("router"))


def text_of(record: Any, name: str) -> str:
    """One header of a record."""
    return str(dict(record.headers)[name], "utf-8")


def id_of(record: Wire) -> str:
    """The id that a record carries."""
    return (dict(record[3])["ce_id"] or b"").decode()


async def test_good_records_are_handled_in_order_and_bad_ones_become_dead_letters(installation: Installation) -> None:
    records = mixed()
    places = await write(installation, records)
    ledger = Ledger()
    ledger.failures = [RuntimeError(), RuntimeError(), RuntimeError()]
    async with member(installation, [SUBMITTED], ledger, QUICK) as subscription:
        await caught_up(installation, "router", [SUBMITTED], seconds=60)
        assert lag_by_topic(subscription, installation.kafka.space) == {SUBMITTED.name: 0}
    well = [(place, record) for place, record in zip(places, records, strict=True) if not is_bad(record)]
    assert (len(well), len(records) - len(well), ledger.failures) == (APPEALS * STEPS, 50, [])
    assert ledger.effects == {place: id_of(record) for place, record in well}
    assert first_by_appeal(received.event.event_id for received in ledger.deliveries) == IN_ORDER
    receipts = await read_all(installation, [NATIJE_APPEALS])
    assert first_by_appeal(text_of(record, "ce_id") for record in receipts) == IN_ORDER
    await _each_bad_record_has_one_letter(installation, dict(zip(places, records, strict=True)))


async def _each_bad_record_has_one_letter(installation: Installation, written: dict[Place, Wire]) -> None:
    letters = await read_all(installation, [DEAD_LETTERS])
    origins = [origin({name: value.decode() for name, value in letter.headers}) for letter in letters]
    assert Counter(origins) == Counter(place for place, record in written.items() if is_bad(record))
    for place, letter in zip(origins, letters, strict=True):
        assert letter.value == (written[place][2] or b"")
        assert letter.key == written[place][1]
        assert text_of(letter, "dlt-reason")
        assert text_of(letter, "ce_type") == "appeal.withdraw"


async def test_nothing_is_committed_while_a_batch_is_in_hand_or_its_answers_cannot_be_published(
    installation: Installation,
) -> None:
    await write(installation, [good(command(1, step)) for step in range(5)])
    handling, may_answer = asyncio.Event(), asyncio.Event()
    tries: list[int] = []

    class Slow(Ledger):
        async def handle(self, batch: Sequence[Received[Any]]) -> list[Outgoing]:
            tries.append(len(batch))
            handling.set()
            await may_answer.wait()
            answers = await super().handle(batch)
            return answers if len(tries) > 2 else [*answers, Outgoing(RECEIPTS, "a1", b"x" * 2_000_000, {})]

    async with member(installation, [AGENCY_ACTIONS_TOPIC], Slow(), QUICK) as subscription:
        await handling.wait()
        assert await committed(installation) == {}
        assert lag_by_topic(subscription, installation.kafka.space) == {AGENCY_ACTIONS_TOPIC.name: 5}
        may_answer.set()
        await eventually(_said(subscription, "Oversize"), "the batch failed")
        assert await committed(installation) == {}
        assert await read_all(installation, [NATIJE_APPEALS]) == []
        await caught_up(installation, "router", [AGENCY_ACTIONS_TOPIC])
    assert tries == [5, 5, 5]
    assert len(await read_all(installation, [NATIJE_APPEALS])) == 5


def _said(subscription: Subscription, failure: str) -> Condition:
    async def said() -> bool:
        return subscription.failure == failure

    return said


async def test_a_member_that_joins_and_leaves_loses_nothing_and_breaks_no_order(installation: Installation) -> None:
    first, second = Ledger(), Ledger()
    delivery = Delivery(max_records=10, pause=0.05)
    records = [good(withdrawal(appeal, step)) for step in range(STEPS) for appeal in range(APPEALS)]
    half = len(records) // 2
    async with member(installation, [SUBMITTED], first, delivery):
        await write(installation, records[: half // 2])
        async with member(installation, [SUBMITTED], second, delivery) as joined:
            await eventually(_has_partitions(joined), "the second member has partitions")
            await write(installation, records[half // 2 : half])
            await caught_up(installation, "router", [SUBMITTED])
            assert second.effects, "it took part"
            await write(installation, records[half:])
        await caught_up(installation, "router", [SUBMITTED], seconds=60)
    assert sorted((first.effects | second.effects).values()) == sorted(map(id_of, records))
    receipts = await read_all(installation, [NATIJE_APPEALS])
    assert first_by_appeal(text_of(record, "ce_id") for record in receipts) == IN_ORDER


def _has_partitions(subscription: Subscription) -> Condition:
    async def has() -> bool:
        return bool(subscription.subscriber.consumer.assignment())

    return has


async def test_an_unreadable_fact_stops_the_consumer_and_nothing_is_committed_past_it(
    installation: Installation,
) -> None:
    ledger = Ledger()
    (before,) = await write(installation, [good(fact(1, 1))])
    async with member(installation, [LIFECYCLE], ledger, QUICK) as subscription:
        await caught_up(installation, "router", [LIFECYCLE])
        topic, key, _, headers = good(fact(1, 2))
        stuck, after = await write(installation, [(topic, key, b"{broken", headers), good(fact(1, 3))])
        await eventually(_said(subscription, "UnreadableFact"), "the consumer says so")
        await eventually(_tried_again(subscription), "it is given the batch again")
    partition = TopicPartition(installation.kafka.space.full(topic), stuck.partition)
    assert (await committed(installation))[partition] == stuck.offset
    assert [received.place for received in ledger.deliveries] == [before]
    assert (after.partition, after.offset) == (stuck.partition, stuck.offset + 1)
    assert await read_all(installation, [DEAD_LETTERS]) == []


def _tried_again(subscription: Subscription) -> Condition:
    attempted = subscription.attempted_at

    async def again() -> bool:
        return subscription.attempted_at > attempted

    return again


async def test_a_record_that_is_small_only_when_compressed_does_not_stop_the_consumer(
    installation: Installation,
) -> None:
    _, key, _, headers = good(command(1))
    huge = b'{"unit": "' + b"a" * 3_000_000
    await write(installation, [(ROADS, key, huge, headers)], compression="gzip")
    await write(installation, [good(command(1))])
    ledger = Ledger()
    async with member(installation, [AGENCY_ACTIONS_TOPIC], ledger, QUICK):
        await caught_up(installation, "router", [AGENCY_ACTIONS_TOPIC])
    (letter,) = await read_all(installation, [DEAD_LETTERS])
    assert letter.value == huge[:MAX_VALUE]
    assert text_of(letter, "dlt-cut-from") == str(len(huge))
    assert [received.event.event_id for received in ledger.deliveries] == ["accept-1-1"]
