"""What must not be said in public: cells under 5, neither directly nor as the difference of what is said."""

from collections.abc import Iterable, Sequence

from services.analytics.rules.cross import Number, closed_over
from services.analytics.rules.figures import MEDIAN, P90, Figures

LEAST = 5
IDENTITIES = (
    ("answered", "answered_in_time", "answered_late"),
    ("closed", "answered", "returned", "terminated", "withdrawn", "attached"),
    ("received", "closed", "open"),
    ("assigned", "redirected_out", "closed", "open"),
    ("overdue", "overdue_withdrawn", "closed_overdue", "redirected_overdue", "open_overdue"),
)
"""Figures of which each follows from the others: one hidden alone would be no secret."""
NEVER_SMALL = frozenset({MEDIAN, P90})
"""Days, not people; they are hidden with the answers they describe."""


def is_small(value: int | None) -> bool:
    """One to four people; nought names nobody."""
    return value is not None and value != 0 and abs(value) < LEAST


def suppressed(exact: Figures) -> tuple[Figures, bool]:
    """Public figures of one slice, and whether anything was hidden."""
    hidden = {name for name, value in exact.items() if name not in NEVER_SMALL and is_small(value)}
    for _ in IDENTITIES:
        for identity in IDENTITIES:
            hidden |= _partner(exact, identity, hidden)
    return _without(exact, hidden), bool(hidden)


def suppressed_rows(rows: Sequence[Figures]) -> list[tuple[Figures, bool]]:
    """Public figures of the rows of a breakdown, whose total is public too.

    A figure hidden in one row alone would follow from the total, so the next smallest row hides it as well.
    """
    public = [suppressed(row)[0] for row in rows]
    for name in rows[0] if rows else ():
        if name in NEVER_SMALL:
            continue
        hidden = [i for i, row in enumerate(public) if row[name] is None]
        others = sorted((abs(rows[i][name] or 0), i) for i in range(len(rows)) if i not in hidden and rows[i][name])
        if len(hidden) == 1 and others:
            public[others[0][1]][name] = None
    again = [_without(row, {name for name, value in row.items() if value is None}) for row in public]
    return [(row, row != exact) for row, exact in zip(again, rows, strict=True)]


def suppressed_cross(keys: Sequence[tuple[str, ...]], rows: Sequence[Figures]) -> list[tuple[Figures, bool]]:
    """Public figures of a breakdown by two dimensions (`keys`): sums over either are public too.

    A figure hidden in one cell alone of a line would follow from the line's total, so another cell hides it as well.
    """
    public = [suppressed(row)[0] for row in rows]
    lines = {value: place for place, value in enumerate(sorted({key[0] for key in keys}))}
    columns = {value: place for place, value in enumerate(sorted({key[1] for key in keys}))}
    places = [(lines[key[0]], columns[key[1]]) for key in keys]
    for name in rows[0] if rows else ():
        if name in NEVER_SMALL or all(row[name] is not None for row in public):
            continue
        table = _with_totals(len(lines), len(columns), zip(places, (row[name] or 0 for row in rows), strict=True))
        for (line, column), row in zip(places, public, strict=True):
            if row[name] is None:
                table[line][column] = None
        closed = closed_over(table)
        for (line, column), row in zip(places, public, strict=True):
            row[name] = row[name] if closed[line][column] is not None else None
    again = [_without(row, {name for name, value in row.items() if value is None}) for row in public]
    return [(row, row != exact) for row, exact in zip(again, rows, strict=True)]


def _with_totals(height: int, width: int, values: Iterable[tuple[tuple[int, int], int]]) -> list[list[Number]]:
    """A table with nought where nothing is, and totals at the end of lines and columns; small totals are hidden."""
    table = [[0] * (width + 1) for _ in range(height + 1)]
    for (line, column), value in values:
        for row, place in ((line, column), (line, width), (height, column), (height, width)):
            table[row][place] += value
    return [
        [None if is_small(n) and (row == height or place == width) else n for place, n in enumerate(cells)]
        for row, cells in enumerate(table)
    ]


def _partner(exact: Figures, identity: Sequence[str], hidden: set[str]) -> set[str]:
    """The figure that has to go with one hidden alone: the smallest part that is not nought."""
    members = [name for name in identity if name in exact]
    lone = [name for name in members if name in hidden]
    rest = [name for name in members if name not in hidden and exact[name]]
    if len(members) < len(identity) or len(lone) != 1 or not rest:
        return set()
    return {min(rest, key=lambda name: abs(exact[name] or 0))}


def _without(exact: Figures, hidden: set[str]) -> Figures:
    if "answered" in hidden:
        hidden = hidden | NEVER_SMALL
    return {name: None if name in hidden else value for name, value in exact.items()}
