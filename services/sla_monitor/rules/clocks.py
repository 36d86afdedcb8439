"""How facts and the passing of time move the clocks of a case.

A rung is due *from* its instant on, the instant included, as `was_overdue` and `in_time` of the lifecycle have it: an
answer at 00:00:00 of the day after the last day is late. So an event first raises what was due at or before its own
time; a sweep to W raises what was due at or before W. A rung later than the event that stops its clock was never due.

A sweep may run ahead of an event that arrives late. Therefore an event takes back what lies after its time, changes the
clocks, raises again up to where the sweep had been, and emits the difference. A case is thus always
`expire(fold of its events, swept)`, and living through a log leaves the same standing escalations, ids, instants and
order, as replaying it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from services.sla_monitor.rules.case import Case, Handling, RunningClock, Standing, centre_before_assignment
from services.sla_monitor.rules.escalations import resolved, withdrawn
from shared.contracts.clocks import Clock, Deadlines
from shared.contracts.crime import CrimeSuspected
from shared.contracts.envelope import UnknownFact
from shared.contracts.lifecycle import (
    AppealAssigned,
    AppealPingPong,
    AppealProlonged,
    AppealRegistered,
    AppealTriaged,
    ClosingEvent,
    DeadlinesChanged,
    HearingNoticed,
    LifecycleEvent,
)
from shared.contracts.natije import Escalation, EscalationRaised, EscalationWithdrawn
from shared.contracts.vocabulary import ClockName

Fact = LifecycleEvent | UnknownFact
Emitted = tuple[Escalation, ...]
FOR_A_PERSON = frozenset({ClockName.TRIAGE, ClockName.PING_PONG, ClockName.CRIME_SUSPECTED})
"""Clocks that a start of the consideration at another body does not end."""
OF_THE_TERM = frozenset({ClockName.CONSIDERATION, ClockName.HEARING})
"""Clocks that a new end of the running term replaces; a procedural term beside it goes on (Art. 76(3))."""


def is_kept(fact: Fact) -> bool:
    """False for a historical appeal: it was taken over to be counted and has no clock."""
    return not (isinstance(fact, LifecycleEvent) and fact.dims.historical)


def missed(case: Case | None, fact: Fact) -> int:
    """How many events between the case's last one and this are missing; must always be 0."""
    return max(0, fact.sequence - (case.sequence if case is not None else 0) - 1)


def expire(case: Case, watermark: datetime) -> tuple[Case, Emitted]:
    """Raise every rung due at or before `watermark` (aware): no event with an earlier time is to come."""
    fired = _fire(case, watermark)
    if fired is case:
        return case, ()
    raised = tuple(s.raised for s in fired.standing[len(case.standing) :])
    return replace(fired, swept=max(watermark, case.swept or watermark)), raised


def advance(case: Case | None, fact: Fact) -> tuple[Case | None, Emitted]:
    """Apply the next fact of an appeal; see the module for the order of things.

    A fact that is not newer than the case changes nothing, one of an unknown type moves only sequence and time. A case
    cannot begin with an unknown fact: then there is still none.
    """
    if case is None:
        if isinstance(fact, UnknownFact):
            return None, ()
        case = _opened(fact)
    if fact.sequence <= case.sequence:
        return case, ()
    at = max(case.at, fact.occurred_at.astimezone(UTC))
    due = _fire(case, at)
    true = tuple(s for s in due.standing if s.raised.occurred_at <= at)
    after = _applied(replace(due, standing=true, sequence=fact.sequence, at=at), fact)
    if case.swept is not None:
        after = _fire(after, case.swept)
    return _told(case, after, fact)


def unfounded(case: Case, raised: EscalationRaised) -> EscalationWithdrawn | None:
    """The withdrawal of a published escalation that the case neither holds nor will raise, or None."""
    held = case.find(raised.escalation_id)
    if held is not None or any(p.raised(case).event_id == raised.event_id for p in case.pending()):
        return None
    return withdrawn(raised, case.at, case.sequence, None)


