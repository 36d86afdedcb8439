"""Prolonging a term, the outcomes of a kind, and the check of the rulesets."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts.clocks import Deadlines
from shared.contracts.vocabulary import ClockName, Kind, Outcome, Refusal, RulesetId, TermUnit
from shared.law import allowed_outcomes, opening, prolonged
from shared.law.counting import derive, months_after
from shared.law.rulesets import RULESETS, Term, read_law
from shared.workdays import load_calendar, start_of

CALENDAR = load_calendar()


def opened(kind: Kind = Kind.APPLICATION, registered_on: date = date(2026, 7, 20)) -> Deadlines:
    return opening(kind, registered_on, CALENDAR)


def test_a_term_may_be_prolonged_to_the_last_day_of_the_second_month() -> None:
    current = opened()
    result = prolonged(Kind.APPLICATION, date(2026, 7, 31), date(2026, 9, 30), current, CALENDAR)
    assert isinstance(result, Deadlines)
    assert result.answer_by == date(2026, 9, 30)
    assert result.redirect_by == current.redirect_by
    derivation = result.clocks[0].derivation
    assert (derivation.start, derivation.term, derivation.unit) == (date(2026, 7, 31), 2, TermUnit.CALENDAR_MONTHS)


def test_not_a_day_longer_than_two_calendar_months() -> None:
    result = prolonged(Kind.APPLICATION, date(2026, 7, 31), date(2026, 10, 1), opened(), CALENDAR)
    assert result is Refusal.PROLONGATION_TOO_LONG


def test_a_prolonged_term_that_ends_on_a_day_off_moves_to_a_working_day() -> None:
    result = prolonged(
        Kind.MESSAGE, date(2026, 8, 25), date(2026, 10, 25), opened(Kind.MESSAGE, date(2026, 8, 10)), CALENDAR
    )
    assert isinstance(result, Deadlines)
    assert result.answer_by == date(2026, 10, 27)
    assert result.clocks[0].derivation.skipped == (date(2026, 10, 25), date(2026, 10, 26))


def test_the_ladder_follows_the_new_date() -> None:
    result = prolonged(Kind.APPLICATION, date(2026, 7, 31), date(2026, 9, 15), opened(), CALENDAR)
    assert isinstance(result, Deadlines)
    assert [clock.name for clock in result.clocks] == [ClockName.CONSIDERATION, ClockName.HEARING]
    assert result.clocks[0].rungs[1].at == start_of(date(2026, 9, 16))
    assert result.clocks[1].derivation.due_on == date(2026, 9, 10)


def test_a_complaint_is_never_prolonged_under_ruleset_b_but_could_be_under_a() -> None:
    decided, until = date(2025, 7, 25), date(2025, 9, 1)
    for ruleset, expected in ((RulesetId.A, Deadlines), (RulesetId.B, Refusal)):
        current = opening(Kind.COMPLAINT, date(2025, 7, 14), CALENDAR, ruleset)
        assert isinstance(prolonged(Kind.COMPLAINT, decided, until, current, CALENDAR), expected)
    assert prolonged(Kind.COMPLAINT, decided, until, current, CALENDAR) is Refusal.PROLONGATION_FORBIDDEN


def test_a_prolongation_must_end_later_than_the_term_in_force() -> None:
    current = opened()
    result = prolonged(Kind.APPLICATION, date(2026, 7, 31), current.answer_by, current, CALENDAR)
    assert result is Refusal.PROLONGATION_TOO_SHORT


def test_an_expired_term_cannot_be_prolonged_because_silence_is_already_a_refusal() -> None:
    current = opened()
    day_after = current.answer_by + timedelta(days=1)
    assert prolonged(Kind.APPLICATION, day_after, date(2026, 9, 1), current, CALENDAR) is Refusal.WRONG_STATE
    on_the_day = prolonged(Kind.APPLICATION, current.answer_by, date(2026, 9, 1), current, CALENDAR)
    assert isinstance(on_the_day, Deadlines)


@given(
    registered=st.dates(date(2021, 7, 1), date(2027, 6, 30)),
    decided_after=st.integers(0, 40),
    until_after=st.integers(0, 120),
)
def test_a_prolonged_deadline_is_a_later_working_day(registered: date, decided_after: int, until_after: int) -> None:
    current = opened(Kind.INQUIRY, registered)
    decided = registered + timedelta(days=decided_after)
    until = registered + timedelta(days=until_after)
    match prolonged(Kind.INQUIRY, decided, until, current, CALENDAR):
        case Deadlines() as after:
            assert after.answer_by > current.answer_by
            assert CALENDAR.is_working(after.answer_by)
            assert until <= months_after(decided, 2)
        case refusal:
            assert decided > current.answer_by or until <= current.answer_by or until > months_after(decided, 2), (
                refusal
            )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 31), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2023, 12, 30), date(2024, 2, 29)),
        (date(2026, 11, 15), date(2027, 1, 15)),
    ],
)
def test_two_calendar_months_end_on_the_same_day_or_the_last_of_the_month(day: date, expected: date) -> None:
    assert months_after(day, 2) == expected


@pytest.mark.parametrize(
    ("term", "unit", "due_on", "skipped"),
    [
        (10, TermUnit.CALENDAR_DAYS, date(2026, 3, 26), (date(2026, 3, 22), *(date(2026, 3, d) for d in (23, 24, 25)))),
        (15, TermUnit.CALENDAR_DAYS, date(2026, 3, 27), ()),
        (1, TermUnit.CALENDAR_MONTHS, date(2026, 4, 13), ()),
    ],
)
def test_only_the_last_day_of_a_calendar_term_moves(
    term: int, unit: TermUnit, due_on: date, skipped: tuple[date, ...]
) -> None:
    derivation = derive(date(2026, 3, 12), Term(term=term, unit=unit, article="Art. 76(5)", source="test"), CALENDAR)
    assert (derivation.due_on, derivation.skipped) == (due_on, skipped)


def test_each_kind_ends_in_its_own_outcomes_and_no_outcome_is_left_over() -> None:
    assert allowed_outcomes(Kind.APPLICATION) == {Outcome.FAVOURABLE_ACT, Outcome.BURDENSOME_ACT}
    assert len(allowed_outcomes(Kind.COMPLAINT)) == 7
    simplified = {Outcome.EXPLAINED, Outcome.SATISFIED, Outcome.REFUSED, Outcome.NOTED}
    for kind in (Kind.MESSAGE, Kind.PROPOSAL, Kind.RESPONSE, Kind.INQUIRY):
        assert allowed_outcomes(kind) == simplified
    assert set().union(*(allowed_outcomes(kind) for kind in Kind)) == set(Outcome)


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("term = 20", "term = 0", "greater than 0"),
        ("complaint = {", "grievance = {", "grievance"),
        ("first_day = 2026-01-01", "first_day = 2020-01-01", "order of their first days"),
        ("prolongable = false", "prolongable = false, pausable = true", "pausable"),
        ('rung = "overdue"', 'rung = "late"', "rung"),
    ],
)
def test_a_ruleset_with_a_mistake_is_refused(good: str, bad: str, complaint: str) -> None:
    text = RULESETS.read_text(encoding="utf-8")
    assert good in text
    with pytest.raises(ValidationError, match=complaint):
        read_law(text.replace(good, bad))


def test_a_ruleset_that_forgets_a_kind_is_refused() -> None:
    lines = RULESETS.read_text(encoding="utf-8").splitlines()
    with pytest.raises(ValidationError, match="no rule for"):
        read_law("\n".join(line for line in lines if not line.startswith("inquiry")))


def test_the_first_day_of_ruleset_b_is_marked_as_unverified() -> None:
    law = read_law(RULESETS.read_text(encoding="utf-8"))
    assert law.rulesets[RulesetId.B].first_day_source == "GK"
