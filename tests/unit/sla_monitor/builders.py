"""Histories of appeals for the tests of sla_monitor; dates come from the law's own package."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from services.sla_monitor.rules import Case, advance, rung_id
from shared.contracts.clocks import Clock, Deadlines, Derivation, Rung
from shared.contracts.crime import CrimeSuspected
from shared.contracts.envelope import Outgoing, Place, Raw, Received, UnknownFact
from shared.contracts.event import Record, event_id
from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealPingPong,
    AppealProlonged,
    AppealRegistered,
    AppealTriaged,
    DeadlinesChanged,
    Dimensions,
    HearingNoticed,
    LifecycleEvent,
)
from shared.contracts.natije import Escalation
from shared.contracts.vocabulary import (
    Channel,
    ClockName,
    CrimeSign,
    DatesChangedBy,
    DecidedBy,
    Kind,
    Language,
    Outcome,
    PersonType,
    RulesetId,
    RungName,
    TermUnit,
)
from shared.law import immediate_clock, opening
from shared.workdays import load_calendar

APPEAL = "018f2b1c-0000-7000-8000-000000000001"
NUMBER = "ЖТ-2026-00000001"
FRIDAY = date(2026, 3, 13)
MORNING = datetime(2026, 3, 13, 5, tzinfo=UTC)
DEADLINES = opening(Kind.APPLICATION, FRIDAY, load_calendar())
"""Answer by 8 April 2026, hearing notice by 3 April."""
HEARING_DUE = datetime(2026, 4, 3, 4, tzinfo=UTC)
DUE_SOON = datetime(2026, 4, 7, 4, tzinfo=UTC)
OVERDUE = datetime(2026, 4, 8, 19, tzinfo=UTC)
OVERDUE_3 = datetime(2026, 4, 13, 19, tzinfo=UTC)
OVERDUE_10 = datetime(2026, 4, 22, 19, tzinfo=UTC)
SECOND = timedelta(seconds=1)
E = TypeVar("E", bound=LifecycleEvent)


def appeal(number: int) -> str:
    """Id of the `number`-th appeal."""
    return str(uuid5(UUID(APPEAL), str(number)))


def dims(region: str | None = "KZ-75", *, historical: bool = False) -> Dimensions:
    """An application of 13 March 2026."""
    return Dimensions(
        kind=Kind.APPLICATION,
        channel=Channel.PORTAL,
        language=Language.KK,
        person_type=PersonType.INDIVIDUAL,
        region=region,
        registered_on=FRIDAY,
        historical=historical,
    )


def fact(cls: type[E], sequence: int, at: datetime, appeal_id: str = APPEAL, **fields: Any) -> E:
    """The `sequence`-th fact of an appeal."""
    kind = str(cls.model_fields["type"].default)
    context = {"event_id": event_id(appeal_id, sequence, kind), "correlation_id": f"of-{appeal_id}", "number": NUMBER}
    given: dict[str, Any] = {"appeal_id": appeal_id, "sequence": sequence, "occurred_at": at, "dims": dims(), **context}
    return cls(**(given | fields))


def registered(appeal_id: str = APPEAL, at: datetime = MORNING, **fields: Any) -> AppealRegistered:
    """Sequence 1 with the dates of the law."""
    return fact(AppealRegistered, 1, at, appeal_id, **({"deadlines": DEADLINES} | fields))


def assigned(sequence: int, at: datetime, appeal_id: str = APPEAL, **fields: Any) -> AppealAssigned:
    """Assigned to Almaty's akimat."""
    given = {"agency": "akimat-75", "rule": "region", "centre": "kz-75"}
    return fact(AppealAssigned, sequence, at, appeal_id, **(given | fields))


def triaged(sequence: int, at: datetime, appeal_id: str = APPEAL) -> AppealTriaged:
    """No body could be named."""
    clock = immediate_clock(ClockName.TRIAGE, RungName.UNTRIAGED, at, "Art. 65(1)")
    return fact(AppealTriaged, sequence, at, appeal_id, centre="kz-75", reason="no rule fits", clock=clock)


