"""Clocks that a fact of any type starts, sets anew and stops: the terms of domain.md 1.5 beside the consideration's."""

from datetime import datetime, timedelta

from services.sla_monitor.rules import Case, Handling, advance, expire
from services.sla_monitor.watch import SEVERITY
from shared.contracts.clocks import Clock
from shared.contracts.dates import ClocksChanged
from shared.contracts.lifecycle import AppealAccepted
from shared.contracts.requests import CorrectionDecided, CorrectionRequested
from shared.contracts.vocabulary import ClockName, DatesChangedBy, RungName
from tests.unit.sla_monitor.builders import (
    DEADLINES,
    DUE_SOON,
    MORNING,
    OVERDUE,
    OVERDUE_10,
    SECOND,
    answered,
    assigned,
    case_after,
    clock,
    dates_changed,
    deadlines,
    fact,
    hearing_noticed,
    ping_pong,
    prolonged,
    registered,
    rung_of,
    said,
)

LATER = MORNING + timedelta(hours=2)
PASSED = LATER + timedelta(hours=1)


def term(name: ClockName, at: datetime = PASSED) -> Clock:
    """A procedural term with one rung."""
    return clock({RungName.TERM_PASSED: at}, name)


def running(case: Case) -> dict[ClockName, int]:
    """Names of the running clocks with the sequence that set each."""
    return {c.clock.name: c.sequence for c in case.clocks}


def after_start(*starts: Clock) -> Case:
    """An assigned case whose third fact starts these clocks."""
    begun = fact(AppealAccepted, 3, LATER, starts=starts)
    return case_after(registered(), assigned(2, LATER), begun)


def test_a_term_that_passes_is_told_to_the_centre_of_the_case_with_its_derivation_art_75() -> None:
    access = term(ClockName.FILE_ACCESS)
    (raised,) = expire(after_start(access), PASSED)[1]
    assert said([raised]) == [("raised", "term_passed", "kz-75")]
    assert raised.event_id == rung_of(3, RungName.TERM_PASSED, ClockName.FILE_ACCESS)
    assert raised.model_dump()["derivation"] == access.derivation.model_dump()
    assert raised.occurred_at == PASSED


def test_a_clock_that_is_started_again_has_the_new_dates_and_the_new_sequence() -> None:
    again = fact(AppealAccepted, 4, LATER, starts=(term(ClockName.FILE_ACCESS, OVERDUE),))
    case, _ = advance(after_start(term(ClockName.FILE_ACCESS)), again)
    assert case is not None
    assert running(case)[ClockName.FILE_ACCESS] == 4
    assert said(expire(case, PASSED)[1]) == []


def test_a_stopped_clock_raises_nothing_and_others_go_on() -> None:
    before = after_start(term(ClockName.FILE_ACCESS), term(ClockName.RECUSAL))
    case, _ = advance(before, fact(AppealAccepted, 4, LATER, stops=(ClockName.FILE_ACCESS,)))
    assert case is not None
    assert set(running(case)) == {ClockName.CONSIDERATION, ClockName.HEARING, ClockName.RECUSAL}


def test_what_a_fact_both_stops_and_starts_runs() -> None:
    both = fact(AppealAccepted, 4, LATER, stops=(ClockName.RECUSAL,), starts=(term(ClockName.RECUSAL, OVERDUE),))
    case, _ = advance(after_start(term(ClockName.RECUSAL)), both)
    assert case is not None
    assert running(case)[ClockName.RECUSAL] == 4


def test_started_clocks_win_over_those_of_the_deadlines() -> None:
    own = clock({RungName.OVERDUE: OVERDUE_10}, ClockName.CONSIDERATION)
    case = case_after(registered(starts=(own,)))
    assert len(case.clocks) == 2
    assert RungName.OVERDUE not in {e.rung for e in expire(case, OVERDUE)[1]}


def test_an_answer_stops_every_clock_but_those_it_starts_art_86_3_and_92() -> None:
    end = answered(4, DUE_SOON, starts=(term(ClockName.EXECUTION, OVERDUE), term(ClockName.COMPLAINT_RIGHT, OVERDUE)))
    case, _ = advance(after_start(term(ClockName.FILE_ACCESS, OVERDUE)), end)
    assert case is not None
    assert running(case) == {ClockName.EXECUTION: 4, ClockName.COMPLAINT_RIGHT: 4}


def test_an_act_that_is_not_executed_is_told_even_when_the_answer_arrives_after_the_sweep_art_86_3() -> None:
    end = answered(2, LATER, starts=(term(ClockName.EXECUTION),))
    lived, told = advance(expire(case_after(registered()), OVERDUE)[0], end)
    replayed, _ = expire(case_after(registered(), end), OVERDUE)
    assert lived is not None
    assert lived.standing == replayed.standing
    assert [(s.raised.clock, s.handling) for s in lived.standing] == [(ClockName.EXECUTION, Handling.RAISED)]
    assert said(told)[-1] == ("raised", "term_passed", "kz-75")


