"""Periods of statistics in civil time (Asia/Almaty): `2026`, `2026-H2`, `2026-Q4`, `2026-11`, `2026-11-24` or `all`."""

import re
from calendar import monthrange
from datetime import date, timedelta

ALL = "all"
ALLOWED = "a year (2026), a half year (2026-H2), a quarter (2026-Q4), a month (2026-11), a day (2026-11-24) or all"
SHAPE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
PART = re.compile(r"(\d{4})-(?:H([12])|Q([1-4]))")
"""A half or a quarter of a year, as forms of reporting have them."""
GRAINS = {"year": 4, "month": 7, "day": 10}
"""Length of the text of a period."""


class BadPeriod(ValueError):
    """The text names no period."""


def checked(period: str) -> str:
    """The period itself. Raises BadPeriod, whose message says what is allowed."""
    if period == ALL:
        return period
    try:
        if part := PART.fullmatch(period):
            date(int(part[1]), 1, 1)
            return period
        if not SHAPE.fullmatch(period):
            raise ValueError(period)
        date.fromisoformat(period + "2000-01-01"[len(period) :])
    except ValueError as error:
        raise BadPeriod(f"the period must be {ALLOWED}") from error
    return period


def periods_of(day: str) -> tuple[str, str, str, str]:
    """Day, month, year and all: where a fact of this day is counted."""
    return day, day[:7], day[:4], ALL


def days_of(period: str) -> tuple[date, date]:
    """First and last civil day of the period; `all` is without bounds."""
    if period == ALL:
        return date.min, date.max
    if part := PART.fullmatch(period):
        months = 6 if part[2] else 3
        end = int(part[2] or part[3]) * months
        year = int(part[1])
        return date(year, end - months + 1, 1), date(year, end, monthrange(year, end)[1])
    first = date.fromisoformat(period + "2000-01-01"[len(period) :])
    match len(period):
        case 4:
            return first, date(first.year, 12, 31)
        case 7:
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        case _:
            return first, first


def series(grain: str, first: date, last: date) -> list[str]:
    """The periods of a grain from the one that holds `first` to the one that holds `last`, in order."""
    found: dict[str, None] = {}
    day, length = first, GRAINS[grain]
    while day <= last:
        found[day.isoformat()[:length]] = None
        day += timedelta(days=1)
    return list(found)
