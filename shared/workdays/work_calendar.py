"""The calendar itself: which days are working days, and counting them in constant time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from types import MappingProxyType
from typing import Self

from shared.trilingual import Trilingual

SATURDAY = 5  # date.weekday()
DAY = timedelta(days=1)


class CalendarGap(Exception):
    """The table of working days does not cover the day that was asked for."""


WEEKEND = Trilingual("демалыс күні", "выходной день", "weekend")


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A row of the table: a holiday, a moved rest day, or a weekend day that is worked."""

    day: date
    working: bool
    reason: Trilingual
    source: str


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Working days from `first` to `last`, both included. Compared and hashed by identity, so it is a cheap cache key.

    Days are civil dates in Asia/Almaty. Every method raises CalendarGap when the answer lies outside the table.
    """

    version: str
    first: date
    last: date
    special: Mapping[date, SpecialDay]
    """Days that are not ordinary: holidays, moved rest days, worked weekends."""
    _working: tuple[date, ...] = field(repr=False)
    """All working days in order."""
    _until: tuple[int, ...] = field(repr=False)
    """How many working days there are from `first` up to and including the day with this offset."""

    @classmethod
    def build(cls, version: str, first: date, last: date, special: Iterable[SpecialDay]) -> Self:
        """A calendar of ordinary weeks changed by `special`. Saturday and Sunday are the ordinary rest days."""
        rows = {row.day: row for row in special}
        days = [first + DAY * offset for offset in range((last - first).days + 1)]
        flags = [rows[day].working if day in rows else day.weekday() < SATURDAY for day in days]
        working = tuple(day for day, works in zip(days, flags, strict=True) if works)
        return cls(version, first, last, MappingProxyType(rows), working, tuple(accumulate(map(int, flags))))

    def is_working(self, day: date) -> bool:
        """Whether state bodies work on `day`."""
        offset = self._offset(day)
        before = self._until[offset - 1] if offset else 0
        return self._until[offset] > before

    def reason(self, day: date) -> Trilingual | None:
        """Why `day` is special or a weekend; None for an ordinary working day."""
        self._offset(day)
        row = self.special.get(day)
        if row is not None:
            return row.reason
        return WEEKEND if day.weekday() >= SATURDAY else None

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the next working day (Art. 76(5))."""
        return day if self.is_working(day) else self.nth_after(day, 1)

    def nth_after(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, which itself is not counted (Art. 76(2)). `n` is at least 1."""
        return self._nth(self._until[self._offset(day)] + _positive(n) - 1, day)

    def nth_before(self, day: date, n: int) -> date:
        """The `n`-th working day before `day`, which itself is not counted. `n` is at least 1."""
        before = self._until[self._offset(day)] - self.is_working(day)
        return self._nth(before - _positive(n), day)

    def count(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when `end` is not after `start`."""
        if end <= start:
            return 0
        return self._until[self._offset(end)] - self._until[self._offset(start)]

    def skipped(self, start: date, end: date) -> tuple[date, ...]:
        """Non-working days after `start` up to and including `end` that the table names: not ordinary weekends."""
        if end <= start:
            return ()
        self._offset(start)
        self._offset(end)
        days = (start + DAY * offset for offset in range(1, (end - start).days + 1))
        return tuple(day for day in days if (row := self.special.get(day)) is not None and not row.working)

    def days_off(self, start: date, end: date) -> tuple[date, ...]:
        """All non-working days after `start` up to and including `end`, ordinary weekends too."""
        if end <= start:
            return ()
        days = (start + DAY * offset for offset in range(1, (end - start).days + 1))
        return tuple(day for day in days if not self.is_working(day))

    def _offset(self, day: date) -> int:
        offset = day.toordinal() - self.first.toordinal()
        if not 0 <= offset < len(self._until):
            raise CalendarGap(f"{day} is outside table {self.version} ({self.first} to {self.last})")
        return offset

    def _nth(self, index: int, asked_from: date) -> date:
        if not 0 <= index < len(self._working):
            raise CalendarGap(f"counting from {asked_from} leaves table {self.version} ({self.first} to {self.last})")
        return self._working[index]


def _positive(n: int) -> int:
    if n < 1:
        raise ValueError(f"n-th working day: n must be at least 1, not {n}")
    return n
