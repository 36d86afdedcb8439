"""Registration of an appeal: number, dates, talon and the two records that announce it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import orjson

from services.intake.form import AppealForm
from services.intake.timeline import Entry, entry_of
from shared.contracts.clocks import Deadlines, Fact
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.event import derived_id, event_id
from shared.contracts.lifecycle import AppealRegistered, Dimensions
from shared.contracts.submissions import Applicant, Closure, SubmitAppeal, WithdrawAppeal
from shared.contracts.topics import LIFECYCLE, SUBMITTED
from shared.contracts.vocabulary import AgencyCode, AppealNumber, PersonType
from shared.law import CUT_OFF, Registration, opening, registration
from shared.reference import Reference
from shared.workdays import ALMATY, WorkCalendar

SOURCE = "intake"
REGISTERED, SUBMIT, WITHDRAW = (
    str(event.model_fields["type"].default) for event in (AppealRegistered, SubmitAppeal, WithdrawAppeal)
)
LETTERS = {PersonType.INDIVIDUAL: "ЖТ", PersonType.LEGAL: "ЗТ"}
"""Letter index of the number: жеке тұлға, заңды тұлға."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every registration needs. `receiver` stands on the talon (Art. 64(2)); `cut_off` is Almaty wall time."""

    reference: Reference
    calendar: WorkCalendar
    receiver: str
    cut_off: time = CUT_OFF


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an appeal that is taken over: where it lay and how it ended. `historical`: no clock runs."""

    historical: bool = False
    agency: AgencyCode | None = None
    closure: Closure | None = None


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class Trace:
    """What ties records to the request that caused them; `traceparent` is W3C's."""

    correlation_id: str
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """What the shell gives one appeal: its id, instants (aware UTC) and trace.

    `received_at` counts for the law; `sent_at` is when the router is asked, later for what is imported.
    """

    appeal_id: str
    received_at: datetime
    sent_at: datetime
    trace: Trace
    past: Past = NO_PAST


class Talon(Fact):
    """The receipt that the law prescribes (Art. 64(2)); days and `received_time` (HH:MM:SS) in Asia/Almaty."""

    number: AppealNumber
    received_on: date
    received_time: str
    registered_on: date
    registered_late: bool
    redirect_by: date | None
    answer_by: date | None
    receiver: str


@dataclass(frozen=True, slots=True)
class Registered:
    """An appeal with its number, ready to be stored: talon, first line of the timeline, records in order."""

    talon: Talon
    opened: Entry
    records: tuple[Outgoing, Outgoing]


def received(filing: Filing, desk: Desk) -> Registration:
    """The day of registration (Art. 64(3)). Raises CalendarGap beyond the table of working days."""
    return registration(filing.received_at, desk.calendar, desk.cut_off)


def series_of(person: PersonType, registered_on: date) -> str:
    """The series a number is taken from: letter and year, as `ЖТ-2026`."""
    return f"{LETTERS[person]}-{registered_on.year}"


def number_of(series: str, serial: int) -> AppealNumber:
    """`ЖТ-2026-00000001`."""
    return f"{series}-{serial:08d}"


def register(form: AppealForm, filing: Filing, number: AppealNumber, desk: Desk) -> Registered:
    """Everything that follows from giving `number` to the appeal.

    Raises CalendarGap, and NoLawInForce for an appeal received before the Code that is not historical.
    """
    day = received(filing, desk)
    dims = _dimensions(form, day, filing.past)
    deadlines = None if filing.past.historical else _opening(form, day, desk)
    fact = AppealRegistered(
        event_id=event_id(filing.appeal_id, 1, REGISTERED),
        occurred_at=filing.received_at,
        correlation_id=filing.trace.correlation_id,
        traceparent=filing.trace.traceparent,
        appeal_id=filing.appeal_id,
        sequence=1,
        number=number,
        dims=dims,
        registered_late=day.late,
        prior_number=form.prior_number,
        deadlines=deadlines,
    )
    command = SubmitAppeal(
        event_id=derived_id(filing.appeal_id, SUBMIT),
        occurred_at=filing.sent_at,
        correlation_id=filing.trace.correlation_id,
        causation_id=fact.event_id,
        traceparent=filing.trace.traceparent,
        appeal_id=filing.appeal_id,
        number=number,
        received_at=filing.received_at,
        dims=dims,
        deadlines=deadlines,
        applicant=Applicant.model_construct(**dict(form.applicant)),
        co_applicants=form.signed_by_others,
        co_applicant_names=form.co_applicant_names or (),
        text=form.text,
        place=form.place,
        addressee=form.addressee,
        prior_number=form.prior_number,
        complained_official=form.complained_official,
        agency=filing.past.agency,
        closure=filing.past.closure,
    )
    records = (encode(fact, LIFECYCLE.name, SOURCE), encode(command, SUBMITTED.name, SOURCE))
    return Registered(talon_of(fact, desk.receiver), entry_of(fact), records)


def withdrawal(appeal_id: str, at: datetime, reason: str | None, trace: Trace) -> Outgoing:
    """The command to withdraw (Art. 64(9)); one per appeal, whatever the number of attempts."""
    command = WithdrawAppeal(
        event_id=derived_id(appeal_id, WITHDRAW),
        occurred_at=at,
        correlation_id=trace.correlation_id,
        traceparent=trace.traceparent,
        appeal_id=appeal_id,
        reason=reason,
        on=at.astimezone(ALMATY).date(),
    )
    return encode(command, SUBMITTED.name, SOURCE)


def canonical(fields: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content, whatever the order of keys."""
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def _dimensions(form: AppealForm, day: Registration, past: Past) -> Dimensions:
    return Dimensions(
        kind=form.kind,
        channel=form.channel,
        language=form.language,
        person_type=form.person_type,
        region=form.region,
        collective=form.signed_by_others > 0,
        registered_on=day.registered_on,
        historical=past.historical,
        special=form.special,
    )


def _opening(form: AppealForm, day: Registration, desk: Desk) -> Deadlines:
    return opening(form.kind, day.registered_on, desk.calendar, special=form.special)


def talon_of(fact: AppealRegistered, receiver: str) -> Talon:
    """The receipt of a registration."""
    local = fact.occurred_at.astimezone(ALMATY)
    return Talon(
        number=fact.number,
        received_on=local.date(),
        received_time=f"{local:%H:%M:%S}",
        registered_on=fact.dims.registered_on,
        registered_late=fact.registered_late,
        redirect_by=fact.deadlines.redirect_by if fact.deadlines else None,
        answer_by=fact.deadlines.answer_by if fact.deadlines else None,
        receiver=receiver,
    )
