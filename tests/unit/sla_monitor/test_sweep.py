"""Sweeps publish first and write after; documents decide."""

from datetime import timedelta

import pytest

from services.sla_monitor.rules import advance, expire
from services.sla_monitor.store import Sent, Sheet
from services.sla_monitor.sweep import CHUNK, Sweep
from shared.contracts.envelope import Outgoing, Place
from shared.contracts.vocabulary import ClockName, RungName
from tests.support.sla_store import Confirmed, InMemoryCases, Outbox
from tests.unit.sla_monitor.builders import (
    APPEAL,
    DUE_SOON,
    HEARING_DUE,
    MORNING,
    OVERDUE,
    SECOND,
    answered,
    appeal,
    case_after,
    clock,
    registered,
    rung_of,
    types,
)

HEARING_ID = rung_of(1, RungName.HEARING_NOTICE_DUE, ClockName.HEARING)
DUE_SOON_ID = rung_of(1, RungName.DUE_IN_ONE_WORKING_DAY)


def store(count: int = 1) -> InMemoryCases:
    """That many appeals nobody answers; the first is APPEAL."""
    cases = InMemoryCases()
    for number in range(count):
        cases.put(Sheet(case_after(registered(APPEAL if number == 0 else appeal(number)))))
    return cases


async def test_a_sweep_raises_what_is_due_and_a_second_one_nothing() -> None:
    cases, outbox = store(), Outbox()
    sweep = Sweep(cases, Confirmed(), outbox.send)
    assert await sweep.run(DUE_SOON) == 2
    assert await sweep.run(DUE_SOON) == 0
    assert outbox.ids == [HEARING_ID, DUE_SOON_ID]


async def test_a_sweep_touches_only_due_clocks() -> None:
    cases, outbox = store(CHUNK + 2), Outbox()
    for number in range(1, CHUNK + 2):
        case, _ = advance(cases.sheets[appeal(number)].case, answered(2, MORNING + SECOND, appeal(number)))
        assert case is not None
        await cases.save([Sheet(case, version=1)])
    assert await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE) == 1
    assert cases.asked == [APPEAL]


async def test_a_sweep_loads_each_due_case_once_and_no_case_whose_term_still_runs() -> None:
    cases, outbox = InMemoryCases(), Outbox()
    for number in range(2000):
        ladder = {RungName.OVERDUE: OVERDUE + timedelta(days=number % 100)}
        waiting = clock(ladder, ClockName.CONSIDERATION)
        case = case_after(registered(appeal(number), starts=(waiting,), stops=(ClockName.HEARING,)))
        cases.put(Sheet(case))
    sweep = Sweep(cases, Confirmed(), outbox.send)
    assert await sweep.run(OVERDUE - SECOND) == 0
    assert cases.asked == []
    assert await sweep.run(OVERDUE) == 20
    assert sorted(cases.asked) == sorted(appeal(number) for number in range(0, 2000, 100))
    await sweep.run(OVERDUE + SECOND)
    assert len(cases.asked) == 20


async def test_many_due_clocks_go_out_in_chunks() -> None:
    cases, outbox = store(2 * CHUNK + 1), Outbox()
    assert await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE) == 2 * CHUNK + 1
    assert len(set(outbox.ids)) == 2 * CHUNK + 1


async def test_a_crash_between_publishing_and_writing_repeats_the_same_records() -> None:
    cases, outbox = store(), Outbox()

    def crash() -> None:
        raise ConnectionError

    cases.before_save = crash
    with pytest.raises(ConnectionError):
        await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE)
    cases.before_save = lambda: None
    await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE)
    assert outbox.ids == [HEARING_ID, HEARING_ID]
    assert outbox.records[0] == outbox.records[1]


async def test_a_failed_publication_writes_nothing() -> None:
    cases, outbox = store(), Outbox()
    outbox.failure = TimeoutError()
    before = dict(cases.sheets)
    with pytest.raises(TimeoutError):
        await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE)
    assert cases.sheets == before


async def test_an_unconfirmed_tail_goes_first_and_is_done_with() -> None:
    cases, outbox = InMemoryCases(), Outbox()
    record = Outgoing("natije.escalations.kz-75.v1", APPEAL, b"{}", {"ce_id": "t"})
    tail = Sent(Place("appeals.lifecycle.v1", 3, 8), record)
    cases.put(Sheet(case_after(registered()), tail=(tail,)))
    await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE)
    assert outbox.ids == ["t", HEARING_ID]
    assert cases.sheets[APPEAL].tail == ()


async def test_a_case_answered_meanwhile_takes_the_escalation_back() -> None:
    """An answer of before the rung, written between our load and our save."""
    cases, outbox = store(), Outbox()
    answer = [answered(2, MORNING + SECOND)]

    def overtake() -> None:
        if answer:
            case, _ = advance(cases.sheets[APPEAL].case, answer.pop())
            assert case is not None
            cases.put(Sheet(case, cases.sheets[APPEAL].version))

    cases.before_save = overtake
    await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE)
    assert [kind for _, kind in types(outbox.records)] == ["escalation.raised", "escalation.withdrawn"]


async def test_a_case_that_another_sweep_raised_meanwhile_is_left_alone() -> None:
    cases, outbox = store(), Outbox()
    swept = [Sheet(expire(case_after(registered()), HEARING_DUE)[0], 1)]
    cases.before_save = lambda: cases.put(swept.pop()) if swept else None
    await Sweep(cases, Confirmed(), outbox.send).run(HEARING_DUE)
    assert outbox.ids == [HEARING_ID]
    assert await Sweep(cases, Confirmed(), outbox.send).run(OVERDUE) == 2
