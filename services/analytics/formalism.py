"""Puts the indicators together: sums from the derived tables, comparisons from the samples. No HTTP in here."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

from services.analytics.answers import Answer, Slice
from services.analytics.cube import AGENCY, CATEGORY, KIND, OUTCOME, REGION, Values
from services.analytics.rules.counting import NONE, Row
from services.analytics.rules.indicators import (
    DEFINITIONS,
    RANKED_FROM,
    Value,
    explained_excess,
    from_findings,
    from_sums,
    strata,
)
from services.analytics.rules.periods import days_of
from services.analytics.rules.suppression import is_small
from services.analytics.rules.templates import WINDOW_DAYS, findings
from services.analytics.samples import Samples
from services.analytics.tables import Tables

EMPTY: Row = {}
Key = tuple[str, str | None]
"""Body and subject; None for all its subjects."""


def indicators(tables: Tables, period: str, cut: Slice, *, by_subject: bool) -> Answer:
    """Every indicator of every body in a period, worst first within each; the `agency` of the slice alone if named."""
    wanted = cut.filters.get(AGENCY)
    values = [
        (name, key, value)
        for name, key, value in _values(tables, period, by_subject)
        if key[0] != NONE and wanted in (None, key[0])
    ]
    order = {definition.id: place for place, definition in enumerate(DEFINITIONS)}
    values.sort(key=lambda row: (order[row[0]], not row[2].is_ranked, -(row[2].share or 0), row[1][0], row[1][1] or ""))
    return {
        "period": period,
        "ranked_from": RANKED_FROM,
        "definitions": [asdict(definition) for definition in DEFINITIONS],
        "rows": [_row(name, key, value, exact=cut.exact) for name, key, value in values],
    }


def _row(name: str, key: Key, value: Value, *, exact: bool) -> Answer:
    """Small numbers are people: hits, cases and the share are hidden together."""
    agency, subject = key
    is_hidden = not exact and (is_small(value.hits) or is_small(value.n) or is_small(value.n - value.hits))
    low, high = value.interval or (None, None)
    shown = {
        "n": value.n,
        "hits": value.hits,
        "share": _rounded(value.share),
        "low": _rounded(low),
        "high": _rounded(high),
        "expected": value.expected,
        "beside": [None if is_small(n) and not exact else n for n in value.beside],
    }
    if is_hidden:
        shown = {name: [] if name == "beside" else None for name in shown}
    return {
        "indicator": name,
        "agency": agency,
        "subject": subject,
        **shown,
        "ranked": value.is_ranked and not is_hidden,
        "suppressed": is_hidden,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _values(tables: Tables, period: str, by_subject: bool) -> Iterator[tuple[str, Key, Value]]:
    by = (AGENCY, CATEGORY) if by_subject else (AGENCY,)
    flow, stock = tables.both(by, period)
    for values in sorted({*flow, *stock}):
        for name, value in from_sums(flow.get(values, EMPTY), stock.get(values, EMPTY)).items():
            if value.n:
                yield name, _key(values), value
    rows = tables.flow((AGENCY, OUTCOME, KIND, CATEGORY, REGION), period)
    if by_subject:
        for subject in sorted({values[3] for values in rows}):
            of_one = {values: row for values, row in rows.items() if values[3] == subject}
            for body, value in explained_excess(strata(of_one)).items():
                yield "F11", (body, subject), value
    else:
        for body, value in explained_excess(strata(rows)).items():
            yield "F11", (body, None), value
    yield from _compared(tables.samples, period, by_subject)


def _compared(samples: Samples, period: str, by_subject: bool) -> Iterator[tuple[str, Key, Value]]:
    for body in samples.bodies(*days_of(period)):
        for subject, found in _findings(samples, body, period).items():
            if (subject is not None) == by_subject:
                for name, value in from_findings(found).items():
                    yield name, (body, subject), value


Flags = tuple[bool, bool]
"""Is the reply a template, and is it one given at once."""


def _findings(samples: Samples, body: str, period: str) -> dict[str | None, list[Flags]]:
    """Of all replies of the period (None), and of those of each subject; kept until the body has another."""
    rows, known = samples.memo.get((body, period), (-1, None))
    if rows == samples.rows[body]:
        found: dict[str | None, list[Flags]] = known
        return found
    rows = samples.rows[body]
    first, last = days_of(period)
    window = timedelta(days=WINDOW_DAYS)
    by_subject: dict[str | None, list[Flags]] = {None: []}
    for finding in findings(samples.of(body, first - window, last + window)):
        if first <= finding.reply.day <= last:
            flags = (finding.is_template, finding.is_at_once)
            by_subject[None].append(flags)
            by_subject.setdefault(finding.reply.sample.subject or NONE, []).append(flags)
    samples.memo[body, period] = (rows, by_subject)
    return by_subject


def _key(values: Values) -> Key:
    return values[0], values[1] if len(values) > 1 else None
