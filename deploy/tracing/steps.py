"""One record about an appeal as a step of its story: codes, dates and ids, nothing of a person. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from shared.contracts.envelope import LIKE_A_TYPE, Raw
from shared.contracts.topics import (
    AGENCY_ACTIONS_TOPIC,
    AGENCY_APPEALS,
    DEAD_LETTERS,
    LIFECYCLE,
    NATIJE_ACTIONS,
    NATIJE_APPEALS,
    NATIJE_ESCALATIONS,
    NOTICES,
    SUBMITTED,
    Topic,
    TopicSpace,
)
from shared.observability.tracing import trace_id
from shared.operations.letters import Letter
from shared.operations.masking import masked

HTTP = "HTTP"
ORDER = (LIFECYCLE, SUBMITTED, AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS, AGENCY_APPEALS, NATIJE_APPEALS, NOTICES)
"""Of records with the same append time; what is not here comes after them."""
CODE = re.compile(r"[A-Za-z0-9_.:/-]{1,60}")
OURS = re.compile(r"/appeals/([a-z_]{1,20})")
MACHINE_MADE = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
UUID_TIME_BITS = 80
"""Of a UUIDv7 the bits above are Unix milliseconds."""

OF_FACTS = (
    *("agency", "from_agency", "to_agency", "centre", "rule", "kind", "outcome", "ground", "requirement", "until"),
    *("hearing_on", "in_time", "was_overdue", "hops", "child_number", "prior_number", "rung", "clock", "due_on"),
    *("escalation_id", "reason"),
)
"""Fields that a note shows of topics without personal data; values that are no codes are left out."""
OF_RECEIPTS = ("refusal", "answer_by", "redirect_by")
"""The same of what the router tells a body or a centre."""
OF_COMMANDS = ("to_agency", "agency", "kind", "outcome", "ground", "requirement", "until", "hearing_on", "decided_by")
"""The same of what others send: of the fields that masking leaves open."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `at` is the append time, `said` the record's own `ce_time`, both aware UTC."""

    at: datetime
    said: datetime | None
    place: str
    """topic/partition/offset without the installation's prefix, or HTTP."""
    type: str
    who: str
    sequence: int | None = None
    event_id: str | None = None
    trace_id: str | None = None
    correlation_id: str | None = None
    note: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = False
    """The same event stands in the same topic already: readers drop it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands in the log and when it was appended."""

    topic: Topic
    tenant: str
    place: str
    at: datetime


def read_step(record: Any, space: TopicSpace) -> Step:
    """The step of a record of aiokafka. Never fails: what cannot be read is hidden."""
    topic, tenant = space.find(record.topic)
    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    place = f"{space.bare(record.topic)}/{record.partition}/{record.offset}"
    return step_of(Origin(topic, tenant, place, at), Raw(record.key, record.value, record.headers))


def step_of(origin: Origin, raw: Raw) -> Step:
    """The same of bytes and their origin."""
    found = {name: (value or b"").decode("utf-8", "replace") for name, value in raw.headers}
    kind = found.get("ce_type", "")
    sequence = found.get("ce_sequence", "")
    return Step(
        at=origin.at,
        said=_instant(found.get("ce_time", "")),
        place=origin.place,
        type=kind if LIKE_A_TYPE.fullmatch(kind) else "unreadable",
        who=_who(origin, found.get("ce_source", "")),
        sequence=int(sequence) if re.fullmatch(r"\d{1,9}", sequence) else None,
        event_id=_id(found.get("ce_id", "")),
        trace_id=trace_id(found.get("ce_traceparent") or found.get("traceparent")),
        correlation_id=_id(found.get("ce_correlationid", "")),
        note=dict(_note(origin.topic, raw)),
    )


def letter_step(letter: Letter, service: str, place: str) -> Step:
    """The step of a dead letter that stands at `place`: what became of the command that it keeps."""
    about = step_of(Origin(DEAD_LETTERS, service, place, letter.at), replace(letter.raw, key=None, value=None))
    note = {"original": str(letter.place), "was": about.type, "reason": letter.reason_class}
    return replace(about, type="dead letter", who=service, note=note, event_id=None)


def accepted(appeal_id: str, registration: Step | None = None) -> Step | None:
    """The acceptance over HTTP: intake's clock stands in the id, and its request's trace in the registration.

    None for ids that were derived (imports, parts).
    """
    at = minted(appeal_id)
    if at is None:
        return None
    begun = Step(at, None, HTTP, "accepted", "intake")
    if registration is None:
        return begun
    return replace(begun, trace_id=registration.trace_id, correlation_id=registration.correlation_id)


def minted(appeal_id: str) -> datetime | None:
    """When an id was made (wall clock of intake, UTC), if it is a UUIDv7."""
    found = UUID(appeal_id)
    if found.version != 7:
        return None
    return datetime.fromtimestamp((found.int >> UUID_TIME_BITS) / 1000, UTC)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By append time; an event that stands in its topic already is marked."""
    found: list[Step] = []
    seen: set[tuple[str, str]] = set()
    for step in sorted(steps, key=_rank):
        identity = (step.place.partition("/")[0], step.event_id or step.place)
        found.append(replace(step, repeats=identity in seen))
        seen.add(identity)
    return found


def lags(steps: Sequence[Step]) -> Iterator[timedelta | None]:
    """Since the step before; None for the first."""
    before: datetime | None = None
    for step in steps:
        yield None if before is None else step.at - before
        before = step.at


def _rank(step: Step) -> tuple[datetime, int, int]:
    topic, _, rest = step.place.partition("/")
    names = [one.name.partition("{")[0] for one in ORDER]
    place = next((number for number, name in enumerate(names) if topic.startswith(name)), len(names))
    return step.at, -1 if topic == HTTP else place, int(rest.rpartition("/")[2] or 0)


def _instant(text: str) -> datetime | None:
    try:
        said = datetime.fromisoformat(text)
        return said.astimezone(UTC) if said.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _who(origin: Origin, source: str) -> str:
    """The topic says whose a command is, never a field; our own services name themselves."""
    if origin.topic in (AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS):
        return origin.tenant
    named = OURS.fullmatch(source)
    return named[1] if named else "?"


def _id(text: str) -> str | None:
    """Callers choose it freely, so only what looks like an id is shown."""
    if not text:
        return None
    return text if MACHINE_MADE.fullmatch(text) else f"hidden, {len(text)} characters"


def _note(topic: Topic, raw: Raw) -> Iterator[tuple[str, str]]:
    is_command = topic.role == "commands"
    try:
        data = masked(raw)["value"] if is_command else orjson.loads(raw.value or b"")
    except orjson.JSONDecodeError:
        return
    if not isinstance(data, dict):
        return
    names = OF_COMMANDS if is_command else OF_RECEIPTS if topic.personal else OF_FACTS
    for name in names:
        value = data.get(name)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if value is not None and (CODE.fullmatch(text) or name.endswith("_number")):
            yield name, text
    if topic in (LIFECYCLE, NATIJE_ESCALATIONS):
        deadlines = data.get("deadlines") or {}
        yield from ((name, deadlines[name]) for name in ("redirect_by", "answer_by") if name in deadlines)
