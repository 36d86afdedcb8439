"""Clocks run, stop, move and expire as the facts say."""

from datetime import timedelta

import pytest

from services.sla_monitor.rules import Case, Handling, advance, expire, is_kept, missed
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import EscalationRaised
from shared.contracts.vocabulary import ClockName, RungName
from tests.unit.sla_monitor.builders import (
    APPEAL,
    DEADLINES,
    DUE_SOON,
    HEARING_DUE,
    MORNING,
    OVERDUE,
    OVERDUE_3,
    OVERDUE_10,
    SECOND,
    answered,
    assigned,
    case_after,
    deadlines,
    dims,
    fact,
    hearing_noticed,
    ping_pong,
    prolonged,
    registered,
    rung_of,
    said,
    triaged,
    unknown,
)

LATER = MORNING + timedelta(hours=2)
LADDER = [
    ("raised", "hearing_notice_due", "kz-75"),
    ("raised", "due_in_1_working_day", "kz-75"),
    ("raised", "overdue", "kz-75"),
    ("raised", "overdue_3_working_days", "kz-75"),
    ("raised", "overdue_10_working_days", "republic"),
]


def test_silence_climbs_the_whole_ladder_and_ends_at_the_republic() -> None:
    _, emitted = expire(case_after(registered(), assigned(2, LATER)), OVERDUE_10)
    assert said(emitted) == LADDER
    assert [e.occurred_at for e in emitted] == [HEARING_DUE, DUE_SOON, OVERDUE, OVERDUE_3, OVERDUE_10]


def test_an_escalation_names_its_rung_its_cause_and_the_derivation_of_the_missed_date() -> None:
    case = case_after(registered(), assigned(2, LATER))
    raised = expire(case, OVERDUE)[1][-1]
    identity = rung_of(1, RungName.OVERDUE)
    assert raised == EscalationRaised(
        event_id=identity,
        escalation_id=identity,
        appeal_id=APPEAL,
        occurred_at=OVERDUE,
        correlation_id=f"of-{APPEAL}",
        causation_id=registered().event_id,
        number=registered().number,
        centre="kz-75",
        rung=RungName.OVERDUE,
        dims=dims(),
        clock=ClockName.CONSIDERATION,
        clock_sequence=1,
        due_on=DEADLINES.answer_by,
        derivation=DEADLINES.clocks[0].derivation,
    )


def test_a_rung_is_due_from_its_instant_on_and_not_before() -> None:
    case = case_after(registered())
    assert said(expire(case, HEARING_DUE - timedelta(microseconds=1))[1]) == []
    assert said(expire(case, HEARING_DUE)[1]) == LADDER[:1]


def test_a_second_sweep_to_the_same_watermark_says_nothing() -> None:
    swept, _ = expire(case_after(registered()), OVERDUE)
    assert expire(swept, OVERDUE) == (swept, ())


def test_an_event_first_raises_what_was_due_before_it() -> None:
    case, emitted = advance(case_after(registered()), answered(2, DUE_SOON + SECOND))
    assert said(emitted)[:2] == LADDER[:2]
    assert case is not None
    assert case.clocks == ()


def test_an_answer_in_the_instant_of_overdue_is_late() -> None:
    _, late = advance(case_after(registered()), answered(2, OVERDUE))
    _, in_time = advance(case_after(registered()), answered(2, OVERDUE - SECOND))
    assert ("raised", "overdue", "kz-75") in said(late)
    assert ("raised", "overdue", "kz-75") not in said(in_time)


def test_an_answer_that_arrives_after_the_sweep_but_was_in_time_withdraws_the_escalation() -> None:
    swept, _ = expire(case_after(registered(), hearing_noticed(2, LATER)), OVERDUE)
    case, emitted = advance(swept, answered(3, DUE_SOON - SECOND))
    assert said(emitted) == [("withdrawn", "due_in_1_working_day", "kz-75"), ("withdrawn", "overdue", "kz-75")]
    assert case is not None
    assert case.standing == ()
    assert {e.occurred_at for e in emitted} == {DUE_SOON - SECOND}
    assert {e.causation_id for e in emitted} == {answered(3, DUE_SOON).event_id}


def test_the_end_of_the_case_resolves_what_stands() -> None:
    swept, _ = expire(case_after(registered()), OVERDUE)
    case, emitted = advance(swept, answered(2, OVERDUE + SECOND))
    assert said(emitted) == [("resolved", rung, centre) for _, rung, centre in LADDER[:3]]
    assert case is not None
    assert {s.handling for s in case.standing} == {Handling.RESOLVED}


def test_a_prolongation_moves_the_clock_and_gives_its_rungs_new_ids() -> None:
    later = deadlines({RungName.OVERDUE: OVERDUE_10})
    case = case_after(registered(), prolonged(2, LATER, later))
    assert said(expire(case, OVERDUE_3)[1]) == []
    assert [e.event_id for e in expire(case, OVERDUE_10)[1]] == [rung_of(2, RungName.OVERDUE)]