def _opened(fact: LifecycleEvent) -> Case:
    return Case(
        appeal_id=fact.appeal_id,
        number=fact.number,
        correlation_id=fact.correlation_id,
        dims=fact.dims,
        centre=centre_before_assignment(fact.dims),
        sequence=0,
        at=fact.occurred_at.astimezone(UTC),
        traceparent=fact.traceparent,
    )


def _fire(case: Case, until: datetime) -> Case:
    """Raise what is due; the same object when nothing is."""
    due = [p.raised(case) for p in case.pending() if p.rung.at <= until]
    return replace(case, standing=(*case.standing, *map(Standing, due))) if due else case


def _applied(case: Case, fact: Fact) -> Case:
    """The clocks after the fact: first what its type means, then what it stops, last what it starts."""
    if not isinstance(fact, LifecycleEvent):
        return case
    case = _meant(replace(case, dims=fact.dims), fact)
    started = {clock.name: clock for clock in fact.starts}
    return _set(_stopped(case, *fact.stops, *started), started.values(), fact)


def _meant(case: Case, fact: LifecycleEvent) -> Case:
    match fact:
        case AppealRegistered(deadlines=Deadlines() as deadlines):
            return _begun(case, deadlines.clocks, fact)
        case AppealAssigned(deadlines=deadlines, centre=centre):
            case = _stopped(replace(case, centre=centre), ClockName.TRIAGE)
            return case if deadlines is None else _begun(case, deadlines.clocks, fact)
        case AppealTriaged(clock=clock, centre=centre):
            return _set(_stopped(replace(case, centre=centre), clock.name), (clock,), fact)
        case AppealPingPong(clock=clock) | CrimeSuspected(clock=clock):
            return _set(_stopped(case, clock.name), (clock,), fact)
        case AppealProlonged(deadlines=deadlines) | DeadlinesChanged(deadlines=deadlines):
            moved = _still_owed(case, deadlines.clocks)
            return _set(_stopped(case, *OF_THE_TERM), moved, fact)
        case HearingNoticed():
            return _stopped(case, ClockName.HEARING)
        case ClosingEvent():
            return replace(case, clocks=())
        case _:
            return case


def _still_owed(case: Case, clocks: Iterable[Clock]) -> list[Clock]:
    """A hearing that was noticed before the term's end moved is not owed a second time."""
    running = {c.clock.name for c in case.clocks}
    noticed = ClockName.CONSIDERATION in running and ClockName.HEARING not in running
    return [c for c in clocks if not (noticed and c.name is ClockName.HEARING)]


def _begun(case: Case, clocks: Iterable[Clock], fact: Fact) -> Case:
    kept = tuple(c for c in case.clocks if c.clock.name in FOR_A_PERSON)
    return _set(replace(case, clocks=kept), clocks, fact)


def _stopped(case: Case, *names: ClockName) -> Case:
    return replace(case, clocks=tuple(c for c in case.clocks if c.clock.name not in names))


def _set(case: Case, clocks: Iterable[Clock], fact: Fact) -> Case:
    new = (RunningClock(clock, fact.sequence, fact.event_id) for clock in clocks)
    return replace(case, clocks=(*case.clocks, *new))


def _told(before: Case, after: Case, fact: Fact) -> tuple[Case, Emitted]:
    """What the centres must hear of the step: withdrawn, raised, and on the case's end resolved.

    An escalation that stands at the same centre as before keeps what the centre did with it. The end of a case does
    not touch what comes of the clocks that it starts itself, as that of the act's execution (Art. 86(3)).
    """
    known = {(s.id, s.raised.centre): s for s in before.standing}
    standing = tuple(known.pop((s.id, s.raised.centre), s) for s in after.standing)
    old = {id(s) for s in before.standing}
    told: list[Escalation] = [withdrawn(s.raised, after.at, fact.sequence, fact.event_id) for s in known.values()]
    told += [s.raised for s in standing if id(s) not in old]
    if isinstance(fact, ClosingEvent):
        ended = [s for s in standing if s.raised.clock_sequence < fact.sequence and s.handling is not Handling.RESOLVED]
        told += [resolved(s.raised, after.at, fact.event_id) for s in ended]
        standing = tuple(replace(s, handling=Handling.RESOLVED) if s in ended else s for s in standing)
    return replace(after, standing=standing), tuple(told)
