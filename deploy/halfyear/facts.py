"""Records from templates: each shape of a fact is encoded once by the contracts, then only what differs is put in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from shared.contracts.envelope import encode
from shared.contracts.event import Event, derived_id
from shared.contracts.lifecycle import Dimensions, LifecycleEvent
from shared.contracts.natije import Escalation
from shared.contracts.topics import LIFECYCLE
from shared.contracts.vocabulary import Channel, Kind, Language, PersonType

ID = "00000000-0000-0000-0000-000000000001"
NUMBER = "ЖТ-2026-99999999"
DIMS = Dimensions(
    kind=Kind.RESPONSE,
    channel=Channel.VIDEO,
    language=Language.OTHER,
    person_type=PersonType.LEGAL,
    registered_on=date(2199, 12, 31),
)
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
Headers = list[tuple[str, bytes]]
Marks = tuple[tuple[bytes, bytes], ...]
"""What stands in a template, and what is put in its place."""
CASE_HEADERS = ("ce_id", "ce_time", "ce_subject", "ce_correlationid", "ce_sequence")


class Step(NamedTuple):
    """One record to be: `sequence` 0 for an escalation, whose id is its own."""

    when: datetime
    topic: str
    fixed: Headers
    value: bytes
    id: bytes
    sequence: int


class Written(NamedTuple):
    """A finished record."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class Template(NamedTuple):
    """The encoded fact before and after its dimensions, and the headers that do not differ."""

    kind: str
    head: bytes
    tail: bytes
    fixed: Headers


@lru_cache(maxsize=200_000)
def dims_json(dims: Dimensions) -> bytes:
    """The dimensions as they stand inside a fact."""
    return dims.__pydantic_serializer__.to_json(dims)


_TEMPLATES: dict[tuple[Any, ...], Template] = {}
_DIMS = dims_json(DIMS)


def template(cls: type[Event], source: str, key: tuple[Any, ...], fields: Callable[[], dict[str, Any]]) -> Template:
    """The template of `cls` for the fields that `key` stands for; they are made once."""
    place = (cls, *key)
    found = _TEMPLATES.get(place)
    if found is None:
        found = _TEMPLATES[place] = _made(cls, source, fields())
    return found


def _made(cls: type[Event], source: str, fields: dict[str, Any]) -> Template:
    own: dict[str, Any] = {"sequence": 1} if issubclass(cls, LifecycleEvent) else {"escalation_id": ID}
    context = {"event_id": ID, "appeal_id": ID, "occurred_at": WHEN, "correlation_id": ID}
    values: dict[str, Any] = {**context, **own, "number": NUMBER, "dims": DIMS, **fields}
    fact = cls(**values)
    record = encode(fact, LIFECYCLE.name, source)
    head, _, tail = record.value.partition(_DIMS)
    fixed = [(name, value.encode()) for name, value in record.headers.items() if name not in CASE_HEADERS]
    return Template(fact.type, head, tail, fixed)


@dataclass(slots=True)
class Story:
    """The facts of one appeal in the order in which they happen."""

    id: str
    number: str
    dims: Dimensions
    steps: list[Step] = field(default_factory=list)
    sequence: int = 0
    waiting: list[Step] = field(default_factory=list)
    """Escalations, whose instants may lie between those of facts."""

    def say(
        self,
        cls: type[LifecycleEvent],
        when: datetime,
        key: tuple[Any, ...] = (),
        fields: Callable[[], dict[str, Any]] = dict,
        marks: Marks = (),
    ) -> None:
        """The next fact of the appeal, not before the last one."""
        if self.steps and when < self.steps[-1].when:
            when = self.steps[-1].when
        self.sequence += 1
        made = template(cls, "router" if self.sequence > 1 else "intake", key, fields)
        identity = derived_id(self.id, f"{self.sequence}:{made.kind}").encode()
        self.steps.append(Step(when, LIFECYCLE.name, made.fixed, self._value(made, marks), identity, self.sequence))

    def escalate(
        self,
        cls: type[Escalation],
        when: datetime,
        place: tuple[str, str],
        key: tuple[Any, ...],
        fields: Callable[[], dict[str, Any]],
        marks: Marks,
    ) -> None:
        """A fact of the escalation whose id and topic are `place`."""
        identity, topic = place
        made = template(cls, "sla_monitor", key, fields)
        own = identity if made.kind == "escalation.raised" else derived_id(identity, made.kind)
        value = self._value(made, ((ID.encode(), identity.encode()), *marks))
        self.waiting.append(Step(when, topic, made.fixed, value, own.encode(), 0))

    def _value(self, made: Template, marks: Marks) -> bytes:
        head, tail = made.head.replace(_NUMBER, self.number.encode()), made.tail
        for mark, value in marks:
            head, tail = head.replace(mark, value), tail.replace(mark, value)
        return b"%b%b%b" % (head, dims_json(self.dims), tail)

    def told(self) -> list[Step]:
        """All steps by instant; facts of the appeal keep their order."""
        return sorted([*self.steps, *self.waiting], key=lambda step: step.when)


_NUMBER = NUMBER.encode()


def written(key: bytes, step: Step) -> Written:
    """The record of a step of the appeal `key`."""
    headers = [
        *step.fixed,
        ("ce_id", step.id),
        ("ce_time", step.when.isoformat().encode()),
        ("ce_subject", key),
        ("ce_correlationid", key),
    ]
    if step.sequence:
        headers.append(("ce_sequence", b"%d" % step.sequence))
    return Written(step.topic, key, step.value, headers)
