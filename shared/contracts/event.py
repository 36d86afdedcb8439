"""Base of commands and events; their context travels as CloudEvents headers, see `envelope`."""

from typing import ClassVar
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from shared.contracts.clocks import Fact
from shared.contracts.vocabulary import AppealId


class Record(Fact):
    """Anything that travels. Its context fields are headers on the wire, not part of the value.

    `event_id` is the idempotency key (for a command the sender's own). `occurred_at` is aware; we write UTC.
    Subclasses declare `type` as a literal.
    """

    CONTEXT: ClassVar[frozenset[str]] = frozenset(
        {"event_id", "appeal_id", "occurred_at", "correlation_id", "causation_id", "traceparent", "sequence", "type"}
    )

    event_id: str = Field(min_length=1, max_length=200)
    occurred_at: AwareDatetime
    correlation_id: str = ""
    causation_id: str | None = None
    traceparent: str | None = None
    type: str

    @property
    def subject(self) -> str:
        """Partition key and `ce_subject`; subclasses name a better one."""
        return self.event_id


class Event(Record):
    """A command or event about one appeal."""

    appeal_id: AppealId

    @property
    def subject(self) -> str:
        """The appeal's id: all that concerns one appeal stays in order."""
        return self.appeal_id


class SequencedEvent(Event):
    """An event with its place in the history of its appeal: 1, 2, 3 … without gaps; readers drop what is not newer."""

    sequence: int = Field(ge=1)


def event_id(appeal_id: str, sequence: int, kind: str) -> str:
    """The id of the `sequence`-th event of an appeal: a second attempt makes the same event."""
    return str(uuid5(UUID(appeal_id), f"{sequence}:{kind}"))
