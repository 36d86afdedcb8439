"""Counters in memory, for tests of analytics; the contract suite holds it to what the Mongo store does."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from copy import deepcopy

from services.analytics.store import Addition, Counter, LostGuard


class InMemoryCounters:
    """See `services.analytics.store.Counters`. `fail_before` names steps that fail once, as a killed process would."""

    def __init__(self) -> None:
        self.counters: dict[str, Counter] = {}
        self.sequences: dict[str, int] = {}
        self.fail_before: list[str] = []

    async def guards(self, ids: Collection[str]) -> dict[str, int]:
        """See Counters."""
        return {i: self.counters[i].offset for i in ids if i in self.counters}

    async def add(self, additions: Sequence[Addition]) -> None:
        """See Counters."""
        lost = 0
        for number, addition in enumerate(additions):
            self._fail_if_told(f"add {number}")
            known = self.counters.get(addition.id)
            if (known.offset if known else None) != addition.guard:
                lost += 1
                continue
            cells = deepcopy(known.cells) if known else {}
            for cell, row in addition.cells.items():
                sums = cells.setdefault(cell, {})
                for measure, n in row.items():
                    sums[measure] = sums.get(measure, 0) + n
            self.counters[addition.id] = Counter(addition.id, addition.offset, cells)
        if lost:
            raise LostGuard(f"{lost} counters had another guard")

    async def positions(self, histories: Collection[str]) -> dict[str, int]:
        """See Counters."""
        return {h: self.sequences[h] for h in histories if h in self.sequences}

    async def remember(self, positions: Mapping[str, int]) -> None:
        """See Counters."""
        self._fail_if_told("remember")
        for history, position in positions.items():
            self.sequences[history] = max(position, self.sequences.get(history, 0))

    async def documents(self) -> AsyncIterator[Counter]:
        """See Counters."""
        for counter in list(self.counters.values()):
            yield counter

    def _fail_if_told(self, step: str) -> None:
        if step in self.fail_before:
            self.fail_before.remove(step)
            raise ConnectionError(f"killed before {step}")
