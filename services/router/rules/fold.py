"""Folds a batch of inputs over the dossiers it touches: each input has its effect once, however often it comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.router.rules import records
from services.router.rules.case import Case, Dossier, Memory
from services.router.rules.court import advise_court
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict
from services.router.rules.noting import remembering, with_likeness, with_refused_replies
from services.router.rules.opening import assign_by_hand, open_case
from services.router.rules.recompute import recompute
from services.router.rules.resemblance import Resemblances
from services.router.rules.transitions import Asked, act, apply
from shared.contracts.agency import AgencyAction
from shared.contracts.dead_letters import dead_letter
from shared.contracts.envelope import Outgoing, Place, Received
from shared.contracts.event import Event
from shared.contracts.natije import AcknowledgeEscalation, AdviseCourt, AssignAppeal, ResolveEscalation
from shared.contracts.submissions import (
    RecomputeDeadlines,
    SubmitAppeal,
)
from shared.contracts.vocabulary import Refusal
from shared.law import NoLawInForce
from shared.reference import UnknownCode
from shared.workdays import CalendarGap

TimeOf = Callable[[Received[Event]], datetime]
"""When a command counts as given: arrival at the broker, or `ce_time` in simulation."""
IsConfirmed = Callable[[str, int, int], bool]


@dataclass(slots=True)
class Step:
    """What a batch changes and what it makes the router publish, in order by appeal."""

    dossiers: dict[str, Dossier]
    changed: set[str] = field(default_factory=set)
    outgoing: list[Outgoing] = field(default_factory=list)
    dead: list[tuple[Place, str]] = field(default_factory=list)
    """Dead letters that were run again and are refused still, with the reason."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The law and the clocks that a fold needs. `now` is the router's clock, read once a batch."""

    law: Law
    time_of: TimeOf
    now: datetime
    is_confirmed: IsConfirmed
    resemblances: Resemblances = field(default_factory=Resemblances)
    """Of the appeals that this batch opens."""


def fold(dossiers: Mapping[str, Dossier], batch: Sequence[Received[Event]], rules: Rules) -> Step:
    """Apply the inputs in order.

    Unconfirmed tails of the dossiers loaded go out first, so that fact n is in the log before n + 1; inputs known
    already add nothing to them.
    """
    step = Step({key: _resent(dossier, rules) for key, dossier in dossiers.items()})
    for dossier in step.dossiers.values():
        for entry in dossier.memory.tail:
            step.outgoing += entry.records
    for received in batch:
        if _is_ours(received.event, rules.law):
            _apply(step, received, rules)
    return step


def _is_ours(event: Event, law: Law) -> bool:
    """False for the SLA monitor's, and for a recomputation by another table: forgotten, so it may be asked again."""
    if isinstance(event, RecomputeDeadlines):
        return event.calendar == law.calendar.version
    return not isinstance(event, AcknowledgeEscalation | ResolveEscalation)


def _resent(dossier: Dossier, rules: Rules) -> Dossier:
    """The dossier without what is certainly in the log."""
    memory = dossier.memory
    if not memory.tail:
        return dossier
    tail = tuple(e for e in memory.tail if not rules.is_confirmed(e.cause.topic, e.cause.partition, e.cause.offset))
    return replace(dossier, memory=replace(memory, tail=tail))


def _apply(step: Step, received: Received[Event], rules: Rules) -> None:
    event, place = received.event, received.place
    dossier = step.dossiers.get(event.appeal_id)
    if dossier is not None and _is_known(received, dossier.memory):
        return
    given_at = min(rules.time_of(received), rules.now)
    now = Moment(rules.now if isinstance(event, SubmitAppeal) else given_at, event.event_id, event.traceparent)
    case = dossier.case if dossier is not None else None
    memory = dossier.memory if dossier is not None else Memory()
    try:
        verdict = decide(case, received, now, rules.law)
    except BEYOND_THE_TABLES as error:  # an error would bring the batch back for ever, and with it everybody else's
        verdict = Refused(Refusal.NOT_COMPUTABLE, "", str(error))
    match verdict:
        case Moved():
            verdict = with_refused_replies(verdict, memory)
            if case is None and isinstance(event, SubmitAppeal):
                verdict = with_likeness(verdict, rules.resemblances.of(event, step.dossiers))
            out = (*records.records_of(case, verdict, event), *records.applied(received, verdict.case))
            after: Case | None = verdict.case
        case Refused():
            if received.retried and verdict.refusal in IMPOSSIBLE:  # nothing was mended: the letter stays open
                step.dead.append((place, f"{verdict.refusal}: {verdict.detail}"))
                return
            out = (*records.refused(received, case, verdict, now.at), *_letter(received, verdict))
            after = case
    step.outgoing += out
    if after is None:
        return
    known = memory.after_retry(place, out) if received.retried else memory.after(place, event.event_id, out)
    memory = remembering(known, verdict, received.tenant)
    version = dossier.version if dossier is not None else 0
    step.dossiers[event.appeal_id] = Dossier(after, memory, version)
    step.changed.add(event.appeal_id)


def _is_known(received: Received[Event], memory: Memory) -> bool:
    if received.retried:
        return memory.knows_retry(received.place)
    return memory.knows(received.place, received.event.event_id)


def decide(case: Case | None, received: Received[Event], now: Moment, law: Law) -> Verdict:
    """What the command does to the case."""
    event = received.event
    match event:
        case SubmitAppeal() if case is None:
            return open_case(event, now, law)
        case SubmitAppeal():
            return Refused(Refusal.CONTRADICTS_REGISTRATION, "Art. 64(2)", "this appeal has a case already")
        case RecomputeDeadlines():
            return recompute(case, now, law)
        case _ if case is None:
            return Refused(Refusal.UNKNOWN_APPEAL, "Art. 64", "no such appeal: check the record's key")
        case _ if isinstance(event, Asked):
            return apply(case, event, now, law)
        case AssignAppeal() | AdviseCourt():
            return _by_hand(case, event, received.tenant, now, law)
        case _ if isinstance(event, AgencyAction):
            return act(case, event, received.tenant, now, law)
        case _:
            return Refused(Refusal.WRONG_STATE, "", f"the router does not take {event.type}")


def _by_hand(case: Case, action: AssignAppeal | AdviseCourt, centre: str, now: Moment, law: Law) -> Verdict:
    match action:
        case AssignAppeal():
            return assign_by_hand(case, action, centre, now, law)
        case AdviseCourt():
            return advise_court(case, action, centre, now, law)


BEYOND_THE_TABLES = (CalendarGap, NoLawInForce, UnknownCode)
IMPOSSIBLE = frozenset({Refusal.UNKNOWN_APPEAL, Refusal.CONTRADICTS_REGISTRATION, Refusal.NOT_COMPUTABLE})
"""Commands about no case, against one's registration, or beyond our tables are kept for an operator as well."""


def _letter(received: Received[Event], verdict: Refused) -> list[Outgoing]:
    if verdict.refusal not in IMPOSSIBLE:
        return []
    return [dead_letter(records.SERVICE, received.place, received.raw, f"{verdict.refusal}: {verdict.detail}")]
