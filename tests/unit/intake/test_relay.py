"""The relay: at least once, in order within a document, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from services.intake.rules import Trace, withdrawal
from shared.contracts.envelope import Outgoing
from shared.mongo.outbox import Pending, Relay, RelayPolicy
from tests.support.installation import eventually
from tests.support.intake_builders import NOON, filed
from tests.support.intake_store import InMemoryAppeals


class Broken(Exception):
    """The broker is away."""


class Fenced(Exception):
    """The producer can never publish again."""


class Log:
    """Takes records; fails as told. `gate` holds the next publish back while it is clear."""

    def __init__(self, failures: int = 0, poison: str = "") -> None:
        self.failures, self.poison = failures, poison
        self.calls: list[list[tuple[str, str]]] = []
        self.gate, self.entered = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Confirm all or raise."""
        self.entered.set()
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise Broken
        if any(record.key == self.poison for record in records):
            raise Broken
        self.calls.append([(record.key, record.headers["ce_type"]) for record in records])

    def of(self, key: str) -> list[str]:
        """Types that one appeal published, in order."""
        return [kind for call in self.calls for owner, kind in call if owner == key]


def relay_to(log: Log, outbox: InMemoryAppeals, capacity: int = 100) -> Relay:
    """A relay that does not dawdle."""
    fast = RelayPolicy(lambda error: isinstance(error, Fenced), pause=0.0, scan=0.01, linger=0.0, capacity=capacity)
    return Relay(outbox, log.publish, fast)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[asyncio.Task[None]]:
    """The relay at work."""
    task = asyncio.create_task(relay.run())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def stored(outbox: InMemoryAppeals, count: int) -> list[Pending]:
    """Appeals that are durable and not published."""
    appeals = [filed(number=f"ЖТ-2026-{n:08}") for n in range(1, count + 1)]
    await outbox.add_many(appeals)
    return [Pending(one.appeal_id, one.records) for one in appeals]


async def settled(outbox: InMemoryAppeals, relay: Relay) -> None:
    """Wait until nothing is left anywhere."""

    async def empty() -> bool:
        return not any(one.records for one in outbox.kept.values())

    await eventually(empty, "the outbox is empty", seconds=5)
    await relay.drained()


async def test_all_first_records_are_confirmed_before_any_second() -> None:
    log, outbox = Log(), InMemoryAppeals()
    relay = relay_to(log, outbox)
    for pending in await stored(outbox, 3):
        relay.add(pending)
    async with running(relay):
        await settled(outbox, relay)
    assert [{kind for _, kind in call} for call in log.calls] == [{"appeal.registered"}, {"appeal.submit"}]
    assert relay.pending == 0


async def test_what_another_process_left_is_found_at_the_start() -> None:
    log, outbox = Log(), InMemoryAppeals()
    (left,) = await stored(outbox, 1)
    relay = relay_to(log, outbox)
    async with running(relay):
        await settled(outbox, relay)
    assert log.of(left.owner) == ["appeal.registered", "appeal.submit"]


@pytest.mark.parametrize("failures", [1, 2, 5])
async def test_a_failure_is_tried_again_and_the_order_stays(failures: int) -> None:
    log, outbox = Log(failures=failures), InMemoryAppeals()
    relay = relay_to(log, outbox)
    appeals = await stored(outbox, 4)
    for pending in appeals:
        relay.add(pending)
    async with running(relay):
        await settled(outbox, relay)
    assert [log.of(pending.owner) for pending in appeals] == [["appeal.registered", "appeal.submit"]] * 4


async def test_a_record_that_never_goes_out_holds_up_only_its_own_appeal() -> None:
    outbox = InMemoryAppeals()
    bad, *good = await stored(outbox, 5)
    log = Log(poison=bad.owner)
    relay = relay_to(log, outbox)
    for pending in (bad, *good):
        relay.add(pending)

    async def others_are_out() -> bool:
        return not any(outbox.kept[pending.owner].records for pending in good)

    async with running(relay):
        await eventually(others_are_out, "the other appeals are published", seconds=5)
    assert (log.of(bad.owner), relay.pending) == ([], 2)


async def test_a_withdrawal_during_publishing_goes_after_and_is_not_lost() -> None:
    log, outbox = Log(), InMemoryAppeals()
    (pending,) = await stored(outbox, 1)
    relay = relay_to(log, outbox)
    log.gate.clear()
    relay.add(pending)
    async with running(relay):
        await log.entered.wait()
        record = withdrawal(pending.owner, NOON, None, Trace(pending.owner))
        relay.add(Pending(pending.owner, await outbox.withdraw(pending.owner, "ЖТ-2026-00000001", record)))
        log.gate.set()
        await settled(outbox, relay)
    assert log.of(pending.owner) == ["appeal.registered", "appeal.submit", "appeal.withdraw"]


async def test_a_fatal_error_ends_the_relay() -> None:
    outbox = InMemoryAppeals()

    async def fenced(records: Sequence[Outgoing]) -> None:
        raise Fenced

    relay = Relay(outbox, fenced, RelayPolicy(lambda error: isinstance(error, Fenced), pause=0.0))
    relay.add((await stored(outbox, 1))[0])
    with pytest.raises(Fenced):
        await relay.run()


async def test_what_does_not_fit_into_memory_is_published_from_the_store() -> None:
    log, outbox = Log(), InMemoryAppeals()
    relay = relay_to(log, outbox, capacity=2)
    appeals = await stored(outbox, 9)
    for pending in appeals:
        relay.add(pending)
    assert relay.pending == 4
    async with running(relay):
        await settled(outbox, relay)
    assert {len(log.of(pending.owner)) for pending in appeals} == {2}


async def test_a_document_added_twice_is_published_once() -> None:
    log, outbox = Log(), InMemoryAppeals()
    relay = relay_to(log, outbox)
    (pending,) = await stored(outbox, 1)
    relay.add(pending)
    relay.add(pending)
    async with running(relay):
        await settled(outbox, relay)
    assert len(log.of(pending.owner)) == 2
