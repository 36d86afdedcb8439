"""In-memory stores of intake; the contract suite runs on them and on Mongo alike."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace

from services.intake.store import Filed, LostVersion, NumberTaken, StoreUnavailable
from services.intake.timeline import Timeline
from shared.contracts.envelope import Outgoing
from shared.mongo.outbox import Pending, id_of


class InMemoryAppeals:
    """Appeals and their outbox. `down` makes every call fail as an unreachable database does."""

    def __init__(self) -> None:
        self.kept: dict[str, Filed] = {}
        self.down = False

    async def add(self, filed: Filed) -> Filed | None:
        """See Appeals."""
        if self.down:
            raise StoreUnavailable("down")
        first = next((one for one in self.kept.values() if one.key == filed.key), None)
        if first is not None:
            return first
        if any(one.number == filed.number for one in self.kept.values()):
            raise NumberTaken(filed.number)
        self.kept[filed.appeal_id] = filed
        return None

    async def add_many(self, filed: Sequence[Filed]) -> set[str]:
        """See Appeals."""
        first = [await self.add(one) for one in filed]
        return {one.appeal_id for one in first if one is not None}

    async def existing(self, appeal_ids: Collection[str]) -> set[str]:
        """See Appeals."""
        return set(appeal_ids) & self.kept.keys()

    async def by_number(self, number: str) -> Filed | None:
        """See Appeals."""
        return next((one for one in self.kept.values() if one.number == number), None)

    async def withdraw(self, appeal_id: str, number: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """See Appeals."""
        before = self.kept[appeal_id]
        records = (*before.records, record)
        self.kept[appeal_id] = replace(before, records=records, withdrawn=before.withdrawn | {number})
        return records

    async def repair(self, appeal_id: str, repair: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """See Appeals."""
        before = self.kept[appeal_id]
        records = (*before.records, record)
        self.kept[appeal_id] = replace(before, records=records, repairs=before.repairs | {repair})
        return records

    async def ask(self, appeal_id: str, request: str, record: Outgoing) -> tuple[Outgoing, ...]:
        """See Appeals."""
        before = self.kept[appeal_id]
        records = (*before.records, record)
        self.kept[appeal_id] = replace(before, records=records, requests=before.requests | {request})
        return records

    async def clear(self, published: Mapping[str, Sequence[str]]) -> None:
        """See Outbox."""
        for owner, ids in published.items():
            left = tuple(record for record in self.kept[owner].records if id_of(record) not in ids)
            self.kept[owner] = replace(self.kept[owner], records=left)

    async def leftovers(self, stored_before: float) -> AsyncIterator[Pending]:
        """See Outbox; everything here was stored at instant 0."""
        if stored_before >= 0:
            for filed in list(self.kept.values()):
                if filed.records:
                    yield Pending(filed.appeal_id, filed.records)


class InMemoryNumbers:
    """Counters."""

    def __init__(self) -> None:
        self.given: dict[str, int] = {}

    async def take(self, series: str, count: int) -> int:
        """See Numbers."""
        first = self.given.get(series, 0) + 1
        self.given[series] = first + count - 1
        return first


class InMemoryTimelines:
    """Timelines with version checks."""

    def __init__(self) -> None:
        self.kept: dict[str, Timeline] = {}

    async def load(self, appeal_ids: Collection[str]) -> dict[str, Timeline]:
        """See Timelines."""
        return {appeal_id: self.kept[appeal_id] for appeal_id in appeal_ids if appeal_id in self.kept}

    async def save(self, timelines: Sequence[Timeline]) -> None:
        """See Timelines."""
        for one in timelines:
            stored = self.kept.get(one.appeal_id)
            if one.version != (stored.version if stored else 0):
                raise LostVersion(one.appeal_id)
            self.kept[one.appeal_id] = one.model_copy(update={"version": one.version + 1})

    async def by_number(self, number: str) -> Timeline | None:
        """See Timelines."""
        return next((one for one in self.kept.values() if one.number == number), None)
