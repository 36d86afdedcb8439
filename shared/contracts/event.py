"""Base of commands and events; their context travels as CloudEvents headers, see `envelope`."""

from datetime import UTC, datetime
from hashlib import sha1
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from shared.contracts.clocks import Fact
from shared.contracts.vocabulary import AppealId

Instant = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]  # beyond, turning one into UTC may overflow, and one bad `ce_time` would fail its batch for ever
Id = Annotated[str, Field(max_length=200)]
"""What others send and we repeat in receipts: it must not be able to make them oversize."""


class Record(Fact):
    """Anything that travels. Its context fields are headers on the wire, not part of the value.

    `event_id` is the idempotency key (for a command the sender's own). `occurred_at` is aware; we write UTC.
    Subclasses declare `type` as a literal.
    """

    CONTEXT: ClassVar[frozenset[str]] = frozenset(
        {"event_id", "appeal_id", "occurred_at", "correlation_id", "causation_id", "traceparent", "sequence", "type"}
    )

    event_id: str = Field(min_length=1, max_length=200)
    occurred_at: Instant
    correlation_id: Id = ""
    causation_id: str | None = None
    traceparent: Id | None = None
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
    return derived_id(appeal_id, f"{sequence}:{kind}")


def derived_id(appeal_id: str, name: str) -> str:
    """`str(uuid5(UUID(appeal_id), name))` at a fifth of its cost: every record that we publish needs one.

    Raises ValueError when `appeal_id` is not hexadecimal.
    """
    digest = bytearray(sha1(bytes.fromhex(appeal_id.replace("-", "")) + name.encode(), usedforsecurity=False).digest())
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest[:16].hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
