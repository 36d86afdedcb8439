"""CloudEvents 1.0 in Kafka's binary mode: context in `ce_*` headers, the record's data as the value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson
from pydantic import Field, ValidationError

from shared.contracts.event import Record, SequencedEvent

E_co = TypeVar("E_co", bound=Record, covariant=True)
Headers = Sequence[tuple[str, bytes | None]]

CONTENT_TYPE = "application/json"
REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject")
LIKE_A_TYPE = re.compile(r"[a-z_]{1,40}(\.[a-z_]{1,40}){1,3}")


class Unreadable(Exception):
    """A record that cannot be taken for what its topic holds. The message says what to mend and quotes no content."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to publish. `topic` is the name without the installation's prefix."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in the log; `topic` without the installation's prefix."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of a record as they came, for dead letters."""

    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class Received(Generic[E_co]):
    """An event with its place. `appended_at` is the broker's clock (UTC); `tenant` the code in the topic's name."""

    event: E_co
    place: Place
    appended_at: datetime
    tenant: str
    raw: Raw
    retried: bool = False
    """An operator runs a dead letter again: that it was refused when it came does not count as known."""


class UnknownFact(SequencedEvent):
    """A fact of a type this reader does not know yet: a step without effect, the sequence moves on."""

    sequence: int = Field(default=0, ge=0)
    """0 where the topic's facts have no sequence (escalations)."""


def encode(record: Record, topic: str, source: str) -> Outgoing:
    """Make the Kafka record. `source` is the service, as `router`; it becomes `ce_source` `/appeals/router`."""
    headers = {
        "content-type": CONTENT_TYPE,
        "ce_specversion": "1.0",
        "ce_id": record.event_id,
        "ce_source": f"/appeals/{source}",
        "ce_type": record.type,
        "ce_time": record.occurred_at.isoformat(),
        "ce_subject": record.subject,
        "ce_correlationid": record.correlation_id,
    }
    sequence = getattr(record, "sequence", None)
    if sequence is not None:
        headers["ce_sequence"] = str(sequence)
    if record.causation_id is not None:
        headers["ce_causationid"] = record.causation_id
    if record.traceparent is not None:
        headers["ce_traceparent"] = headers["traceparent"] = record.traceparent
    value = record.__pydantic_serializer__.to_json(record, exclude=_CONTEXT)
    return Outgoing(topic, record.subject, value, headers)


def context(headers: Headers) -> dict[str, str]:
    """All headers as text. Raises Unreadable for a null or non-UTF-8 value and for a missing attribute."""
    try:
        found = {name: value.decode() for name, value in headers}  # type: ignore[union-attr]  # null is caught below
    except AttributeError as error:
        raise Unreadable("a header has no value") from error
    except UnicodeDecodeError as error:
        raise Unreadable("a header is not UTF-8") from error
    missing = [name for name in REQUIRED if not found.get(name)]
    if missing:
        raise Unreadable(f"missing CloudEvents headers: {', '.join(missing)}")
    if found["ce_specversion"] != "1.0":
        raise Unreadable("ce_specversion must be 1.0")
    return found


def decode(headers: Headers, key: bytes | None, value: bytes | None, types: Mapping[str, type[Record]]) -> Record:
    """Read a record whose type is one of `types`.

    Raises Unreadable for broken headers, a key that is not `ce_subject`, an unknown type, and data that do not
    fit. Facts of an unknown type are read with `decode_fact`.
    """
    attributes = context(headers)
    cls = types.get(attributes["ce_type"])
    if cls is None:
        named = attributes["ce_type"] if LIKE_A_TYPE.fullmatch(attributes["ce_type"]) else "in ce_type"
        raise Unreadable(f"unknown type {named}; known: {', '.join(sorted(types))}")
    return _build(cls, attributes, key, value)


def decode_fact(headers: Headers, key: bytes | None, value: bytes | None, types: Mapping[str, type[Record]]) -> Record:
    """Like `decode`, but a type that is not known yet gives an UnknownFact: facts are ours and may be newer than us."""
    attributes = context(headers)
    return _build(types.get(attributes["ce_type"], UnknownFact), attributes, key, value)


def _build(cls: type[Record], attributes: Mapping[str, str], key: bytes | None, value: bytes | None) -> Record:
    subject = attributes["ce_subject"]
    if key is None or key != subject.encode():
        raise Unreadable("the record's key must be its ce_subject")
    try:
        data: Any = orjson.loads(value or b"")
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"the value is not JSON: {error.msg} at byte {error.pos}") from error
    if not isinstance(data, dict):
        raise Unreadable("the value must be a JSON object")
    try:
        return cls.model_validate(data | _fields(attributes, subject))
    except ValidationError as error:
        raise Unreadable(_what_to_mend(error)) from error


def _fields(attributes: Mapping[str, str], subject: str) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "event_id": attributes["ce_id"],
        "appeal_id": subject,
        "occurred_at": attributes["ce_time"],
        "correlation_id": attributes.get("ce_correlationid", ""),
        "causation_id": attributes.get("ce_causationid"),
        "traceparent": attributes.get("ce_traceparent") or attributes.get("traceparent"),
        "type": attributes["ce_type"],
    }
    if "ce_sequence" in attributes:
        fields["sequence"] = attributes["ce_sequence"]
    return fields


def _what_to_mend(error: ValidationError) -> str:
    """Field and rule of the first five faults; never the offending value, which may be personal."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, f['loc'])) or 'value'}: {f['msg']}" for f in faults[:5])


def types_of(events: Sequence[type[Record]]) -> dict[str, type[Record]]:
    """Map `ce_type` to class."""
    return {str(event.model_fields["type"].default): event for event in events}


_CONTEXT = set(Record.CONTEXT)
