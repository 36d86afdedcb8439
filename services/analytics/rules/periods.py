"""Periods of statistics in civil time (Asia/Almaty): `2026`, `2026-11`, `2026-11-24` or `all`."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

ALL = "all"
ALLOWED = "a year (2026), a month (2026-11), a day (2026-11-24) or all"
SHAPE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
GRAINS = {"year": 4, "month": 7, "day": 10}
"""Length of the text of a period."""


class BadPeriod(ValueError):
    """The text names no period."""


def checked(period: str) -> str:
    """The period itself. Raises BadPeriod, whose message says what is allowed."""
    if period == ALL:
        return period
    try:
        if not SHAPE.fullmatch(period):
            raise ValueError(period)
        date.fromisoformat(period + "2000-01-01"[len(period) :])
    except ValueError as error:
        raise BadPeriod(f"the period must be {ALLOWED}") from error
    return period


def periods_of(day: str) -> tuple[str, str, str, str]:
    """Day, month, year and all: where a fact of this day is counted."""
    return day, day[:7], day[:4], ALL


def up_to(period: str, known: Iterable[str]) -> list[str]:
    """The fewest of the known periods that cover all time up to the end of `period`.

    For `2026-11-24`: the years before 2026, the months of 2026 before 11, the days of 2026-11 up to the 24th.
    """
    if period == ALL:
        return [ALL]
    return [part for part in known if part != ALL and _is_needed(part, period)]


def _is_needed(part: str, period: str) -> bool:
    size = len(part)
    if size > len(period) or part[: size - 3 if size > 4 else 0] != period[: size - 3 if size > 4 else 0]:
        return False
    return part <= period if size == len(period) else part < period[:size]


def series(grain: str, first: date, last: date) -> list[str]:
    """The periods of a grain from the one that holds `first` to the one that holds `last`, in order."""
    found: dict[str, None] = {}
    day, length = first, GRAINS[grain]
    while day <= last:
        found[day.isoformat()[:length]] = None
        day += timedelta(days=1)
    return list(found)
