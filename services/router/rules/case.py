"""A case as the router knows it, and what it remembers of its inputs. Values only."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from shared.contracts.clocks import Clock, Deadlines
from shared.contracts.envelope import Outgoing, Place
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.journey import Stay
from shared.contracts.lifecycle import Dimensions
from shared.contracts.likeness import Likeness
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.vocabulary import Language, Outcome

REMEMBERED_INPUTS = 64
RETRIED = "retried"
"""Instead of a topic, in memories: a dead letter that was run again."""


class State(StrEnum):
    """Where a case stands. The first four are open."""

    TRIAGE = "triage"
    ASSIGNED = "assigned"
    IN_WORK = "in_work"
    DEFECT = "defect"
    ANSWERED = "answered"
    RETURNED = "returned"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    ATTACHED = "attached"


OPEN = frozenset({State.TRIAGE, State.ASSIGNED, State.IN_WORK, State.DEFECT})


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing that the present holder noticed (Art. 73). Civil days in Asia/Almaty."""

    noticed_on: date
    hearing_on: date
    held: bool = False
    protocol_owed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How the case was answered: what a correction of the reply is read by (Art. 82)."""

    outcome: Outcome
    language: Language
    exemption: ReplyExemption | None = None
    """As the body claimed it."""


@dataclass(frozen=True, slots=True)
class Recused:
    """An official of a body who may not consider the case any more; None where the body did not name one (Art. 67)."""

    agency: str
    official: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One appeal under consideration. Instants are aware UTC."""

    submission: SubmitAppeal
    state: State
    sequence: int
    """Sequence of the last event."""
    last_at: datetime
    """`occurred_at` of the last event: the next is never earlier."""
    dims: Dimensions
    centre: str
    agency: str | None = None
    held_since: datetime | None = None
    """When the present holder received it."""
    hops: tuple[str, ...] = ()
    """Bodies that had it before, oldest first."""
    journey: tuple[Stay, ...] = ()
    """The same with dates and reasons."""
    deadlines: Deadlines | None = None
    hearing: Hearing | None = None
    repair_until: date | None = None
    """Last day to mend a defect that was noticed and is not repaired (Art. 64(6))."""
    parts: int = 0
    """Demands passed on to other bodies; the last has this case's number and `/parts`."""
    at_higher_body: bool = False
    """A complaint at the body that considers it, not at the one complained of (Art. 91(4))."""
    owes_execution: bool = False
    recusal_moved: bool = False
    """A motion to recuse waits for the holder's decision (Art. 67(3))."""
    likeness: Likeness | None = None
    """What it resembled when it was opened."""
    prolonged: bool = False
    """The running term was prolonged (Art. 76(3))."""
    complained_of: str | None = None
    """The body that passed the complaint against it up (Art. 91(4))."""
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    """Of a case that has ended; UTC."""
    running: tuple[Clock, ...] = ()
    """Clocks beside the consideration that nothing has stopped; not those of `deadlines`, nor cases for a person."""
    crime_suspected: bool = False
    """The lifecycle says already that the text tells of a crime or a threat."""
    recused: tuple[Recused, ...] = ()
    """Recusals granted, oldest first; each binds its own body."""
    access_asked_on: date | None = None
    """Since when a request to see the file waits (Art. 75(1)); civil day in Asia/Almaty."""
    answer: Answer | None = None
    """None before the answer, for one of another system, and for one stored before there was this field."""
    correction_asked: bool = False
    """A request to correct the reply waits for its decision (Art. 82)."""

    @property
    def is_open(self) -> bool:
        """No decision yet."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class TailEntry:
    """Records that one input caused and that are not yet known to be in the log."""

    cause: Place
    records: tuple[Outgoing, ...]


def retry_cause(place: Place) -> Place:
    """Where the records of a retried dead letter are said to come from."""
    return Place(f"{RETRIED} {place.topic}", place.partition, place.offset)


@dataclass(frozen=True, slots=True)
class Memory:
    """What makes a second delivery harmless: the last offset per partition, the last inputs, the tail."""

    offsets: tuple[tuple[str, int], ...] = ()
    """Last applied offset per `topic/partition`."""
    inputs: tuple[tuple[str, str], ...] = ()
    """The last inputs as (topic, ce_id), refused ones too, oldest first."""
    tail: tuple[TailEntry, ...] = ()
    replies_refused: tuple[str, ...] = ()
    """The body of each reply that was sent back as incomplete, oldest first."""

    def knows(self, place: Place, event_id: str) -> bool:
        """True for a redelivery and for a producer's repeat."""
        last = dict(self.offsets).get(f"{place.topic}/{place.partition}", -1)
        return place.offset <= last or (place.topic, event_id) in self.inputs

    def after(self, place: Place, event_id: str, records: tuple[Outgoing, ...]) -> "Memory":
        """The memory once the input is applied."""
        offsets, partition = dict(self.offsets), f"{place.topic}/{place.partition}"
        offsets[partition] = max(place.offset, offsets.get(partition, -1))
        inputs = (*self.inputs, (place.topic, event_id))[-REMEMBERED_INPUTS:]
        tail = (*self.tail, TailEntry(place, records)) if records else self.tail
        return replace(self, offsets=tuple(offsets.items()), inputs=inputs, tail=tail)

    def knows_retry(self, place: Place) -> bool:
        """True when the dead letter from this place was run again and had its effect."""
        return (RETRIED, str(place)) in self.inputs

    def after_retry(self, place: Place, records: tuple[Outgoing, ...]) -> "Memory":
        """The memory once a dead letter is applied; offsets stay, since later inputs of its partition were handled.

        No commit follows a retry, so the cause of its records is a place that no mark confirms: they go out before
        anything newer of the case until `without_retry`.
        """
        inputs = (*self.inputs, (RETRIED, str(place)))[-REMEMBERED_INPUTS:]
        tail = (*self.tail, TailEntry(retry_cause(place), records)) if records else self.tail
        return replace(self, inputs=inputs, tail=tail)

    def without_retry(self, place: Place) -> "Memory":
        """The memory once the records of the retry are confirmed."""
        return replace(self, tail=tuple(entry for entry in self.tail if entry.cause != retry_cause(place)))

    def after_refused_reply(self, agency: str) -> "Memory":
        """The memory once a reply of this body was sent back."""
        return replace(self, replies_refused=(*self.replies_refused, agency)[-REMEMBERED_INPUTS:])


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with its memory. `version` 0 means that it is not stored yet."""

    case: Case
    memory: Memory
    version: int
