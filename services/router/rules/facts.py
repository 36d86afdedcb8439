"""How a change to a case becomes facts of its lifecycle: sequence, instant, and what the fact closes."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict

from services.router.rules.case import Case, State
from services.router.rules.jurisdiction import Competences
from services.router.rules.reply_check import ReplyRules
from services.router.rules.running import running_after
from shared.contracts.event import event_id
from shared.contracts.lifecycle import AppealAnswered, AppealRegistered, ClosingEvent, Dimensions, LifecycleEvent
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.vocabulary import ClockName, Refusal, RungName
from shared.law import opening
from shared.reference import Reference
from shared.workdays import WorkCalendar, civil_day


@dataclass(frozen=True, slots=True)
class Law:
    """What decisions rest on, loaded once."""

    calendar: WorkCalendar
    reference: Reference
    competences: Competences
    replies: ReplyRules


@dataclass(frozen=True, slots=True)
class Moment:
    """The time that counts for an input (UTC), and which input it is."""

    at: datetime
    cause: str
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A demand passed on as an appeal of its own: its registration and the command that opens its case."""

    registered: AppealRegistered
    submitted: SubmitAppeal


@dataclass(frozen=True, slots=True)
class Moved:
    """The case after the command, and the facts that say so."""

    case: Case
    events: tuple[LifecycleEvent, ...]
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The case stays as it is. `article` is of the Code; `detail` says what to mend."""

    refusal: Refusal
    article: str
    detail: str


Verdict = Moved | Refused


class Common(TypedDict):
    """Fields of every lifecycle fact."""

    event_id: str
    appeal_id: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str
    traceparent: str | None
    sequence: int
    number: str
    dims: Dimensions


class Closing(Common):
    """Fields of a fact that ends the consideration."""

    in_time: bool
    working_days: int
    was_overdue: bool
    working_days_left: int | None


def instant(case: Case, now: Moment) -> datetime:
    """When the next fact occurs: never before the last one."""
    return max(case.last_at, now.at)


def common(case: Case, kind: type[LifecycleEvent], now: Moment) -> Common:
    """Fields of the next fact of this case. An input without a trace goes on with that of the appeal's own request."""
    appeal_id, sequence = case.submission.appeal_id, case.sequence + 1
    return Common(
        event_id=event_id(appeal_id, sequence, kind.model_fields["type"].default),
        appeal_id=appeal_id,
        occurred_at=instant(case, now),
        correlation_id=case.submission.correlation_id,
        causation_id=now.cause,
        traceparent=now.traceparent or case.submission.traceparent,
        sequence=sequence,
        number=case.submission.number,
        dims=case.dims,
    )


def closing(case: Case, kind: type[LifecycleEvent], now: Moment, calendar: WorkCalendar) -> Closing:
    """Fields of a fact that ends the case: in time or not (Art. 76), and after how many working days (76(2))."""
    ended = instant(case, now)
    day = civil_day(ended)
    return Closing(
        **common(case, kind, now),
        in_time=day <= due_on(case, calendar),
        working_days=calendar.count(case.dims.registered_on, day),
        was_overdue=was_overdue(case, ended),
        working_days_left=_working_days_left(case, day, calendar),
    )


def _working_days_left(case: Case, day: date, calendar: WorkCalendar) -> int | None:
    """Negative on every day after the due one, on a day off too."""
    if case.deadlines is None:
        return None
    due = case.deadlines.answer_by
    return calendar.count(day, due) if day <= due else -max(1, calendar.count(due, day))


def due_on(case: Case, calendar: WorkCalendar) -> date:
    """Last day to answer; for a historical case the term it had by its kind and registration."""
    if case.deadlines is not None:
        return case.deadlines.answer_by
    return opening(case.dims.kind, case.dims.registered_on, calendar, special=case.dims.special).answer_by


def was_overdue(case: Case, ended: datetime) -> bool:
    """The rung is due from its instant on, that instant included; without a clock nothing is overdue."""
    clocks = case.deadlines.clocks if case.deadlines is not None else ()
    return any(
        rung.at <= ended
        for clock in clocks
        if clock.name is ClockName.CONSIDERATION
        for rung in clock.rungs
        if rung.name is RungName.OVERDUE
    )


def then(moved: Moved, event: LifecycleEvent, state: State) -> Moved:
    """The case after one more fact."""
    running = running_after(moved.case.running, event)
    case = replace(moved.case, state=state, sequence=event.sequence, last_at=event.occurred_at, running=running)
    if isinstance(event, ClosingEvent):
        outcome = event.outcome if isinstance(event, AppealAnswered) else None
        case = replace(case, outcome=outcome, closed_at=event.occurred_at)
    return Moved(case, (*moved.events, event))
