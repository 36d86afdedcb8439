"""One centre's open escalations, folded from its topic: a projection that every replica can drop and rebuild. Pure."""

from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass, replace

from shared.contracts.event import Record
from shared.contracts.natije import (
    Escalation,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    EscalationWithdrawn,
)

REMEMBERED_CHANGES = 1000
REMEMBERED_RESOLVED = 10_000


@dataclass(frozen=True, slots=True)
class Open:
    """An escalation that was raised and neither withdrawn nor resolved."""

    raised: EscalationRaised
    acknowledged: EscalationAcknowledged | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What the record at `offset` did: `item` is the escalation now, None when it is open no longer."""

    offset: int
    event: Escalation
    item: Open | None


class Board:
    """Folds records in the order of their offsets. The topic of a centre has one partition: one total order."""

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}
        self._resolved: OrderedDict[str, None] = OrderedDict()
        self._changes: deque[Change] = deque(maxlen=REMEMBERED_CHANGES)
        self._kept_from = 0
        """Every change at or after this offset is remembered."""
        self.next = 0
        """Offset of the next record."""

    @property
    def open(self) -> Collection[Open]:
        """All that is open."""
        return self._open.values()

    def find(self, escalation_id: str) -> Open | None:
        """An open escalation by its id."""
        return self._open.get(escalation_id)

    def apply(self, offset: int, record: Record) -> Change | None:
        """Fold one record; None when it changes nothing: a repeat, or of a type that is not known yet."""
        self.next = offset + 1
        if not isinstance(record, Escalation):
            return None
        former = self._open.get(record.escalation_id)
        item = self._after(former, record)
        if item is former:
            return None
        if item is None:
            del self._open[record.escalation_id]
        else:
            self._open[record.escalation_id] = item
        return self._kept(Change(offset, record, item))

    def _after(self, former: Open | None, event: Escalation) -> Open | None:
        """A repeated raise does not open again what was resolved; what was withdrawn may come due anew."""
        match event:
            case EscalationRaised() if former is None and event.escalation_id not in self._resolved:
                return Open(event)
            case EscalationAcknowledged() if former is not None and former.acknowledged is None:
                return replace(former, acknowledged=event)
            case EscalationResolved():
                self._resolved[event.escalation_id] = None
                if len(self._resolved) > REMEMBERED_RESOLVED:
                    self._resolved.popitem(last=False)
                return None
            case EscalationWithdrawn():
                return None
            case _:
                return former

    def _kept(self, change: Change) -> Change:
        if len(self._changes) == REMEMBERED_CHANGES:
            self._kept_from = self._changes[0].offset + 1
        self._changes.append(change)
        return change

    def since(self, last: int) -> list[Change] | None:
        """Changes after the offset `last`; None when they are not all known here, so that only all of it will do."""
        if not self._kept_from - 1 <= last < self.next:
            return None
        return [change for change in self._changes if change.offset > last]
