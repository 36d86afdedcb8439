"""Snapshots for `stats.national.v1`."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from services.analytics.derived import Derived
from services.analytics.store import Addition
from services.analytics.sweep import Snapshots
from shared.contracts.envelope import Outgoing
from tests.support.analytics_store import InMemoryCounters

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CELL = "mlsp|complaint|portal|kk|individual|0||||"


def addition(day: str, guard: int | None, offset: int, n: int) -> Addition:
    return Addition(f"appeals.lifecycle.v1/0/{day}/KZ-75", guard, offset, {CELL: {"assigned": n, "open": n}})


class Sent:
    def __init__(self) -> None:
        self.records: list[Outgoing] = []
        self.fails = False

    async def __call__(self, records: Sequence[Outgoing]) -> None:
        if self.fails:
            raise ConnectionError("no broker")
        self.records += records

    def keys(self) -> set[str]:
        return {record.key for record in self.records}


def snapshots(*additions: Addition) -> tuple[Snapshots, Sent]:
    derived, sent = Derived(InMemoryCounters()), Sent()
    for each in additions:
        derived.current.apply(each)
    return Snapshots(derived, lambda: NOW, sent, lambda: True), sent


async def test_only_current_periods_that_changed_are_published_and_only_once() -> None:
    subject, sent = snapshots(addition("2026-03-02", None, 4, 9), addition("2025-12-31", None, 2, 9))
    await subject.send_changed()
    assert sent.keys() == {
        f"{period}:{slot}" for period in ("2026", "2026-03") for slot in ("national:all", "region:KZ-75", "agency:mlsp")
    }
    assert await subject.send_changed() == 0


async def test_the_same_figures_make_the_same_event() -> None:
    one, first = snapshots(addition("2026-03-10", None, 4, 9))
    two, second = snapshots(addition("2026-03-10", None, 4, 9))
    await one.send_changed()
    await two.send_changed()
    assert [r.headers["ce_id"] for r in first.records] == [r.headers["ce_id"] for r in second.records]


async def test_cells_under_five_are_null_in_a_snapshot() -> None:
    subject, sent = snapshots(addition("2026-03-10", None, 4, 3))
    await subject.send_changed()
    assert all(b'"assigned":null' in record.value for record in sent.records)


async def test_a_round_that_failed_is_sent_again() -> None:
    subject, sent = snapshots(addition("2026-03-10", None, 4, 9))
    sent.fails = True
    with pytest.raises(ConnectionError):
        await subject.send_changed()
    sent.fails = False
    assert await subject.send_changed() == 9
