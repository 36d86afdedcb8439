"""From sums to the figures that people read: stocks, percentiles, shares."""

from collections.abc import Iterable, Mapping

from services.analytics.rules.counting import DAYS_PREFIX, Row
from services.analytics.rules.measures import Measure

Figures = dict[str, int | None]
"""Whole numbers by name; None where there is nothing to say or the cell is suppressed."""

FLOWS = tuple(m.value for m in Measure if m is not Measure.OPEN and not m.startswith("escalat"))
"""What happened in the period. `open` and `open_overdue` stand beside them: what was open when it ended."""
ESCALATION_FLOWS = tuple(m.value for m in Measure if m.startswith("escalat"))
OUTCOME_FLOWS = ("answered", "answered_in_time", "answered_late", "closed_overdue")
"""What a breakdown by outcome can say; the rest has no outcome."""
UNHELD_FLOWS = ("received", "registered_late", "historical")
"""What happens before any body holds the appeal: left out where figures are those of a body."""
MEDIAN, P90 = "median_working_days", "p90_working_days"
RANKED_FROM = 20
"""Bodies with fewer answers are listed apart: a share of few says little."""


def figures(flow: Row, stock: Row) -> Figures:
    """`flow` sums the period itself, `stock` all time up to its end.

    open = received − closed up to then; open_overdue = overdue − withdrawn again − closed or redirected when overdue.
    """
    found: Figures = {name: flow.get(name, 0) for name in FLOWS}
    found["open"] = stock.get(Measure.OPEN, 0)
    found["open_overdue"] = (
        stock.get(Measure.OVERDUE, 0)
        - stock.get(Measure.OVERDUE_WITHDRAWN, 0)
        - stock.get(Measure.CLOSED_OVERDUE, 0)
        - stock.get(Measure.REDIRECTED_OVERDUE, 0)
    )
    return found | percentiles(flow)


def outcome_figures(flow: Row) -> Figures:
    """The figures that belong to an outcome."""
    found: Figures = {name: flow.get(name, 0) for name in OUTCOME_FLOWS}
    return found | percentiles(flow)


def escalation_figures(flow: Row) -> Figures:
    """Escalations raised, withdrawn, acknowledged and resolved in the period."""
    return {name: flow.get(name, 0) for name in ESCALATION_FLOWS}


def percentiles(flow: Row) -> Figures:
    """Median and 90th percentile of the working days to answer, by nearest rank; None without answers."""
    histogram = histogram_of(flow)
    return {MEDIAN: percentile(histogram, 50), P90: percentile(histogram, 90)}


def histogram_of(flow: Row) -> dict[int, int]:
    """Appeals answered by working day, in order of the days."""
    found = ((int(m.removeprefix(DAYS_PREFIX)), n) for m, n in flow.items() if m.startswith(DAYS_PREFIX))
    return dict(sorted(found))


def percentile(histogram: Mapping[int, int], percent: int) -> int | None:
    """Nearest rank: the smallest value that at least `percent` of all are not above."""
    total = sum(histogram.values())
    if not total:
        return None
    rank, seen = -(-total * percent // 100), 0
    for value, n in sorted(histogram.items()):
        seen += n
        if seen >= rank:
            return value
    raise ValueError("a histogram must not hold negative counts")


def added(rows: Iterable[Row]) -> Row:
    """The sum of rows, by measure."""
    total: Row = {}
    for row in rows:
        for measure, n in row.items():
            total[measure] = total.get(measure, 0) + n
    return total