def ping_pong(sequence: int, at: datetime) -> AppealPingPong:
    """Redirected once too often."""
    clock = immediate_clock(ClockName.PING_PONG, RungName.PING_PONG, at, "Art. 65(1)")
    return fact(AppealPingPong, sequence, at, hops=4, returned_to_sender=False, clock=clock)


def crime_suspected(sequence: int, at: datetime) -> CrimeSuspected:
    """The text tells of a crime."""
    clock = immediate_clock(ClockName.CRIME_SUSPECTED, RungName.CRIME_SUSPECTED, at, "Art. 64(7-2)")
    return fact(CrimeSuspected, sequence, at, sign=CrimeSign.CRIME, centre="kz-75", clock=clock)


def prolonged(sequence: int, at: datetime, deadlines: Deadlines) -> AppealProlonged:
    """The term now ends later."""
    by = DecidedBy.HEAD
    return fact(AppealProlonged, sequence, at, until=deadlines.answer_by, decided_by=by, deadlines=deadlines)


def dates_changed(sequence: int, at: datetime, deadlines: Deadlines) -> DeadlinesChanged:
    """A day of the term is no longer a working day."""
    return fact(DeadlinesChanged, sequence, at, reason=DatesChangedBy.WORKING_DAYS, deadlines=deadlines)


def hearing_noticed(sequence: int, at: datetime, appeal_id: str = APPEAL) -> HearingNoticed:
    """The participant knows."""
    return fact(HearingNoticed, sequence, at, appeal_id, hearing_on=date(2026, 4, 6))


def answered(sequence: int, at: datetime, appeal_id: str = APPEAL, **fields: Any) -> AppealAnswered:
    """The end; the figures do not matter to clocks."""
    figures = {"in_time": True, "working_days": 9, "was_overdue": False}
    ending = {"outcome": Outcome.FAVOURABLE_ACT, "reply_language": Language.KK}
    return fact(AppealAnswered, sequence, at, appeal_id, **(figures | ending | fields))


def unknown(sequence: int, at: datetime, appeal_id: str = APPEAL) -> UnknownFact:
    """A fact of a future version."""
    kind = "appeal.teleported"
    return UnknownFact(
        type=kind, event_id=event_id(appeal_id, sequence, kind), appeal_id=appeal_id, occurred_at=at, sequence=sequence
    )


def deadlines(rungs: Mapping[RungName, datetime], name: ClockName = ClockName.CONSIDERATION) -> Deadlines:
    """Any ladder, for properties that do not depend on the law."""
    return Deadlines(
        ruleset=RulesetId.B, calendar="test", redirect_by=FRIDAY, answer_by=FRIDAY, clocks=(clock(rungs, name),)
    )


def clock(rungs: Mapping[RungName, datetime], name: ClockName) -> Clock:
    """Any clock."""
    derivation = Derivation(start=FRIDAY, term=15, unit=TermUnit.WORKING_DAYS, due_on=FRIDAY, article="Art. 76(1)-(2)")
    return Clock(name=name, derivation=derivation, rungs=tuple(Rung(name=n, at=at) for n, at in rungs.items()))


def case_after(*facts: LifecycleEvent | UnknownFact) -> Case:
    """The case after these facts."""
    case: Case | None = None
    for one in facts:
        case, _ = advance(case, one)
    assert case is not None
    return case


def rung_of(sequence: int, rung: RungName, clock_name: ClockName = ClockName.CONSIDERATION) -> str:
    """Id of a rung of APPEAL."""
    return rung_id(APPEAL, clock_name, sequence, rung)


def said(emitted: tuple[Escalation, ...] | list[Escalation]) -> list[tuple[str, str, str]]:
    """What was told to whom: type, rung, centre."""
    return [(e.type.removeprefix("escalation."), str(e.rung), e.centre) for e in emitted]


def received(event: Record, offset: int, topic: str = "appeals.lifecycle.v1", tenant: str = "") -> Received[Record]:
    """The event as the plumbing hands it over, from partition 0; arrived at its own time."""
    place = Place(topic, 0, offset)
    return Received(event, place, event.occurred_at, tenant, Raw(event.subject.encode(), b"{}", ()))


def types(records: list[Outgoing]) -> list[tuple[str, str]]:
    """Topic and type of outgoing records."""
    return [(record.topic, record.headers["ce_type"]) for record in records]
