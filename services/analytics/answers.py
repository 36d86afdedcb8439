"""Answers to questions about the derived tables: exact or fit for the public. No HTTP in here."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from services.analytics.cube import AGENCY, OUTCOME, Dims, Values
from services.analytics.rules.counting import Row
from services.analytics.rules.figures import (
    RANKED_FROM,
    UNHELD_FLOWS,
    Figures,
    added,
    escalation_figures,
    figures,
    outcome_figures,
)
from services.analytics.rules.periods import days_of
from services.analytics.rules.suppression import suppressed, suppressed_cross, suppressed_rows
from services.analytics.tables import Tables

Answer = dict[str, Any]
EMPTY: Row = {}


@dataclass(frozen=True, slots=True)
class Slice:
    """What is looked at: values by dimension, and whether small cells may be shown."""

    filters: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False

    def shown(self, row: Figures) -> Answer:
        """One slice: its figures and whether some are hidden."""
        public, hidden = (row, False) if self.exact else suppressed(row)
        return {"figures": public, "suppressed": hidden}

    def shown_rows(self, rows: Sequence[Figures]) -> list[Answer]:
        """Rows whose total is public too."""
        pairs = [(row, False) for row in rows] if self.exact else suppressed_rows(rows)
        return [{"figures": public, "suppressed": hidden} for public, hidden in pairs]

    def shown_cross(self, keys: Sequence[Values], rows: Sequence[Figures]) -> list[Answer]:
        """Rows by two dimensions, of which each alone is public too."""
        pairs = [(row, False) for row in rows] if self.exact else suppressed_cross(keys, rows)
        return [{"figures": public, "suppressed": hidden} for public, hidden in pairs]


def summary(tables: Tables, period: str, cut: Slice) -> Answer:
    """The figures of one period; `open` and `open_overdue` are those at its end."""
    rows, stock = tables.both((), period, cut.filters)
    row = _figures((), cut, rows.get((), EMPTY), stock.get((), EMPTY))
    return {"period": period, "filters": dict(cut.filters), **cut.shown(row)}


def series(tables: Tables, periods: Sequence[str], cut: Slice) -> Answer:
    """The figures of successive periods of one grain, in order."""
    starts = [days_of(period)[0] for period in periods]
    flows: list[Row] = [{} for _ in periods]
    standing: Row = {}
    for day, row in tables.daily(days_of(periods[-1])[1], cut.filters).items():
        place = bisect_right(starts, day) - 1
        _merge(flows[place] if place >= 0 else standing, row)
    rows: list[Figures] = []
    for flow in flows:
        _merge(standing, flow)
        rows.append(_figures((), cut, flow, standing))
    points = [{"period": p, **shown} for p, shown in zip(periods, cut.shown_rows(rows), strict=True)]
    return {"filters": dict(cut.filters), "points": points}


def breakdown(tables: Tables, period: str, by: Dims, cut: Slice) -> Answer:
    """The figures of a period by the values of one or two dimensions."""
    flow, stock = tables.both(by, period, cut.filters)
    keys = sorted({*flow, *stock})
    rows = [_figures(by, cut, flow.get(key, EMPTY), stock.get(key, EMPTY)) for key in keys]
    public = cut.shown_rows(rows) if len(by) == 1 else cut.shown_cross(keys, rows)
    shown = [{**dict(zip(by, key, strict=True)), **row} for key, row in zip(keys, public, strict=True)]
    return {"period": period, "by": list(by), "filters": dict(cut.filters), "rows": shown}


def ranking(tables: Tables, period: str, cut: Slice) -> Answer:
    """Bodies by the share of late answers, worst first; those with fewer than 20 answers apart, by code."""
    flow = tables.flow((AGENCY,), period, cut.filters)
    keys = sorted(key for key, row in flow.items() if row.get("answered"))
    exact = [outcome_figures(flow[key]) for key in keys]
    entries = [
        (_share(row), key[0], row["answered"] or 0, shown)
        for key, row, shown in zip(keys, exact, cut.shown_rows(exact), strict=True)
    ]
    entries.sort(key=lambda entry: (-entry[0], entry[1]))
    ranked = [(share, agency, shown) for share, agency, n, shown in entries if n >= RANKED_FROM]
    apart = sorted(((agency, shown) for _, agency, n, shown in entries if n < RANKED_FROM), key=itemgetter(0))
    return {
        "period": period,
        "ranked_from": RANKED_FROM,
        "ranked": [
            {"rank": place, "agency": agency, **_judged(share, shown)}
            for place, (share, agency, shown) in enumerate(ranked, start=1)
        ],
        "not_ranked": [{"agency": agency, "n": shown["figures"]["answered"]} for agency, shown in apart],
    }


def escalations(tables: Tables, period: str, cut: Slice) -> Answer:
    """Escalations of a period by centre and rung."""
    rows = tables.escalations(period)
    keys = sorted(rows)
    shown = cut.shown_rows([escalation_figures(rows[key]) for key in keys])
    named = [{"centre": centre, "rung": rung, **row} for (centre, rung), row in zip(keys, shown, strict=True)]
    return {"period": period, "rows": named, "total": cut.shown(escalation_figures(added(rows.values())))}


def _merge(into: Row, row: Row) -> None:
    for measure, n in row.items():
        into[measure] = into.get(measure, 0) + n


def _figures(by: Dims, cut: Slice, flow: Row, stock: Row) -> Figures:
    if OUTCOME in by:
        return outcome_figures(flow)
    found = figures(flow, stock)
    if AGENCY in by or AGENCY in cut.filters:
        return {name: value for name, value in found.items() if name not in UNHELD_FLOWS}
    return found


def _share(row: Figures) -> float:
    return (row["answered_late"] or 0) / (row["answered"] or 1)


def _judged(share: float, shown: Answer) -> Answer:
    public = shown["figures"]
    is_hidden = public["answered_late"] is None or public["answered"] is None
    return {
        "n": public["answered"],
        "answered_late": public["answered_late"],
        "late_share": None if is_hidden else round(share, 4),
        "suppressed": shown["suppressed"],
    }
