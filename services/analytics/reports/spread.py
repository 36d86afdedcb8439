"""Answers by working days, in weeks of the office: the terms of the law (5, 15, 20) are their borders."""

from collections.abc import Sequence
from itertools import pairwise

from services.analytics.answers import Answer, Slice
from services.analytics.reports.parts import Line, Table
from services.analytics.reports.source import Source
from services.analytics.rules.counting import Row
from services.analytics.rules.figures import Figures, histogram_of
from services.analytics.tables import Tables

BORDERS = (0, 6, 11, 16, 21, 26, 31, 41, 61)
"""First working day of each step; the last has no end."""
EMPTY: Row = {}


def spread(tables: Tables, period: str, cut: Slice) -> Answer:
    """Answers of a period by working days from registration to answer: `from`, `to` (None: without end), `answered`."""
    histogram = histogram_of(tables.flow((), period, cut.filters).get((), EMPTY))
    ends: Sequence[int | None] = [*(after - 1 for _, after in pairwise(BORDERS)), None]
    steps = list(zip(BORDERS, ends, strict=True))
    exact: list[Figures] = [
        {"answered": sum(n for day, n in histogram.items() if low <= day and (high is None or day <= high))}
        for low, high in steps
    ]
    shown = cut.shown_rows(exact)
    return {
        "period": period,
        "filters": dict(cut.filters),
        "steps": [
            {"from": low, "to": high, "answered": row["figures"]["answered"], "suppressed": row["suppressed"]}
            for (low, high), row in zip(steps, shown, strict=True)
        ],
    }


def working_days(source: Source) -> Table:
    """The same as a table with bars."""
    words, write = source.words, source.write
    steps = spread(source.tables, source.period, Slice())["steps"]
    longest = max((step["answered"] or 0 for step in steps), default=0)
    lines = [
        Line(
            str(step["from"]),
            words.report("days_over", low=step["from"])
            if step["to"] is None
            else words.report("days_range", low=step["from"], high=step["to"]),
            [write.number("answered", step["answered"], bar=100 * (step["answered"] or 0) / longest)],
        )
        for step in steps
        if longest
    ]
    return source.table("terms_days", source.heads("days", ("answered",)), lines)
