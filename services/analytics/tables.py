"""The derived tables: all sums as the counters hold them, kept up to date by what was written. Rebuilt at will."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date

from services.analytics.cube import AGENCY, CENTRE, REGION, RUNG, Cube, Rows
from services.analytics.rules.contributions import body_of
from services.analytics.rules.counting import Row, parse_document_id
from services.analytics.samples import Samples
from services.analytics.store import Addition, Counter

NATIONAL = "national"
EVERYTHING: Mapping[str, str] = {}
MANY_ROWS = 1_000_000


class Tables:
    """Sums of all counter documents, kept up to date by the additions that were written.

    Each document's guard is kept, so that an addition counts only once and only on top of the state it was made
    for; `is_stale` says that somebody else wrote in between and the tables must be read anew.
    """

    def __init__(self, *, is_loading: bool = False) -> None:
        self.cube, self.samples = Cube(), Samples()
        self.offsets: dict[str, int] = {}
        """Next offset to read, by `topic/partition`: what the figures stand on."""
        self.is_stale = False
        self.touched: set[tuple[str, str, str]] = set()
        """(dimension, value, day) that changed since somebody cleared it; for snapshots."""
        self._guards: dict[str, int] = {}
        self._is_loading = is_loading
        self._early: dict[str, list[Addition]] = {}
        self._loaded_rows = 0

    def frozen(self) -> "Tables":
        """All of one state of the log, for an answer that asks more than once; for one thread at a time."""
        still = copy(self)
        still.cube, still.samples, still.offsets = self.cube.frozen(), self.samples.frozen(), dict(self.offsets)
        return still

    @property
    def is_scattered(self) -> bool:
        """Additions have made it much larger than the documents are: reading them anew makes it small again."""
        return self.cube.rows > 2 * self._loaded_rows + MANY_ROWS

    def load(self, counter: Counter) -> None:
        """Take in a document as it was read; what is added meanwhile is in it already or comes after it."""
        self._guards[counter.id] = counter.offset
        self._take(Addition(counter.id, None, counter.offset, counter.cells))
        for addition in self._early.pop(counter.id, ()):
            self.apply(addition)

    def finish(self) -> None:
        """All documents are loaded: what is waiting belongs to documents made since."""
        self._is_loading = False
        for additions in self._early.values():
            for addition in additions:
                self.apply(addition)
        self._early.clear()
        self._loaded_rows = self.cube.rows

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
            self._take(addition)

    def touch_all(self) -> None:
        """Call everything changed, for a reader that starts anew."""
        for name in (REGION, AGENCY):
            slots = self.cube.slots(name)
            self.touched |= {(name, value, day) for value, day in slots}
            self.touched |= {(NATIONAL, "all", day) for _, day in slots}

    def advance(self, following: Mapping[str, int]) -> None:
        """Note the next offset of partitions, also where the records changed nothing."""
        for partition, offset in following.items():
            self.offsets[partition] = max(offset, self.offsets.get(partition, 0))

    def flow(self, by: Sequence[str], period: str, filters: Mapping[str, str] = EVERYTHING) -> Rows:
        """Sums of the period by the values of `by`."""
        return self.cube.flow(by, period, filters)

    def stock(self, by: Sequence[str], period: str, filters: Mapping[str, str] = EVERYTHING) -> Rows:
        """Sums of all time up to the end of the period by the values of `by`."""
        return self.cube.flow_and_stock(by, period, filters)[1]

    def both(self, by: Sequence[str], period: str, filters: Mapping[str, str] = EVERYTHING) -> tuple[Rows, Rows]:
        """Flow and stock as of one instant."""
        return self.cube.flow_and_stock(by, period, filters)

    def daily(self, last: date, filters: Mapping[str, str]) -> dict[date, Row]:
        """Sums of every civil day up to `last` on which something was counted."""
        return self.cube.daily(last, filters)

    def escalations(self, period: str) -> Rows:
        """Sums of the period by (centre, rung)."""
        rows = self.cube.flow((CENTRE, RUNG), period, {})
        return {values: row for values, row in rows.items() if values[1]}

    def _take(self, addition: Addition) -> None:
        topic, partition, day, region = parse_document_id(addition.id)
        self.advance({f"{topic}/{partition}": addition.offset + 1})
        if (body := body_of(addition.id)) is not None:
            self.samples.add(date.fromisoformat(day), body, addition.cells)
            return
        self.cube.add(day, region, addition.cells)
        if not self._is_loading:
            agencies = {key.partition("|")[0] or "none" for key in addition.cells}
            self.touched |= {(NATIONAL, "all", day), (REGION, region, day), *((AGENCY, a, day) for a in agencies)}
