"""What one event adds to the counters: no join, no law, no state but the last position of each history."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from services.analytics.rules.measures import Measure
from shared.contracts.crime import CrimeSuspected
from shared.contracts.lifecycle import (
    ActExecuted,
    AppealAccepted,
    AppealAnswered,
    AppealAssigned,
    AppealAttached,
    AppealPingPong,
    AppealProlonged,
    AppealReclassified,
    AppealRedirected,
    AppealRedirectedInPart,
    AppealRegistered,
    AppealReturned,
    AppealTerminated,
    AppealTriaged,
    AppealWithdrawn,
    ClosingEvent,
    ComplaintPassedUp,
    DefectNoticed,
    DefectRepaired,
    Dimensions,
    HearingHeld,
    HearingNoticed,
    LifecycleEvent,
)
from shared.contracts.natije import (
    Escalation,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    EscalationWithdrawn,
)
from shared.contracts.recusal import RecusalDecided, RecusalMoved
from shared.contracts.requests import CorrectionDecided, CorrectionRequested, FileAccessGranted, FileAccessRequested
from shared.contracts.vocabulary import Kind, RungName
from shared.workdays import civil_day

Row = dict[str, int]
"""Sums by measure."""
Cells = dict[str, Row]
"""Sums by cell (see `Cell`) and measure."""

NONE = "none"
"""Stands for a region that the applicant did not state."""
ESCAPES = (("%", "%25"), ("|", "%7C"), (".", "%2E"), ("$", "%24"), ("/", "%2F"))
DAYS_PREFIX = "wd_"
"""`wd_12` counts the appeals answered on the twelfth working day: an exact histogram."""


class Cell(NamedTuple):
    """The dimensions of a cell inside its document; empty where one does not apply.

    Region and day stand in the document's id. `agency` is whom the measure belongs to: nobody at registration,
    the new holder at an assignment, the sender at a redirect, the body that closed it at the end. `category` is
    what the event says, so it is reliable from the assignment on.
    """

    agency: str
    kind: str
    channel: str
    language: str
    person_type: str
    collective: str
    category: str
    outcome: str
    centre: str
    rung: str


class Increment(NamedTuple):
    """Add `n` to `measure` of `cell`, the key made by `cell_key`."""

    cell: str
    measure: str
    n: int


def parse_cell(key: str) -> Cell:
    """The inverse of `cell_key`."""
    values = key.split("|")
    return Cell(*(map(unescaped, values) if "%" in key else values))


def cell_key(
    dims: Dimensions,
    agency: str | None,
    outcome: str = "",
    escalation: tuple[str, str] | None = None,
    kind: Kind | None = None,
) -> str:
    """A key that is safe as the name of a field in any database.

    `escalation` is (centre, rung); `kind` stands for the one of `dims` where a former one is meant.
    """
    category = escaped(dims.category) if dims.category else ""
    centre, rung = escalation or ("", "")
    return (
        f"{agency or ''}|{(kind or dims.kind).value}|{dims.channel.value}|{dims.language.value}"
        f"|{dims.person_type.value}|{1 if dims.collective else 0}|{category}|{outcome}|{centre}|{rung}"
    )


@lru_cache(maxsize=4096)
def escaped(word: str) -> str:
    """The word without what separates values or names fields in a database."""
    for plain, code in ESCAPES:
        word = word.replace(plain, code)
    return word


def unescaped(word: str) -> str:
    """The inverse of `escaped`."""
    for plain, code in reversed(ESCAPES):
        word = word.replace(code, plain)
    return word


def document_id(topic: str, partition: int, event: LifecycleEvent | Escalation) -> str:
    """`topic/partition/day/region`: the day is the civil day (Asia/Almaty) of the fact, however late it came."""
    return f"{topic}/{partition}/{civil_day(event.occurred_at)}/{event.dims.region or NONE}"


def parse_document_id(identity: str) -> tuple[str, int, str, str]:
    """Topic, partition, civil day as ISO text, and region."""
    topic, partition, day, region = identity.split("/")
    return topic, int(partition), day, region


def count(event: LifecycleEvent | Escalation) -> Iterator[Increment]:
    """What the event adds; nothing for a fact that is not counted."""
    if isinstance(event, Escalation):
        yield from _escalation(event)
    elif isinstance(event, ClosingEvent):
        yield from _closing(event)
    else:
        yield from _step(event)


def _step(event: LifecycleEvent) -> Iterator[Increment]:
    dims = event.dims
    match event:
        case AppealRegistered():
            nobody = cell_key(dims, None)
            yield Increment(nobody, Measure.RECEIVED, 1)
            yield Increment(nobody, Measure.OPEN, 1)
            if event.registered_late:
                yield Increment(nobody, Measure.REGISTERED_LATE, 1)
            if event.parent is not None:
                yield Increment(nobody, Measure.PARTS_RECEIVED, 1)
            if dims.historical:
                yield Increment(nobody, Measure.HISTORICAL, 1)
        case AppealAssigned():
            holder = cell_key(dims, event.agency)
            yield Increment(_waiting(event), Measure.OPEN, -1)
            yield Increment(holder, Measure.OPEN, 1)
            yield Increment(holder, Measure.ASSIGNED, 1)
            if event.rule == "redirect":
                yield Increment(holder, Measure.REDIRECTED_IN, 1)
        case AppealTriaged():
            yield Increment(_waiting(event), Measure.OPEN, -1)
            yield Increment(cell_key(dims, None), Measure.OPEN, 1)
            yield Increment(cell_key(dims, dims.agency), Measure.TRIAGED, 1)
        case AppealRedirected() | ComplaintPassedUp():
            yield from _sent_on(event)
        case AppealReclassified():
            yield Increment(cell_key(dims, dims.agency, kind=event.from_kind), Measure.OPEN, -1)
            yield Increment(cell_key(dims, dims.agency), Measure.OPEN, 1)
            yield Increment(cell_key(dims, event.by_agency), Measure.RECLASSIFIED, 1)
        case _:
            if (measure := _PLAIN.get(type(event))) is not None:
                yield Increment(cell_key(dims, dims.agency), measure, 1)


def _waiting(event: AppealAssigned | AppealTriaged) -> str:
    """The cell in which the appeal was open without a holder until this fact."""
    values = cell_key(event.dims, None).split("|")
    values[Cell._fields.index("category")] = escaped(event.former_category) if event.former_category else ""
    return "|".join(values)


def _sent_on(event: AppealRedirected | ComplaintPassedUp) -> Iterator[Increment]:
    sender = cell_key(event.dims, event.from_agency)
    redirected = isinstance(event, AppealRedirected)
    yield Increment(sender, Measure.OPEN, -1)
    yield Increment(cell_key(event.dims, None), Measure.OPEN, 1)  # on its way until the assignment that follows
    yield Increment(sender, Measure.REDIRECTED_OUT if redirected else Measure.PASSED_UP, 1)
    if not event.in_time:
        yield Increment(sender, Measure.REDIRECTED_LATE if redirected else Measure.PASSED_UP_LATE, 1)
    if event.was_overdue:
        yield Increment(sender, Measure.REDIRECTED_OVERDUE, 1)


def _closing(event: ClosingEvent) -> Iterator[Increment]:
    answered = isinstance(event, AppealAnswered)
    cell = cell_key(event.dims, event.dims.agency, event.outcome.value if isinstance(event, AppealAnswered) else "")
    yield Increment(cell, Measure.OPEN, -1)
    yield Increment(cell, Measure.CLOSED, 1)
    yield Increment(cell, _CLOSINGS[type(event)], 1)
    if answered:
        yield Increment(cell, Measure.ANSWERED_IN_TIME if event.in_time else Measure.ANSWERED_LATE, 1)
        yield Increment(cell, f"{DAYS_PREFIX}{event.working_days}", 1)
    if isinstance(event, AppealReturned) and event.late:
        yield Increment(cell, Measure.RETURNED_LATE, 1)
    if event.was_overdue and not event.dims.historical:  # a historical appeal has no clock, so nobody raised it
        yield Increment(cell, Measure.CLOSED_OVERDUE, 1)


def _escalation(event: Escalation) -> Iterator[Increment]:
    cell = cell_key(event.dims, event.dims.agency, escalation=(event.centre, event.rung.value))
    is_overdue = event.rung is RungName.OVERDUE
    yield Increment(cell, _ESCALATIONS[type(event)], 1)
    if is_overdue and isinstance(event, EscalationRaised):
        yield Increment(cell, Measure.OVERDUE, 1)
    if is_overdue and isinstance(event, EscalationWithdrawn):
        yield Increment(cell, Measure.OVERDUE_WITHDRAWN, 1)


_PLAIN: dict[type[LifecycleEvent], Measure] = {
    AppealAccepted: Measure.ACCEPTED,
    AppealPingPong: Measure.PING_PONG,
    CrimeSuspected: Measure.CRIME_SUSPECTED,
    AppealProlonged: Measure.PROLONGED,
    HearingNoticed: Measure.HEARING_NOTICED,
    HearingHeld: Measure.HEARING_HELD,
    AppealRedirectedInPart: Measure.REDIRECTED_IN_PART,
    DefectNoticed: Measure.DEFECT_NOTICED,
    DefectRepaired: Measure.DEFECT_REPAIRED,
    ActExecuted: Measure.EXECUTED,
    RecusalMoved: Measure.RECUSAL_MOVED,
    RecusalDecided: Measure.RECUSAL_DECIDED,
    FileAccessRequested: Measure.FILE_ACCESS_REQUESTED,
    FileAccessGranted: Measure.FILE_ACCESS_GRANTED,
    CorrectionRequested: Measure.CORRECTION_REQUESTED,
    CorrectionDecided: Measure.CORRECTION_DECIDED,
}
_CLOSINGS: dict[type[ClosingEvent], Measure] = {
    AppealAnswered: Measure.ANSWERED,
    AppealReturned: Measure.RETURNED,
    AppealTerminated: Measure.TERMINATED,
    AppealWithdrawn: Measure.WITHDRAWN,
    AppealAttached: Measure.ATTACHED,
}
_ESCALATIONS: dict[type[Escalation], Measure] = {
    EscalationRaised: Measure.ESCALATED,
    EscalationWithdrawn: Measure.ESCALATION_WITHDRAWN,
    EscalationAcknowledged: Measure.ESCALATION_ACKNOWLEDGED,
    EscalationResolved: Measure.ESCALATION_RESOLVED,
}


def add(cells: Cells, increments: Iterable[Increment]) -> None:
    """Add increments to sums in place."""
    for cell, measure, n in increments:
        row = cells.get(cell)
        if row is None:
            row = cells[cell] = {}
        row[measure] = row.get(measure, 0) + n
