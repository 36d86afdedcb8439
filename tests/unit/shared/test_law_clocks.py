"""Terms beside that of the consideration: length, article, rung, and the edition that knows them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.clocks import Clock, Derivation, Rung
from shared.contracts.vocabulary import ClockName, RulesetId, RungName, TermUnit
from shared.law import NoSuchClock, earliest_act_on, has_clock, repair_clock, start_clock
from shared.workdays import CalendarGap, load_calendar, start_of

CALENDAR = load_calendar()
A, B = RulesetId.A, RulesetId.B
FRIDAY = date(2026, 3, 13)
NAURYZ = tuple(date(2026, 3, day) for day in range(21, 26))
FOR_THE_APPLICANT = {ClockName.OBJECTION, ClockName.PROTOCOL_REMARKS, ClockName.COMPLAINT_RIGHT}
FOR_A_PERSON = {ClockName.TRIAGE, ClockName.PING_PONG, ClockName.CRIME_SUSPECTED}
ELSEWHERE = {ClockName.CONSIDERATION, ClockName.HEARING, ClockName.REPAIR} | FOR_A_PERSON


@pytest.mark.parametrize(
    ("name", "article", "due_on"),
    [
        (ClockName.OBJECTION, "Art. 73(3)", date(2026, 3, 17)),
        (ClockName.HEARING_PROTOCOL, "Art. 74(4)", date(2026, 3, 17)),
        (ClockName.UPWARD, "Art. 91(4)", date(2026, 3, 18)),
        (ClockName.RETURN, "Art. 64(7)", date(2026, 3, 18)),
        (ClockName.PROTOCOL_REMARKS, "Art. 74(6)", date(2026, 3, 18)),
        (ClockName.FILE_ACCESS, "Art. 75(1)", date(2026, 3, 18)),
        (ClockName.RECUSAL, "Art. 67(3)", date(2026, 3, 18)),
        (ClockName.CORRECTION, "Art. 82", date(2026, 3, 18)),
        (ClockName.EXECUTION, "Art. 86(3)", date(2026, 3, 20)),
        (ClockName.SEND_BACK, "Art. 100(2)", date(2026, 3, 20)),
        (ClockName.COMPLAINT_RIGHT, "Art. 92(1)", date(2026, 6, 15)),
    ],
)
def test_each_term_of_the_code_ends_on_the_day_worked_out_by_hand(name: ClockName, article: str, due_on: date) -> None:
    derivation = start_clock(name, FRIDAY, B, CALENDAR).derivation
    assert (derivation.start, derivation.article, derivation.due_on) == (FRIDAY, article, due_on)


def test_every_named_clock_is_made_somewhere() -> None:
    assert {name for name in ClockName if has_clock(name, B)} == set(ClockName) - ELSEWHERE


def test_art_91_4_a_complaint_not_passed_up_in_time_escalates_when_the_last_day_is_over() -> None:
    clock = start_clock(ClockName.UPWARD, date(2026, 3, 19), B, CALENDAR)
    assert clock == Clock(
        name=ClockName.UPWARD,
        derivation=Derivation(
            start=date(2026, 3, 19),
            term=3,
            unit=TermUnit.WORKING_DAYS,
            due_on=date(2026, 3, 27),
            article="Art. 91(4)",
            skipped=NAURYZ,
        ),
        rungs=(Rung(name=RungName.TERM_PASSED, at=datetime(2026, 3, 27, 19, tzinfo=UTC)),),
    )


@pytest.mark.parametrize("ruleset", RulesetId)
def test_terms_against_a_body_have_one_rung_and_terms_for_the_applicant_have_none(ruleset: RulesetId) -> None:
    for name in ClockName:
        if not has_clock(name, ruleset):
            continue
        clock = start_clock(name, FRIDAY, ruleset, CALENDAR)
        expected = () if name in FOR_THE_APPLICANT else (RungName.TERM_PASSED,)
        assert tuple(rung.name for rung in clock.rungs) == expected


def test_art_92_1_1_six_months_to_complain_of_an_act_that_does_not_say_how() -> None:
    long = start_clock(ClockName.COMPLAINT_RIGHT, date(2026, 8, 31), B, CALENDAR, long=True).derivation
    assert (long.due_on, long.article) == (date(2027, 3, 1), "Art. 92(1-1), 80(5)")
    short = start_clock(ClockName.COMPLAINT_RIGHT, date(2026, 8, 31), B, CALENDAR).derivation
    assert (short.due_on, short.unit) == (date(2026, 11, 30), TermUnit.CALENDAR_MONTHS)


def test_ruleset_a_knows_neither_the_six_months_nor_a_term_to_object() -> None:
    start = date(2025, 9, 1)
    assert start_clock(ClockName.COMPLAINT_RIGHT, start, A, CALENDAR, long=True) == start_clock(
        ClockName.COMPLAINT_RIGHT, start, A, CALENDAR
    )
    assert not has_clock(ClockName.OBJECTION, A)
    with pytest.raises(NoSuchClock, match="ruleset A sets no term called objection"):
        start_clock(ClockName.OBJECTION, start, A, CALENDAR)


@pytest.mark.parametrize("name", sorted(set(ClockName) - ELSEWHERE - {ClockName.OBJECTION}))
def test_every_other_term_of_ruleset_a_is_that_of_b(name: ClockName) -> None:
    assert start_clock(name, FRIDAY, A, CALENDAR) == start_clock(name, FRIDAY, B, CALENDAR)


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_clocks_that_start_elsewhere_are_not_made_here(name: ClockName) -> None:
    with pytest.raises(NoSuchClock):
        start_clock(name, FRIDAY, B, CALENDAR)


def test_art_64_6_the_body_sets_the_end_of_a_repair_and_a_day_off_moves_it() -> None:
    clock = repair_clock(date(2026, 3, 12), date(2026, 3, 22), B, CALENDAR)
    assert clock.rungs == ()
    assert clock.name is ClockName.REPAIR
    assert clock.derivation == Derivation(
        start=date(2026, 3, 12),
        term=10,
        unit=TermUnit.CALENDAR_DAYS,
        due_on=date(2026, 3, 26),
        article="Art. 64(6)",
        skipped=tuple(date(2026, 3, day) for day in range(22, 26)),
    )


def test_a_repair_cannot_end_before_it_began() -> None:
    with pytest.raises(ValueError, match="cannot end on 2026-03-13"):
        repair_clock(FRIDAY, FRIDAY, B, CALENDAR)


@pytest.mark.parametrize(
    ("noticed_on", "act_on"),
    [(FRIDAY, date(2026, 3, 18)), (date(2026, 3, 20), date(2026, 3, 30)), (date(2026, 3, 14), date(2026, 3, 18))],
)
def test_art_73_1_an_act_comes_at_the_earliest_three_working_days_after_the_notice(
    noticed_on: date, act_on: date
) -> None:
    assert earliest_act_on(noticed_on, CALENDAR) == act_on


def test_a_term_that_leaves_the_table_is_refused() -> None:
    with pytest.raises(CalendarGap):
        start_clock(ClockName.COMPLAINT_RIGHT, date(2027, 11, 1), B, CALENDAR)


@given(
    start=st.dates(date(2021, 7, 1), date(2027, 5, 31)),
    later=st.integers(0, 30),
    name=st.sampled_from(sorted(set(ClockName) - ELSEWHERE - {ClockName.OBJECTION})),
    ruleset=st.sampled_from(RulesetId),
    long=st.booleans(),
)
def test_a_later_start_never_ends_earlier_and_no_term_ends_on_a_day_off(
    start: date, later: int, name: ClockName, ruleset: RulesetId, long: bool
) -> None:
    first, second = (
        start_clock(name, date.fromordinal(start.toordinal() + days), ruleset, CALENDAR, long=long)
        for days in (0, later)
    )
    assert first.derivation.due_on <= second.derivation.due_on
    assert CALENDAR.is_working(first.derivation.due_on)
    assert first.derivation.due_on > start
    for rung in first.rungs:
        assert rung.at == start_of(first.derivation.due_on + timedelta(days=1))
