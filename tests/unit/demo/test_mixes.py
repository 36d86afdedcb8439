"""Mixes and steps: what the simulated nation does on which day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from deploy.demo.mixes import CHANNELS, KINDS, PERSONS, busyness, pick, shares
from deploy.demo.steps import is_office_time, plan_steps
from shared.contracts.vocabulary import Kind
from shared.workdays import civil_day, load_calendar

CALENDAR = load_calendar()
END = datetime(2026, 11, 24, 8, 48, 1, tzinfo=UTC)
START = END - timedelta(days=61)


@pytest.mark.parametrize("mix", [KINDS, CHANNELS, PERSONS])
def test_a_mix_adds_up_to_one(mix: dict[str, float]) -> None:
    assert sum(mix.values()) == pytest.approx(1.0)


def test_every_kind_of_the_law_is_in_the_mix() -> None:
    assert set(KINDS) == set(Kind)


def test_choices_follow_the_weights() -> None:
    rng = Random(1)
    found = Counter(pick(KINDS, rng) for _ in range(5000))
    assert found[Kind.APPLICATION] / 5000 == pytest.approx(0.69, abs=0.03)


@pytest.mark.parametrize("total", [0, 1, 7, 2000])
def test_shares_are_whole_and_add_up(total: int) -> None:
    assert sum(shares(total, [0.2, 1.0, 3.3, 0.01])) == total


def test_shares_follow_the_weights() -> None:
    assert shares(10, [1, 1, 3]) == [2, 2, 6]


def test_a_holiday_is_as_quiet_as_a_sunday() -> None:
    monday_off = date(2026, 10, 26)
    assert not CALENDAR.is_working(monday_off)
    assert busyness(monday_off, CALENDAR) == busyness(date(2026, 11, 1), CALENDAR)


def test_steps_bring_exactly_the_appeals_asked_for_and_end_now() -> None:
    steps = plan_steps(START, END, 2000, CALENDAR, Random(1))
    assert sum(step.appeals for step in steps) == 2000
    assert steps[-1].at == END


def test_steps_move_forward_and_leave_no_working_day_out() -> None:
    steps = plan_steps(START, END, 100, CALENDAR, Random(1))
    instants = [step.at for step in steps]
    assert instants == sorted(set(instants))
    days = {civil_day(step.at) for step in steps}
    first = civil_day(START) + timedelta(days=1)
    working = {first + timedelta(days=n) for n in range(60) if CALENDAR.is_working(first + timedelta(days=n))}
    assert working <= days


def test_only_steps_in_office_hours_of_working_days_are_office_steps() -> None:
    steps = plan_steps(START, END, 100, CALENDAR, Random(1))
    assert all(step.office == is_office_time(step.at, CALENDAR) for step in steps)
    assert {step.office for step in steps} == {True, False}


@pytest.mark.parametrize(
    ("instant", "open_then"),
    [
        (datetime(2026, 11, 23, 4, 0, tzinfo=UTC), True),  # 9:00 on a Monday
        (datetime(2026, 11, 23, 3, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 13, 30, tzinfo=UTC), True),  # 18:30
        (datetime(2026, 11, 23, 13, 31, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), False),  # a Sunday
    ],
)
def test_office_hours_are_those_of_almaty(instant: datetime, open_then: bool) -> None:
    assert is_office_time(instant, CALENDAR) is open_then
