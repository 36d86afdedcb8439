"""Figures, percentiles and what the public may not see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analytics.rules.figures import Figures, figures, outcome_figures, percentile
from services.analytics.rules.suppression import IDENTITIES, suppressed, suppressed_cross, suppressed_rows

COUNTS = st.integers(min_value=0, max_value=30)


@pytest.mark.parametrize(
    ("histogram", "percent", "value"),
    [({3: 1}, 50, 3), ({1: 5, 9: 5}, 50, 1), ({1: 5, 9: 5}, 51, 9), ({1: 90, 20: 10}, 90, 1), ({}, 50, None)],
)
def test_a_percentile_is_the_nearest_rank(histogram: dict[int, int], percent: int, value: int | None) -> None:
    assert percentile(histogram, percent) == value


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_of_the_histogram_is_that_of_the_sorted_values(values: list[int], percent: int) -> None:
    histogram = {value: values.count(value) for value in values}
    assert percentile(histogram, percent) == sorted(values)[-(-len(values) * percent // 100) - 1]


def test_what_is_open_counts_all_time_up_to_the_end_of_the_period() -> None:
    flow = {"received": 10, "closed": 4, "open": 6, "wd_3": 1}
    stock = {"open": 106, "overdue": 9, "overdue_withdrawn": 1, "closed_overdue": 2}
    found = figures(flow, stock)
    shown = {name: found[name] for name in ("received", "closed", "open", "open_overdue", "median_working_days")}
    assert shown == {"received": 10, "closed": 4, "open": 106, "open_overdue": 6, "median_working_days": 3}


def test_a_cell_under_five_is_hidden_and_nought_is_not() -> None:
    assert suppressed({"received": 4, "triaged": 0, "accepted": 5}) == (
        {"received": None, "triaged": 0, "accepted": 5},
        True,
    )


def test_a_hidden_part_cannot_be_found_by_subtraction() -> None:
    exact: Figures = {"answered": 40, "answered_in_time": 37, "answered_late": 3}
    public, _ = suppressed(exact)
    assert public == {"answered": 40, "answered_in_time": None, "answered_late": None}


def test_days_to_answer_are_hidden_with_the_answers() -> None:
    public, hidden = suppressed(outcome_figures({"answered": 3, "answered_in_time": 3, "wd_9": 3}))
    assert (public["median_working_days"], public["p90_working_days"], hidden) == (None, None, True)


def test_few_days_are_no_few_people() -> None:
    public, hidden = suppressed(outcome_figures({"answered": 90, "answered_in_time": 90, "wd_2": 90}))
    assert (public["median_working_days"], hidden) == (2, False)


def test_one_hidden_row_takes_the_next_smallest_with_it() -> None:
    rows: list[Figures] = [{"closed": 50}, {"closed": 2}, {"closed": 9}, {"closed": 0}]
    assert suppressed_rows(rows) == [
        ({"closed": 50}, False),
        ({"closed": None}, True),
        ({"closed": None}, True),
        ({"closed": 0}, False),
    ]


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_no_identity_is_left_with_one_hidden_member(
    late: int, timely: int, back: int, ended: int, away: int, joined: int
) -> None:
    answered = late + timely
    closed = answered + back + ended + away + joined
    exact = figures(
        {
            "received": closed + 7,
            "answered": answered,
            "answered_in_time": timely,
            "answered_late": late,
            "returned": back,
            "terminated": ended,
            "withdrawn": away,
            "attached": joined,
            "closed": closed,
        },
        {"open": 7},
    )
    public, _ = suppressed(exact)
    for identity in IDENTITIES[:3]:
        unknown = [name for name in identity if public[name] is None]
        assert len(unknown) != 1 or not any(public[name] for name in identity)
    assert not any(value in {1, 2, 3, 4} for name, value in public.items() if not name.endswith("working_days"))


def test_no_cell_of_a_cross_table_follows_from_its_totals() -> None:
    keys = [(region, kind) for region in ("a", "b", "c") for kind in ("x", "y", "z")]
    rows: list[Figures] = [{"received": n} for n in (3, 50, 60, 70, 80, 90, 100, 110, 120)]
    public = [row["received"] for row, _ in suppressed_cross(keys, rows)]
    lines = [public[start : start + 3] for start in (0, 3, 6)]
    columns = [list(column) for column in zip(*lines, strict=True)]
    assert public[0] is None
    assert [line.count(None) for line in (*lines, *columns) if line.count(None) == 1] == []
