"""The instants between which the simulated clock jumps, and how many appeals each of them brings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from deploy.demo.mixes import busyness, shares
from shared.workdays import WorkCalendar, at, civil_day

OFFICE_OPENS, OFFICE_CLOSES = time(9), time(18, 30)
"""Prosecutors and akimats work from 9:00 to 18:30; wall time in Asia/Almaty."""
MORNING, AFTERNOON, REST_DAY = (9, 45), (14, 30), (11, 0)
"""Earliest (hour, minute) of a step; up to two hours of chance are added."""
AFTERNOON_SHARE = 0.55


@dataclass(frozen=True, slots=True)
class Step:
    """One jump of the clock. `at` is aware UTC; in `office` hours bodies act, citizens write at any time."""

    at: datetime
    office: bool
    appeals: int


def is_office_time(instant: datetime, calendar: WorkCalendar) -> bool:
    """True from opening to closing of a working day."""
    day = civil_day(instant)
    return calendar.is_working(day) and at(day, OFFICE_OPENS) <= instant <= at(day, OFFICE_CLOSES)


def plan_steps(start: datetime, end: datetime, appeals: int, calendar: WorkCalendar, rng: Random) -> list[Step]:
    """Morning and afternoon of working days, noon of one rest day in a row, and last of all exactly `end`.

    The numbers of appeals add up to `appeals` and follow the profile of the week.
    """
    instants = [instant for instant in _instants(start, end, calendar, rng) if start < instant < end] + [end]
    weights = [_weight(instant, calendar) for instant in instants]
    counts = shares(appeals, weights)
    return [Step(instant, is_office_time(instant, calendar), n) for instant, n in zip(instants, counts, strict=True)]


def _instants(start: datetime, end: datetime, calendar: WorkCalendar, rng: Random) -> Iterator[datetime]:
    day, last, rested = civil_day(start), civil_day(end), False
    while day <= last:
        if calendar.is_working(day):
            rested = False
            yield _around(day, MORNING, rng)
            yield _around(day, AFTERNOON, rng)
        elif not rested:
            rested = True
            yield _around(day, REST_DAY, rng)
        day += timedelta(days=1)


def _around(day: date, earliest: tuple[int, int], rng: Random) -> datetime:
    return at(day, time(*earliest)) + timedelta(seconds=rng.randrange(7200))


def _weight(instant: datetime, calendar: WorkCalendar) -> float:
    day = civil_day(instant)
    busy = busyness(day, calendar)
    if not calendar.is_working(day):
        return busy * 2  # one step stands for the whole weekend
    return busy * (AFTERNOON_SHARE if instant >= at(day, time(*AFTERNOON)) else 1 - AFTERNOON_SHARE)
