"""Which history an event belongs to, and the last position known of each: a repeat is told by it. Pure."""

from dataclasses import dataclass, field

from shared.contracts.event import Record, SequencedEvent
from shared.contracts.natije import Escalation
from shared.contracts.topics import LIFECYCLE


def place_in_history(topic: str, event: Record) -> tuple[str, int] | None:
    """Which history the event belongs to and its position there; a position that is not newer is a repeat.

    An appeal's history is numbered by `sequence`, facts of unknown types included; of an escalation each type
    happens once, at position 1. None for an unknown fact of the escalations: a step without effect.
    """
    if isinstance(event, Escalation):
        return f"{event.escalation_id}:{event.type}", 1
    if isinstance(event, SequencedEvent) and topic == LIFECYCLE.name:
        return event.appeal_id, event.sequence
    return None


@dataclass(slots=True)
class Histories:
    """The last position known of each history of a batch; it grows as events are admitted."""

    known: dict[str, int]
    moved: dict[str, int] = field(default_factory=dict)
    """What has to be remembered after the batch."""
    repeats: int = 0
    gaps: int = 0

    def admits(self, history: str, position: int) -> bool:
        """True for an event that is newer than all before it. Gaps are impossible and therefore counted."""
        last = self.known.get(history, 0)
        if position <= last:
            self.repeats += 1
            return False
        self.gaps += position - last - 1
        self.known[history] = self.moved[history] = position
        return True
