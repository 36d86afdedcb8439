"""Derived tables equal what the documents say, whatever came first; and periods."""

from datetime import date

import pytest

from services.analytics.cube import DIMENSIONS, Rows
from services.analytics.derived import AnotherLog, Derived, check_same_log
from services.analytics.handlers import AnalyticsHandlers
from services.analytics.rules.figures import added
from services.analytics.rules.periods import BadPeriod, checked, days_of, series
from services.analytics.store import Addition, Counter
from services.analytics.tables import Tables
from tests.support.analytics_store import InMemoryCounters
from tests.support.lifecycle_log import World, log_of, received

BATCH = received(log_of(60, World(days=70)))
CELL = "mlsp|complaint|portal|kk|individual|0||||"
DAY = "appeals.lifecycle.v1/0/2026-03-10/KZ-75"


def addition(guard: int | None, offset: int) -> Addition:
    return Addition(DAY, guard, offset, {CELL: {"assigned": 1}})


def assigned(tables: Tables) -> int:
    return tables.flow((), "2026").get((), {}).get("assigned", 0)


async def test_tables_read_from_the_store_equal_those_that_followed_the_writes() -> None:
    store = InMemoryCounters()
    derived = Derived(store)
    handlers = AnalyticsHandlers(store, derived.all)
    await handlers.on_facts(BATCH)
    followed = derived.current
    await derived.rebuild()
    for dims in ((), ("region",), ("region", "kind"), ("agency", "channel", "outcome")):
        for period in ("all", "2026", "2026-03", "2026-04-01"):
            assert derived.current.flow(dims, period) == followed.flow(dims, period)
            assert derived.current.stock(dims, period) == followed.stock(dims, period)
    assert derived.current is not followed
    assert derived.current.offsets == followed.offsets


@pytest.mark.parametrize("by", [(name,) for name in DIMENSIONS] + [("region", "category"), ("agency", "person_type")])
async def test_every_breakdown_adds_up_to_the_whole(by: tuple[str, ...]) -> None:
    derived = Derived(InMemoryCounters())
    await AnalyticsHandlers(derived.counters, derived.all).on_facts(BATCH)
    flow, stock = derived.current.both(by, "2026-03")
    assert added(flow.values()) == derived.current.flow((), "2026-03")[()]
    assert added(stock.values()) == derived.current.stock((), "2026-03")[()]


@pytest.mark.parametrize("by", [name for name in DIMENSIONS if name != "outcome"])  # what is open has no outcome yet
async def test_no_slice_has_fewer_open_appeals_than_none(by: str) -> None:
    derived = Derived(InMemoryCounters())
    await AnalyticsHandlers(derived.counters, derived.all).on_facts(BATCH)
    stock = derived.current.stock((by,), "2026-03-20")
    by_value = {value: row.get("open", 0) for (value,), row in stock.items()}
    assert max(by_value.values()) > 0
    assert min(by_value.values()) >= 0


async def test_a_filter_leaves_what_the_breakdown_shows_for_its_value() -> None:
    derived = Derived(InMemoryCounters())
    await AnalyticsHandlers(derived.counters, derived.all).on_facts(BATCH)
    for (kind,), row in derived.current.flow(("kind",), "2026").items():
        assert derived.current.flow((), "2026", {"kind": kind}) == {(): row}
    assert derived.current.flow((), "2026", {"kind": "poem"}) == {}


async def test_days_add_up_to_their_month() -> None:
    derived = Derived(InMemoryCounters())
    await AnalyticsHandlers(derived.counters, derived.all).on_facts(BATCH)
    days = derived.current.daily(date(2026, 3, 31), {"language": "kk"})
    march = added(row for day, row in days.items() if day >= date(2026, 3, 1))
    assert march == derived.current.flow((), "2026-03", {"language": "kk"})[()]


@pytest.mark.parametrize("is_read_first", [True, False])
def test_an_addition_that_the_document_held_when_it_was_read_counts_once(is_read_first: bool) -> None:
    tables = Tables(is_loading=True)
    held = Counter(DAY, 9, {CELL: {"assigned": 2}})
    if is_read_first:
        tables.load(held)
    tables.apply(addition(5, 9))
    tables.apply(addition(9, 12))
    if not is_read_first:
        tables.load(held)
    tables.finish()
    assert (assigned(tables), tables.is_stale) == (3, False)


