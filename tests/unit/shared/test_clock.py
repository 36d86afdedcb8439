"""The one clock: wall time, or the instant that a simulator writes."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from shared.clock import ClockUnreadable, SimulatedClock, is_simulated, platform_clock, wall_clock, write_instant

NOON = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the simulator writes."""
    return tmp_path / "clock"


def test_wall_time_is_now_and_in_utc() -> None:
    before, now = datetime.now(UTC), wall_clock()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_simulated_clock_stands_still_until_it_is_moved(path: Path) -> None:
    write_instant(path, NOON)
    clock = SimulatedClock(path)
    assert (clock(), clock()) == (NOON, NOON)
    for hours in (1, 2, -5):
        write_instant(path, NOON + timedelta(hours=hours))
        assert clock() == NOON + timedelta(hours=hours)


def test_an_instant_of_another_zone_comes_back_in_utc(path: Path) -> None:
    write_instant(path, NOON.astimezone(timezone(timedelta(hours=5))))
    assert SimulatedClock(path)().isoformat() == "2026-03-30T07:00:00+00:00"


def test_moving_the_clock_leaves_no_second_file(path: Path) -> None:
    write_instant(path, NOON)
    assert [found.name for found in path.parent.iterdir()] == ["clock"]


@pytest.mark.parametrize("content", [None, "", "soon"])
def test_a_missing_or_broken_file_says_what_it_should_be(path: Path, content: str | None) -> None:
    if content is not None:
        path.write_text(content)
    with pytest.raises(ClockUnreadable, match="PLATFORM_CLOCK must name a file with an ISO 8601 instant"):
        SimulatedClock(path)()


def test_a_clock_heals_when_its_file_does(path: Path) -> None:
    clock = SimulatedClock(path)
    with pytest.raises(ClockUnreadable):
        clock()
    write_instant(path, NOON)
    assert clock() == NOON


def test_the_environment_chooses(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLATFORM_CLOCK", raising=False)
    assert platform_clock() is wall_clock
    assert not is_simulated()
    write_instant(path, NOON)
    monkeypatch.setenv("PLATFORM_CLOCK", str(path))
    assert platform_clock()() == NOON
    assert is_simulated()
