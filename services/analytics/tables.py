"""Derived tables in memory: sums by period and by whatever dimensions are asked for. Dropped and rebuilt at will."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from sys import intern

from services.analytics.rules.counting import NONE, Cells, Row, parse_cell, parse_document_id
from services.analytics.rules.figures import added
from services.analytics.rules.periods import periods_of, up_to
from services.analytics.store import Addition, Counter

Dims = tuple[str, ...]
Values = tuple[str, ...]
Rows = dict[Values, Row]
Narrow = Callable[[Rows], Rows]

REGION, AGENCY, KIND, CHANNEL, LANGUAGE, OUTCOME = "region", "agency", "kind", "channel", "language", "outcome"
DIMENSIONS: Dims = (REGION, AGENCY, KIND, CHANNEL, LANGUAGE, OUTCOME)
EAGER: tuple[Dims, ...] = ((), *((name,) for name in DIMENSIONS))
ESCALATIONS: Dims = ("centre", "rung")
LAZY_LIMIT = 16
"""Views kept beside the eager ones; the one not used for longest goes."""


class View:
    """Sums by period (day, month, year, all) and the values of some dimensions."""

    def __init__(self, made_of: set[str] | None = None) -> None:
        self.periods: dict[str, Rows] = {}
        self.made_of = made_of
        """The civil days taken in while the view is being made; None once it is complete."""

    def add(self, day: str, rows: Mapping[Values, Row]) -> None:
        """Add the rows of one civil day to all four of its periods."""
        for period in periods_of(day):
            known = self.periods.setdefault(period, {})
            for values, row in rows.items():
                _merge(known.setdefault(values, {}), row)

    def stock(self, period: str, narrow: Narrow) -> Rows:
        """Sums of all time up to the end of the period, narrowed before they are added."""
        total: Rows = {}
        for part in up_to(period, self.periods):
            for values, row in narrow(self.periods[part]).items():
                _merge(total.setdefault(values, {}), row)
        return total


class Tables:
    """Sums of all counter documents, kept up to date by the additions that were written.

    Each document's guard is kept, so that an addition counts only once and only on top of the state it was made
    for; `is_stale` says that somebody else wrote in between and the tables must be read anew.
    """

    def __init__(self, *, is_loading: bool = False) -> None:
        self.offsets: dict[str, int] = {}
        """Next offset to read, by `topic/partition`: what the figures stand on."""
        self.is_stale = False
        self.touched: set[tuple[str, str, str]] = set()
        """(dimension, value, day) that changed since somebody cleared it; for snapshots."""
        self._guards: dict[str, int] = {}
        self._is_loading = is_loading
        self._early: dict[str, list[Addition]] = {}
        self._days: dict[str, Rows] = {}
        self._views: dict[Dims, View] = {dims: View() for dims in EAGER}
        self._lazy: dict[Dims, View] = {}
        self._escalations = View()
        self._making = asyncio.Lock()

    def load(self, counter: Counter) -> None:
        """Take in a document as it was read; what is added meanwhile is in it already or comes after it."""
        self._guards[counter.id] = counter.offset
        self._take(counter.id, counter.offset, counter.cells)
        for addition in self._early.pop(counter.id, ()):
            self.apply(addition)

    def finish(self) -> None:
        """All documents are loaded: what is waiting belongs to documents made since."""
        self._is_loading = False
        for additions in self._early.values():
            for addition in additions:
                self.apply(addition)
        self._early.clear()

    def apply(self, addition: Addition) -> None:
        """Take in what was written; an addition that the document held already when it was read changes nothing."""
        guard = self._guards.get(addition.id)
        if self._is_loading and guard is None:
            self._early.setdefault(addition.id, []).append(addition)
        elif guard is not None and addition.offset <= guard:
            return
        elif guard != addition.guard:
            self.is_stale = True
        else:
            self._guards[addition.id] = addition.offset
            self._take(addition.id, addition.offset, addition.cells)

    def touch_all(self) -> None:
        """Call everything changed, for a reader that starts anew."""
        for dims, name in (((REGION,), REGION), ((AGENCY,), AGENCY)):
            for period, rows in self._views[dims].periods.items():
                if len(period) == len("2026-01-01"):
                    self.touched |= {(name, values[0], period) for values in rows}
                    self.touched.add(("national", "all", period))

    def advance(self, following: Mapping[str, int]) -> None:
        """Note the next offset of partitions, also where the records changed nothing."""
        for partition, offset in following.items():
            self.offsets[partition] = max(offset, self.offsets.get(partition, 0))

    def flow(self, dims: Dims, period: str) -> Rows:
        """Sums of the period by the values of `dims`, in the order of DIMENSIONS.

        Raises KeyError for two dimensions and more that were not prepared.
        """
        return self._view(dims).periods.get(period, {})

    def stock(self, dims: Dims, period: str, narrow: Narrow = lambda rows: rows) -> Rows:
        """Sums of all time up to the end of the period, by the values of `dims` or of what `narrow` leaves of them."""
        return self._view(dims).stock(period, narrow)

    def escalations(self, period: str) -> Rows:
        """Sums of the period by (centre, rung)."""
        return self._escalations.periods.get(period, {})

    async def prepare(self, dims: Dims) -> None:
        """Make the view of these dimensions unless it is there. It takes turns with counting, day by day."""
        async with self._making:
            if dims in self._views:
                return
            if (view := self._lazy.pop(dims, None)) is None:
                view = await self._made(dims)
            self._lazy[dims] = view
            if len(self._lazy) > LAZY_LIMIT:
                del self._lazy[next(iter(self._lazy))]

    async def _made(self, dims: Dims) -> View:
        done: set[str] = set()
        view = self._lazy[dims] = View(done)  # from here on it follows additions to the days that it has
        try:
            while rest := self._days.keys() - done:
                day = min(rest)
                view.add(day, _rolled(self._days[day], dims))
                done.add(day)
                await asyncio.sleep(0)
        finally:
            del self._lazy[dims]
        view.made_of = None
        return view

    def _view(self, dims: Dims) -> View:
        return self._views.get(dims) or self._lazy[dims]

    def _take(self, identity: str, offset: int, cells: Cells) -> None:
        topic, partition, day, region = parse_document_id(identity)
        self.advance({f"{topic}/{partition}": offset + 1})
        full: Rows = defaultdict(dict)
        escalations: Rows = defaultdict(dict)
        for key, row in cells.items():
            cell = parse_cell(key)
            values: Values = (region, cell.agency or NONE, cell.kind, cell.channel, cell.language, cell.outcome or NONE)
            _merge(full[tuple(map(intern, values))], row)
            if cell.rung:
                _merge(escalations[cell.centre, cell.rung], row)
        for dims, view in (*self._views.items(), *self._lazy.items()):
            if view.made_of is None or day in view.made_of:
                view.add(day, _rolled(full, dims))
        self._escalations.add(day, escalations)
        known = self._days.setdefault(day, {})
        for values, row in full.items():
            _merge(known.setdefault(values, {}), row)
        self.touched |= {("national", "all", day), (REGION, region, day)}
        self.touched |= {(AGENCY, values[1], day) for values in full}


def narrowed(rows: Rows, dims: Dims, filters: Mapping[str, str], by: Dims) -> Rows:
    """Keep the rows that the filters let through, and add up those that agree in `by`."""
    wanted = [(dims.index(name), value) for name, value in filters.items()]
    places = [dims.index(name) for name in by]
    groups: dict[Values, list[Row]] = {}
    for values, row in rows.items():
        if all(values[place] == value for place, value in wanted):
            groups.setdefault(tuple(values[place] for place in places), []).append(row)
    return {values: added(found) for values, found in groups.items()}


def used(names: Iterable[str]) -> Dims:
    """Dimensions in the order of DIMENSIONS."""
    wanted = set(names)
    return tuple(name for name in DIMENSIONS if name in wanted)


def _rolled(rows: Rows, dims: Dims) -> Rows:
    places = [DIMENSIONS.index(name) for name in dims]
    found: Rows = {}
    for values, row in rows.items():
        _merge(found.setdefault(tuple(values[place] for place in places), {}), row)
    return found


def _merge(into: Row, row: Row) -> None:
    for measure, n in row.items():
        into[measure] = into.get(measure, 0) + n