def test_a_document_made_while_the_others_were_read_is_not_missed() -> None:
    tables = Tables(is_loading=True)
    tables.apply(addition(None, 3))
    tables.finish()
    assert (assigned(tables), tables.is_stale) == (1, False)


def test_a_write_by_somebody_else_makes_the_tables_stale() -> None:
    tables = Tables()
    tables.apply(addition(None, 3))
    tables.apply(addition(7, 9))
    assert (assigned(tables), tables.is_stale) == (1, True)


def test_counters_beyond_the_end_of_the_log_are_refused_by_name() -> None:
    check_same_log({"appeals.lifecycle.v1/0": 12}, {"appeals.lifecycle.v1/0": 12})
    with pytest.raises(AnotherLog, match=r"appeals\.lifecycle\.v1/0: counted up to offset 13, but the log ends at 12"):
        check_same_log({"appeals.lifecycle.v1/0": 13}, {"appeals.lifecycle.v1/0": 12})


@pytest.mark.parametrize("period", ["2026", "2026-H1", "2026-Q4", "2026-11", "2026-11-24", "all"])
def test_a_period_is_a_year_a_part_of_it_a_month_a_day_or_all(period: str) -> None:
    assert checked(period) == period


@pytest.mark.parametrize("period", ["", "26", "2026-13", "2026-02-30", "2026-11-24T00", "ALL", "2026-Q5", "0000-H1"])
def test_anything_else_is_no_period(period: str) -> None:
    with pytest.raises(BadPeriod, match="2026-11-24"):
        checked(period)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2028-Q1", date(2028, 1, 1), date(2028, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-11-24", date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)


def test_stocks_at_the_end_of_the_last_day_are_those_of_all_time() -> None:
    tables = Tables()
    for offset, day in enumerate(("2025-12-31", "2026-01-01", "2026-02-01", "2026-02-02")):
        tables.apply(Addition(f"appeals.lifecycle.v1/0/{day}/none", None, offset, {CELL: {"open": offset + 1}}))
    stocks = [tables.stock((), p)[()]["open"] for p in ("2025", "2026-01-15", "2026-01", "2026-02-01", "2026", "all")]
    assert stocks == [1, 3, 3, 6, 10, 10]


def test_a_series_names_each_period_once() -> None:
    assert series("month", date(2025, 12, 30), date(2026, 2, 1)) == ["2025-12", "2026-01", "2026-02"]


def test_rows_are_added_by_measure() -> None:
    rows: Rows = {("a",): {"x": 1}, ("b",): {"x": 2, "y": 3}}
    assert added(rows.values()) == {"x": 3, "y": 3}


def test_a_frozen_view_keeps_the_state_of_its_offsets_while_the_log_goes_on() -> None:
    tables = Tables()
    place, sample = "appeals.lifecycle.v1/0/2026-03-10", "a1|AAAA|||0|"
    tables.apply(Addition(f"{place}/KZ-75", None, 0, {CELL: {"open": 1}}))
    tables.apply(Addition(f"{place}/@mot", None, 1, {sample: {"n": 1}}))
    still = tables.frozen()
    tables.apply(Addition(f"{place}/KZ-75", 0, 2, {CELL: {"open": 4}}))
    tables.apply(Addition(f"{place}/@mot", 1, 3, {sample.replace("a1", "a2"): {"n": 1}}))

    def told(view: Tables) -> tuple[object, ...]:
        replies = view.samples.of("mot", date(2026, 3, 1), date(2026, 3, 31))
        return view.flow((), "2026", {}), view.offsets["appeals.lifecycle.v1/0"], len(replies), view.samples.rows["mot"]

    assert told(still) == ({(): {"open": 1}}, 2, 1, 1)
    assert told(tables) == ({(): {"open": 5}}, 4, 2, 2)
    assert told(still) == ({(): {"open": 1}}, 2, 1, 1)
