"""Civil days and counting working days."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.workdays import CalendarGap, at, civil_day, load_calendar, start_of

CALENDAR = load_calendar()
DAY = timedelta(days=1)
WELL_INSIDE = st.dates(date(2021, 3, 1), date(2027, 9, 30))
SMALL = st.integers(1, 40)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2024, 2, 28, 17, 59, 59, tzinfo=UTC), date(2024, 2, 28)),
        (datetime(2024, 2, 28, 18, 0, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 18, 59, 59, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 3, 1, 18, 59, 59, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2024, 3, 1, 19, 0, tzinfo=UTC), date(2024, 3, 2)),
        (datetime(2026, 7, 1, 23, 30, tzinfo=timezone(timedelta(hours=-3))), date(2026, 7, 2)),
    ],
)
def test_a_civil_day_turns_at_utc_plus_6_until_march_2024_and_at_utc_plus_5_afterwards(
    instant: datetime, day: date
) -> None:
    assert civil_day(instant) == day


def test_the_day_of_the_offset_change_has_25_hours() -> None:
    """At midnight, the end of 29 February, clocks went back to 23:00."""
    begins, ends = start_of(date(2024, 2, 29)), start_of(date(2024, 3, 1))
    assert begins == datetime(2024, 2, 28, 18, tzinfo=UTC)
    assert ends - begins == timedelta(hours=25)
    assert start_of(date(2024, 3, 2)) - ends == timedelta(hours=24)


def test_a_wall_time_becomes_an_aware_instant_in_utc() -> None:
    nine = at(date(2026, 3, 13), time(9))
    assert nine == datetime(2026, 3, 13, 4, tzinfo=UTC)
    assert nine.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        civil_day(datetime(2026, 3, 13, 9))  # noqa: DTZ001 - the point of the test


@given(day=st.dates(date(2021, 1, 1), date(2027, 12, 31)))
def test_the_first_instant_of_a_day_belongs_to_it_and_the_one_before_does_not(day: date) -> None:
    assert civil_day(start_of(day)) == day
    assert civil_day(start_of(day) - timedelta(microseconds=1)) == day - DAY


def test_a_moved_saturday_is_worked_and_its_rest_day_is_not() -> None:
    assert CALENDAR.is_working(date(2024, 5, 4))
    assert not CALENDAR.is_working(date(2024, 5, 8))
    assert CALENDAR.is_working(date(2025, 1, 5))
    assert not CALENDAR.is_working(date(2025, 1, 3))


def test_a_day_says_why_it_is_not_ordinary() -> None:
    nauryz, weekend = CALENDAR.reason(date(2026, 3, 23)), CALENDAR.reason(date(2026, 3, 28))
    assert nauryz is not None
    assert nauryz.in_language("en") == "Nauryz"
    assert nauryz.in_language("kk") == nauryz.in_language("ru") == "Наурыз мейрамы"
    assert weekend is not None
    assert weekend.in_language("en") == "weekend"
    assert CALENDAR.reason(date(2026, 3, 27)) is None


def test_special_days_are_listed_and_ordinary_weekends_are_not() -> None:
    assert CALENDAR.skipped(date(2026, 3, 13), date(2026, 4, 8)) == tuple(date(2026, 3, day) for day in range(21, 26))
    assert CALENDAR.skipped(date(2024, 4, 30), date(2024, 5, 8)) == tuple(date(2024, 5, day) for day in (1, 7, 8))
    assert CALENDAR.skipped(date(2026, 4, 8), date(2026, 3, 13)) == ()


@given(start=WELL_INSIDE, length=st.integers(-5, 60))
def test_every_day_is_either_counted_or_a_day_off_with_a_reason(start: date, length: int) -> None:
    off = CALENDAR.days_off(start, start + DAY * length)
    assert len(off) + CALENDAR.count(start, start + DAY * length) == max(length, 0)
    assert all(CALENDAR.reason(day) is not None for day in off)
    named = {day for day in off if day in CALENDAR.special}
    assert named == set(CALENDAR.skipped(start, start + DAY * length))


def test_a_non_working_day_moves_forward_and_a_working_day_stays() -> None:
    assert CALENDAR.on_or_after(date(2026, 3, 21)) == date(2026, 3, 26)
    assert CALENDAR.on_or_after(date(2026, 3, 20)) == date(2026, 3, 20)


@given(start=WELL_INSIDE, length=st.integers(-5, 60))
def test_a_count_equals_looking_at_every_day(start: date, length: int) -> None:
    days = [start + DAY * offset for offset in range(1, length + 1)]
    assert CALENDAR.count(start, start + DAY * length) == sum(CALENDAR.is_working(day) for day in days)


@given(day=WELL_INSIDE, n=SMALL)
def test_the_nth_day_after_is_a_working_day_with_n_counted_up_to_it(day: date, n: int) -> None:
    found = CALENDAR.nth_after(day, n)
    assert CALENDAR.is_working(found)
    assert CALENDAR.count(day, found) == n


@given(day=WELL_INSIDE, n=SMALL)
def test_the_nth_day_before_is_a_working_day_with_n_counted_from_it(day: date, n: int) -> None:
    found = CALENDAR.nth_before(day, n)
    assert CALENDAR.is_working(found)
    assert CALENDAR.count(found - DAY, day - DAY) == n


@given(day=WELL_INSIDE, n=SMALL)
def test_counting_back_undoes_counting_forward_from_a_working_day(day: date, n: int) -> None:
    working = CALENDAR.on_or_after(day)
    assert CALENDAR.nth_before(CALENDAR.nth_after(working, n), n) == working


def test_questions_beyond_the_table_are_refused() -> None:
    with pytest.raises(CalendarGap, match="2028-01-01 is outside table"):
        CALENDAR.is_working(date(2028, 1, 1))
    with pytest.raises(CalendarGap):
        CALENDAR.reason(date(2020, 12, 31))
    with pytest.raises(CalendarGap):
        CALENDAR.count(date(2027, 12, 1), date(2028, 1, 1))
    with pytest.raises(CalendarGap):
        CALENDAR.skipped(date(2020, 12, 31), date(2021, 1, 5))
    with pytest.raises(CalendarGap, match="counting from 2027-12-30"):
        CALENDAR.nth_after(date(2027, 12, 30), 2)
    with pytest.raises(CalendarGap, match="counting from 2021-01-05"):
        CALENDAR.nth_before(date(2021, 1, 5), 1)


def test_the_first_and_the_last_working_day_of_the_table_can_be_reached() -> None:
    assert CALENDAR.nth_before(date(2021, 1, 6), 1) == date(2021, 1, 5)
    assert CALENDAR.nth_after(date(2027, 12, 30), 1) == date(2027, 12, 31)


@pytest.mark.parametrize("n", [0, -3])
def test_only_positive_numbers_are_counted(n: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.nth_after(date(2026, 3, 13), n)
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.nth_before(date(2026, 3, 13), n)
