"""In-memory stores of sla_monitor, held to the promises of the real ones by tests/contract/test_sla_store.py."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from services.sla_monitor.due import DueIndex
from services.sla_monitor.store import Sheet, due_of
from shared.contracts.envelope import Outgoing
from shared.mongo.versioned import LostVersion


class InMemoryCases:
    """Cases in a dictionary. `asked` names every case that was loaded, again each time.

    `before_save` runs first in every save, so that a test can let somebody else write.
    """

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self.asked: list[str] = []
        self.before_save: Callable[[], None] = lambda: None
        self._due = DueIndex()

    @property
    def open(self) -> int:
        """See Cases."""
        return len(self._due)

    async def load(self, appeal_ids: Collection[str]) -> dict[str, Sheet]:
        """See Cases."""
        self.asked += appeal_ids
        return {appeal_id: self.sheets[appeal_id] for appeal_id in appeal_ids if appeal_id in self.sheets}

    async def save(self, sheets: Sequence[Sheet]) -> None:
        """See Cases."""
        self.before_save()
        lost = [sheet for sheet in sheets if self._version(sheet) != sheet.version]
        for sheet in sheets:
            if sheet not in lost:
                self.put(sheet)
        if lost:
            raise LostVersion(f"{len(lost)} documents had another version")

    def put(self, sheet: Sheet) -> None:
        """Write whatever the version."""
        self.sheets[sheet.case.appeal_id] = replace(sheet, version=sheet.version + 1)
        self._due.set(sheet.case.appeal_id, due_of(sheet.case))

    async def due(self, until: datetime, *, alone: bool = True) -> list[str]:
        """See Cases."""
        return self._due.until(until)

    async def reload(self) -> None:
        """See Cases."""
        self._due = DueIndex()
        for appeal_id, sheet in self.sheets.items():
            self._due.set(appeal_id, due_of(sheet.case))

    def _version(self, sheet: Sheet) -> int:
        stored = self.sheets.get(sheet.case.appeal_id)
        return 0 if stored is None else stored.version


class InMemoryWatermarks:
    """The watermark in a variable."""

    def __init__(self) -> None:
        self.stored: tuple[datetime, datetime] | None = None

    async def read(self) -> tuple[datetime, datetime] | None:
        """See Watermarks."""
        return self.stored

    async def write(self, watermark: datetime, noted_at: datetime) -> None:
        """See Watermarks."""
        former = self.stored or (watermark, noted_at)
        self.stored = (max(former[0], watermark), max(former[1], noted_at))


class Confirmed:
    """Confirmations that a test sets: every input below `below` is confirmed, whatever its partition."""

    def __init__(self, below: int = 0) -> None:
        self.below = below

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:
        """See Confirmations."""
        return offset < self.below


class Outbox:
    """A `send` that remembers, or fails when told to."""

    def __init__(self) -> None:
        self.records: list[Outgoing] = []
        self.failure: Exception | None = None

    async def send(self, records: Iterable[Outgoing]) -> None:
        """Keep the records in order, or raise `failure`."""
        if self.failure is not None:
            raise self.failure
        self.records += records

    @property
    def ids(self) -> list[str]:
        """`ce_id` of everything sent."""
        return [record.headers["ce_id"] for record in self.records]
