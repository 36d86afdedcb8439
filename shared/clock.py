"""The one clock: wall time, or in simulation the instant that a simulator writes into the file PLATFORM_CLOCK names."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

Now = Callable[[], datetime]
"""Gives the current instant, aware UTC."""


class ClockUnreadable(RuntimeError):
    """The file of the simulated clock is missing or holds no instant."""


def wall_clock() -> datetime:
    """The machine's time, UTC."""
    return datetime.now(UTC)


class SimulatedClock:
    """Reads an ISO 8601 instant from a file, again whenever the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path, self._stamp, self._instant = path, -1, datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        """The simulated instant, UTC. Raises ClockUnreadable."""
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp != self._stamp:
                self._instant = datetime.fromisoformat(self._path.read_text().strip()).astimezone(UTC)
                self._stamp = stamp
        except (OSError, ValueError) as error:
            raise ClockUnreadable(f"PLATFORM_CLOCK must name a file with an ISO 8601 instant: {error}") from error
        return self._instant


def write_instant(path: Path, instant: datetime) -> None:
    """Move a simulated clock: replaces the file in one step, so that no reader sees half an instant."""
    fresh = path.with_suffix(".next")
    fresh.write_text(instant.astimezone(UTC).isoformat())
    fresh.replace(path)


def platform_clock() -> Now:
    """The clock that the environment asks for."""
    path = os.environ.get("PLATFORM_CLOCK", "")
    return SimulatedClock(Path(path)) if path else wall_clock


def is_simulated() -> bool:
    """In simulation an action's time is its `ce_time`; otherwise its time of arrival at the broker."""
    return bool(os.environ.get("PLATFORM_CLOCK"))
