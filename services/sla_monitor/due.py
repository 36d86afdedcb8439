"""Open clocks by their next instant, in memory: a sweep costs by what is due, not by what is open."""

import heapq
from datetime import UTC, datetime

MICROSECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970 UTC: exact and ordered, unlike a database's milliseconds."""
    passed = instant - EPOCH
    return (passed.days * 86_400 + passed.seconds) * MICROSECOND + passed.microseconds


class DueIndex:
    """A heap with a dictionary that says which of its entries still hold."""

    def __init__(self) -> None:
        self._due: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []

    def __len__(self) -> int:
        """How many appeals have a rung to come."""
        return len(self._due)

    def set(self, appeal_id: str, due: int | None) -> None:
        """The appeal's next rung is due at `due` (microseconds), or there is none."""
        if due is None:
            self._due.pop(appeal_id, None)
        elif self._due.get(appeal_id) != due:
            self._due[appeal_id] = due
            heapq.heappush(self._heap, (due, appeal_id))

    def until(self, instant: datetime) -> list[str]:
        """Appeals with a rung due at or before the instant, earliest first. They stay until `set` moves them."""
        limit, valid = microseconds(instant), list[tuple[int, str]]()
        while self._heap and self._heap[0][0] <= limit:
            entry = heapq.heappop(self._heap)
            if self._due.get(entry[1]) == entry[0] and (not valid or valid[-1] != entry):
                valid.append(entry)
        for entry in valid:
            heapq.heappush(self._heap, entry)
        return [appeal_id for _, appeal_id in valid]
