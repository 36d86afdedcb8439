"""Due clocks in memory."""

from datetime import UTC, datetime, timedelta

from services.sla_monitor.due import EPOCH, DueIndex, microseconds

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


def filled(**due: int) -> DueIndex:
    index = DueIndex()
    for name, at in due.items():
        index.set(name, at)
    return index


def after(microsecond: int) -> datetime:
    return EPOCH + timedelta(microseconds=microsecond)


def test_microseconds_are_exact() -> None:
    assert microseconds(NOON + timedelta(microseconds=1)) - microseconds(NOON) == 1


def test_due_clocks_come_earliest_first_and_stay_until_they_are_moved() -> None:
    index = filled(b=20, a=10, c=30)
    assert index.until(after(20)) == ["a", "b"]
    assert index.until(after(20)) == ["a", "b"]
    index.set("a", 40)
    index.set("b", None)
    assert (index.until(after(30)), len(index)) == (["c"], 2)


def test_a_clock_that_moves_there_and_back_is_named_once() -> None:
    index = filled(a=10)
    index.set("a", 20)
    index.set("a", 10)
    assert index.until(after(20)) == ["a"]


def test_a_look_costs_by_what_is_due() -> None:
    index = filled(**{f"later-{n}": 1_000_000 + n for n in range(10_000)}, now=1)
    assert index.until(after(1)) == ["now"]
    assert len(index) == 10_001
