"""After a restore: the case is folded up to the log, by its facts and the inputs that they name as their causes.

The facts are the truth. An input is decided again by the same rules, at the time that its facts tell, and what comes
out must be those facts: so everything that a case knows and the log does not say comes back with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.router.rules import records
from services.router.rules.case import RETRIED, Case, Dossier, Memory
from services.router.rules.facts import Law, Moment, Moved, Verdict
from services.router.rules.fold import BEYOND_THE_TABLES, IsConfirmed, TimeOf, decide
from services.router.rules.noting import with_likeness
from shared.contracts.envelope import Received
from shared.contracts.event import Event
from shared.contracts.lifecycle import AppealAnswered, LifecycleEvent
from shared.contracts.likeness import Likeness
from shared.contracts.submissions import SubmitAppeal

Inputs = Mapping[str, Sequence[Received[Event]]]
"""Inputs of one appeal by `ce_id`, which senders choose: two of them may use the same."""


@dataclass(frozen=True, slots=True)
class Replaying:
    """What a replay needs. `is_confirmed` says which inputs the service had committed past."""

    law: Law
    time_of: TimeOf
    is_confirmed: IsConfirmed


@dataclass(frozen=True, slots=True)
class Diverged:
    """The fact with this sequence cannot be had from any input; `reason` holds no word of the appeal."""

    appeal_id: str
    sequence: int
    reason: str


def replay(
    dossier: Dossier | None, facts: Sequence[LifecycleEvent], inputs: Inputs, setting: Replaying
) -> Dossier | Diverged:
    """The dossier up to the last of `facts`, which follow it without a gap."""
    at = 0
    while at < len(facts):
        first = facts[at]
        if dossier is not None and first.sequence != dossier.case.sequence + 1:
            return Diverged(first.appeal_id, first.sequence, f"the case is at {dossier.case.sequence}")
        found = _step(dossier, facts[at:], inputs.get(first.causation_id or "", ()), setting)
        if isinstance(found, str):
            return Diverged(first.appeal_id, first.sequence, f"{first.type}: {found}")
        count, dossier = found
        at += count
    if dossier is None:
        raise ValueError("nothing to replay")
    return replace(dossier, memory=_pruned(dossier.memory, setting.is_confirmed))


def _step(
    dossier: Dossier | None, facts: Sequence[LifecycleEvent], causes: Sequence[Received[Event]], setting: Replaying
) -> tuple[int, Dossier] | str:
    """How many facts one of the causes made, and the dossier after it; else why none did."""
    reason = "its input is not kept any more"
    for received in causes:
        case = dossier.case if dossier is not None else None
        verdict = _verdict(case, received, facts, setting)
        if not isinstance(verdict, Moved) or not verdict.events:
            reason = "its input is refused by these rules"
            continue
        moved = _as_told(verdict, facts)
        made, told = moved.events, tuple(facts[: len(moved.events)])
        is_whole = len(told) == len(made) or not setting.is_confirmed(*_place(received))
        if made[: len(told)] != told or not is_whole:
            reason = "its input gives another fact by these rules and tables: use those that were in force then"
            continue
        return len(told), _after(dossier, received, moved)
    return reason


def _verdict(
    case: Case | None, received: Received[Event], facts: Sequence[LifecycleEvent], setting: Replaying
) -> Verdict | None:
    """Decided at the instant of its facts, if they came later than the input itself: the router's clock then."""
    cause = facts[0].causation_id
    latest = max(fact.occurred_at for fact in facts if fact.causation_id == cause)
    event = received.event
    at = latest if isinstance(event, SubmitAppeal) else min(setting.time_of(received), latest)
    try:
        return decide(case, received, Moment(at, event.event_id, event.traceparent), setting.law)
    except BEYOND_THE_TABLES:
        return None


def _as_told(moved: Moved, facts: Sequence[LifecycleEvent]) -> Moved:
    """With what does not follow from the case: likeness, replies sent back before (see noting), and the trace."""
    said: list[Likeness | None] = [getattr(fact, "likeness", None) for fact in facts[:1]]
    moved = with_likeness(moved, said[0])
    return replace(moved, events=tuple(_with_told(event, facts) for event in moved.events))


def _with_told(event: LifecycleEvent, facts: Sequence[LifecycleEvent]) -> LifecycleEvent:
    told = next((fact for fact in facts if fact.event_id == event.event_id), None)
    if told is None:
        return event
    event = event.model_copy(update={"traceparent": told.traceparent})
    if isinstance(event, AppealAnswered) and isinstance(told, AppealAnswered):
        return event.model_copy(update={"traits": told.traits})
    return event


def _after(dossier: Dossier | None, received: Received[Event], moved: Moved) -> Dossier:
    before, memory, version = (dossier.case, dossier.memory, dossier.version) if dossier else (None, Memory(), 0)
    out = (*records.records_of(before, moved, received.event), *records.applied(received, moved.case))
    memory = memory.after(received.place, received.event.event_id, out)
    was_retried = (RETRIED, str(received.place))  # whether it had been a dead letter, nobody knows any more
    return Dossier(moved.case, replace(memory, inputs=(*memory.inputs, was_retried)), version)


def _pruned(memory: Memory, is_confirmed: Callable[[str, int, int], bool]) -> Memory:
    return replace(
        memory, tail=tuple(e for e in memory.tail if not is_confirmed(e.cause.topic, e.cause.partition, e.cause.offset))
    )


def _place(received: Received[Event]) -> tuple[str, int, int]:
    return received.place.topic, received.place.partition, received.place.offset