def test_a_prolongation_that_arrives_after_the_sweep_withdraws_and_keeps_what_was_true() -> None:
    swept, _ = expire(case_after(registered()), OVERDUE)
    case, emitted = advance(swept, prolonged(2, HEARING_DUE + SECOND, deadlines({RungName.OVERDUE: OVERDUE_10})))
    assert said(emitted) == [("withdrawn", "due_in_1_working_day", "kz-75"), ("withdrawn", "overdue", "kz-75")]
    assert case is not None
    assert [s.raised.rung for s in case.standing] == [RungName.HEARING_NOTICE_DUE]


def test_a_hearing_that_was_noticed_is_not_owed_again_after_a_prolongation() -> None:
    case = case_after(registered(), hearing_noticed(2, LATER), prolonged(3, LATER, DEADLINES))
    assert [c.clock.name for c in case.clocks] == [ClockName.CONSIDERATION]


def test_a_new_holder_owes_the_hearing_anew() -> None:
    case = case_after(registered(), hearing_noticed(2, LATER), assigned(3, LATER, deadlines=DEADLINES, hop=1))
    assert [c.clock.name for c in case.clocks] == [ClockName.CONSIDERATION, ClockName.HEARING]
    assert {c.sequence for c in case.clocks} == {3}


def test_an_assignment_without_dates_leaves_the_clocks() -> None:
    case = case_after(registered(), assigned(2, LATER))
    assert {c.sequence for c in case.clocks} == {1}


@pytest.mark.parametrize(("region", "centre"), [("KZ-75", "kz-75"), ("KZ-10", "kz-10"), (None, "republic")])
def test_before_assignment_the_centre_is_that_of_the_region(region: str | None, centre: str) -> None:
    case = case_after(registered(dims=dims(region)))
    assert {e.centre for e in expire(case, DUE_SOON)[1]} == {centre}


def test_after_assignment_the_centre_is_the_one_that_the_router_named() -> None:
    case = case_after(registered(), assigned(2, LATER, agency="moh", centre="moh"))
    assert {e.centre for e in expire(case, DUE_SOON)[1]} == {"moh"}


def test_a_triage_case_is_due_at_once_and_assignment_ends_its_clock() -> None:
    case = case_after(registered(), triaged(2, LATER))
    assert said(expire(case, LATER)[1]) == [("raised", "untriaged", "kz-75")]
    calm = case_after(registered(), triaged(2, LATER), assigned(3, LATER + SECOND))
    assert ClockName.TRIAGE not in {c.clock.name for c in calm.clocks}
    assert [s.raised.rung for s in calm.standing] == [RungName.UNTRIAGED]


def test_ping_pong_goes_to_the_republic() -> None:
    case = case_after(registered(), assigned(2, LATER), ping_pong(3, LATER))
    assert said(expire(case, LATER)[1]) == [("raised", "ping_pong", "republic")]


def test_a_late_change_of_centre_moves_the_escalation_there() -> None:
    swept, _ = expire(case_after(registered(), hearing_noticed(2, LATER)), DUE_SOON)
    _, emitted = advance(swept, assigned(3, LATER + SECOND, agency="moh", centre="moh"))
    assert said(emitted) == [
        ("withdrawn", "due_in_1_working_day", "kz-75"),
        ("raised", "due_in_1_working_day", "moh"),
    ]


def test_an_unknown_fact_moves_the_sequence_and_nothing_else() -> None:
    before = case_after(registered())
    case, emitted = advance(before, unknown(2, LATER))
    assert emitted == ()
    assert case is not None
    assert (case.sequence, case.clocks) == (2, before.clocks)
    assert advance(None, unknown(1, LATER)) == (None, ())


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_fact_that_is_not_newer_changes_nothing(sequence: int) -> None:
    case = case_after(registered(), assigned(2, LATER))
    assert advance(case, answered(sequence, OVERDUE_10)) == (case, ())


def test_missing_facts_are_counted() -> None:
    case: Case = case_after(registered())
    assert [missed(case, unknown(n, LATER)) for n in (1, 2, 3, 5)] == [0, 0, 1, 3]
    assert [missed(None, unknown(n, LATER)) for n in (1, 2)] == [0, 1]


def test_historical_appeals_are_not_kept() -> None:
    old: LifecycleEvent = registered(dims=dims(historical=True), deadlines=None)
    assert (is_kept(old), is_kept(registered()), is_kept(unknown(2, LATER))) == (False, True, True)


def test_an_event_cannot_be_earlier_than_the_one_before_it() -> None:
    case = case_after(registered(), hearing_noticed(2, DUE_SOON), fact(type(answered(3, LATER)), 3, LATER, **ENDING))
    assert case.at == DUE_SOON
    assert [s.raised.rung for s in case.standing] == [RungName.HEARING_NOTICE_DUE, RungName.DUE_IN_ONE_WORKING_DAY]


ENDING = answered(3, LATER).model_dump(include={"in_time", "working_days", "was_overdue", "outcome", "reply_language"})