def test_a_reply_that_is_not_corrected_in_time_is_told_after_the_end_and_a_decision_in_time_is_not_art_82() -> None:
    closed = case_after(registered(), assigned(2, MORNING), answered(3, MORNING))
    asked, _ = advance(closed, fact(CorrectionRequested, 4, LATER, starts=(term(ClockName.CORRECTION),)))
    assert asked is not None
    assert said(expire(asked, PASSED)[1]) == [("raised", "term_passed", "kz-75")]
    decided = fact(CorrectionDecided, 5, LATER, corrected=True, stops=(ClockName.CORRECTION,))
    corrected, _ = advance(asked, decided)
    assert corrected is not None
    assert said(expire(corrected, PASSED)[1]) == []


def test_a_prolongation_leaves_a_term_beside_the_consideration_art_76_3() -> None:
    case, _ = advance(after_start(term(ClockName.FILE_ACCESS)), prolonged(4, LATER, DEADLINES))
    assert case is not None
    assert running(case) == {ClockName.FILE_ACCESS: 3, ClockName.CONSIDERATION: 4, ClockName.HEARING: 4}


def test_arrival_at_another_body_ends_the_terms_of_the_former_one_art_76_2() -> None:
    before = after_start(term(ClockName.FILE_ACCESS))
    bounced, _ = advance(before, ping_pong(4, LATER))
    fresh = assigned(5, LATER, deadlines=deadlines({RungName.OVERDUE: OVERDUE}), hop=1)
    case, _ = advance(bounced, fresh)
    assert case is not None
    assert running(case) == {ClockName.PING_PONG: 4, ClockName.CONSIDERATION: 5}


def test_a_changed_term_of_a_closed_case_moves_and_the_consideration_stays_ended_art_76_5() -> None:
    end = answered(4, DUE_SOON, starts=(term(ClockName.EXECUTION, OVERDUE), term(ClockName.COMPLAINT_RIGHT, OVERDUE)))
    moved = fact(
        ClocksChanged,
        5,
        DUE_SOON,
        reason=DatesChangedBy.WORKING_DAYS,
        starts=(term(ClockName.EXECUTION, OVERDUE_10),),
    )
    closed, _ = advance(after_start(term(ClockName.FILE_ACCESS, OVERDUE)), end)
    case, told = advance(closed, moved)
    assert case is not None
    assert (running(case), told) == ({ClockName.COMPLAINT_RIGHT: 4, ClockName.EXECUTION: 5}, ())
    due = [expire(case, watermark)[0] for watermark in (OVERDUE, OVERDUE_10)]
    assert [ClockName.EXECUTION in {s.raised.clock for s in one.standing} for one in due] == [False, True]


def test_a_changed_table_of_working_days_moves_the_term_and_owes_no_second_hearing_art_76_5() -> None:
    moved = deadlines({RungName.OVERDUE: OVERDUE_10})
    both = moved.model_copy(update={"clocks": (*moved.clocks, clock({}, ClockName.HEARING))})
    before = case_after(registered(starts=(term(ClockName.RECUSAL),)), hearing_noticed(2, LATER))
    case, _ = advance(before, dates_changed(3, LATER, both))
    assert case is not None
    assert running(case) == {ClockName.RECUSAL: 1, ClockName.CONSIDERATION: 3}


def test_a_changed_table_that_arrives_after_the_sweep_withdraws_what_was_not_due_art_76_5() -> None:
    swept, _ = expire(case_after(registered(), hearing_noticed(2, LATER)), OVERDUE)
    _, told = advance(swept, dates_changed(3, LATER, deadlines({RungName.OVERDUE: OVERDUE_10})))
    assert said(told) == [("withdrawn", "due_in_1_working_day", "kz-75"), ("withdrawn", "overdue", "kz-75")]


def test_a_term_stopped_in_time_by_a_fact_that_arrives_late_takes_the_escalation_back() -> None:
    swept, _ = expire(after_start(term(ClockName.FILE_ACCESS)), PASSED + SECOND)
    stop = fact(AppealAccepted, 4, PASSED - SECOND, stops=(ClockName.FILE_ACCESS,))
    case, told = advance(swept, stop)
    assert said(told) == [("withdrawn", "term_passed", "kz-75")]
    assert case is not None
    assert case.standing == ()


def test_every_rung_can_be_shown_to_a_centre() -> None:
    assert set(SEVERITY) == set(RungName)
