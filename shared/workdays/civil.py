"""Civil days: what the calendar on the wall in Asia/Almaty says. Instants are aware UTC everywhere else."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
"""Legal time of the whole country: UTC+5 since 1 March 2024, UTC+6 before."""


def civil_day(instant: datetime) -> date:
    """Civil day in Asia/Almaty on which `instant` falls. Raises ValueError for a naive `instant`."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ALMATY).date()


def start_of(day: date) -> datetime:
    """Instant (aware UTC) at which the civil day `day` begins in Asia/Almaty."""
    return at(day, time.min)


def at(day: date, clock: time) -> datetime:
    """Instant (aware UTC) at which the wall clock in Asia/Almaty shows `clock` on `day`. `clock` has no zone."""
    return datetime.combine(day, clock, tzinfo=ALMATY).astimezone(UTC)
