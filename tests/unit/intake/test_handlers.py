"""Use cases and the projection, on in-memory stores."""

from typing import Any

import pytest

from services.intake.handlers import Call, Denied, TimelineHandlers
from services.intake.number_blocks import NumberBlocks
from services.intake.store import Filed, LostVersion, StoreUnavailable
from services.intake.timeline import Timeline, standing
from shared.mongo.outbox import Pending
from tests.support.intake_builders import NUMBER, SECRETS, Bench, answered, assigned, delivered, form, reply
from tests.support.intake_store import InMemoryNumbers, InMemoryTimelines


async def registered(bench: Bench, **call: Any) -> Filed:
    """A registered appeal."""
    filed = await bench.handlers.register(form(), Call(**call))
    assert isinstance(filed, Filed)
    return filed


async def test_a_registered_appeal_is_kept_before_the_relay_gets_it() -> None:
    bench = Bench()
    filed = await registered(bench)
    assert (filed.number, list(bench.appeals.kept)) == (NUMBER, [filed.appeal_id])
    assert bench.relayed == [Pending(filed.appeal_id, filed.records)]


async def test_nothing_is_relayed_when_the_store_is_down() -> None:
    bench = Bench()
    bench.appeals.down = True
    with pytest.raises(StoreUnavailable):
        await bench.handlers.register(form(), Call())
    assert bench.relayed == []


async def test_the_same_key_and_content_give_the_first_appeal() -> None:
    bench = Bench()
    first, second = await registered(bench, key="k1"), await registered(bench, key="k1")
    assert second == first
    assert bench.relayed == [Pending(first.appeal_id, first.records)] * 2  # the relay skips what it knows


async def test_the_same_key_with_another_content_is_denied() -> None:
    bench = Bench()
    await registered(bench, key="k1")
    assert await bench.handlers.register(form(text="другое"), Call(key="k1")) is Denied.KEY_REUSED


async def test_without_a_key_every_request_is_an_appeal() -> None:
    bench = Bench()
    assert (await registered(bench)).number != (await registered(bench)).number


async def test_the_caller_s_trace_goes_into_both_records() -> None:
    filed = await registered(Bench(), correlation_id="c1", traceparent="00-aa-bb-01")
    assert [(r.headers["ce_correlationid"], r.headers["traceparent"]) for r in filed.records] == [
        ("c1", "00-aa-bb-01")
    ] * 2


async def test_the_status_is_known_right_after_registration() -> None:
    bench = Bench()
    filed = await registered(bench)
    found = await bench.handlers.look_up(filed.number, SECRETS.of(filed.appeal_id))
    assert not isinstance(found, Denied)
    assert (found[1].last, standing(found[1]).status) == (1, "registered")


async def test_a_status_needs_the_number_and_its_secret() -> None:
    bench = Bench()
    filed = await registered(bench)
    other = await registered(bench)
    assert await bench.handlers.look_up("ЖТ-2026-99999999", SECRETS.of(filed.appeal_id)) is Denied.UNKNOWN_NUMBER
    assert await bench.handlers.look_up(filed.number, SECRETS.of(other.appeal_id)) is Denied.WRONG_SECRET


async def test_two_withdrawals_are_one_command() -> None:
    bench = Bench()
    filed = await registered(bench)
    for _ in range(2):
        assert await bench.handlers.withdraw(filed.number, SECRETS.of(filed.appeal_id), "решено", Call()) is None
    sent = [[record.headers["ce_type"] for record in pending.records] for pending in bench.relayed]
    assert sent == [["appeal.registered", "appeal.submit"], ["appeal.registered", "appeal.submit", "appeal.withdraw"]]


async def test_a_closed_appeal_cannot_be_withdrawn() -> None:
    bench = Bench()
    filed = await registered(bench)
    facts = [event(n, filed.appeal_id, filed.number) for n, event in ((2, assigned), (3, answered))]
    bench.timelines.kept = {filed.appeal_id: Timeline(appeal_id=filed.appeal_id, number=filed.number, last=1)}
    await TimelineHandlers(bench.timelines).on_facts([delivered(fact) for fact in facts])
    denied = await bench.handlers.withdraw(filed.number, SECRETS.of(filed.appeal_id), None, Call())
    assert denied is Denied.ALREADY_CLOSED


@pytest.mark.parametrize("generation", ["/1", "/1/2", "/999/1/2/3"])
async def test_a_child_of_any_generation_opens_with_the_first_one_s_secret(generation: str) -> None:
    bench = Bench()
    parent = await registered(bench)
    child = assigned(1, appeal_id="01a20cc3-3cc0-748a-aa74-8d3c46b9e8ff", number=f"{parent.number}{generation}")
    await TimelineHandlers(bench.timelines).on_facts([delivered(child)])
    found = await bench.handlers.look_up(child.number, SECRETS.of(parent.appeal_id))
    assert not isinstance(found, Denied)
    assert found[1].appeal_id == child.appeal_id


async def test_a_redelivered_batch_leaves_the_timeline_as_it_is() -> None:
    timelines = InMemoryTimelines()
    batch = [delivered(assigned(2)), delivered(answered(3)), delivered(reply(3), "appeals.notices.v1")]
    await TimelineHandlers(timelines).on_facts(batch)
    once = dict(timelines.kept)
    await TimelineHandlers(timelines).on_facts(batch)
    assert timelines.kept == once


class Contended(InMemoryTimelines):
    """Another writer is first, `times` times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def save(self, timelines: Any) -> None:
        """Fold the other topic's record first."""
        if self.times > 0:
            self.times -= 1
            raise LostVersion("another writer")
        await super().save(timelines)


async def test_a_lost_version_is_folded_again() -> None:
    timelines = Contended(times=2)
    await TimelineHandlers(timelines).on_facts([delivered(assigned(2))])
    assert [timeline.last for timeline in timelines.kept.values()] == [2]


async def test_a_version_lost_three_times_fails_the_batch() -> None:
    with pytest.raises(LostVersion):
        await TimelineHandlers(Contended(times=3)).on_facts([delivered(assigned(2))])


async def test_two_processes_never_give_the_same_number() -> None:
    counters = InMemoryNumbers()
    first, second = NumberBlocks(counters, size=2), NumberBlocks(counters, size=2)
    given = [await blocks.next("ЖТ-2026") for _ in range(3) for blocks in (first, second)]
    assert sorted(given) == [1, 2, 3, 4, 5, 7]


async def test_each_series_counts_for_itself() -> None:
    blocks = NumberBlocks(InMemoryNumbers(), size=10)
    assert [await blocks.next("ЖТ-2026"), await blocks.next("ЗТ-2026"), await blocks.next("ЖТ-2027")] == [1, 1, 1]
