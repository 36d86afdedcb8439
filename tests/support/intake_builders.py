"""Forms, facts and filed appeals for tests of intake."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.intake.access import Secrets
from services.intake.form import AppealForm
from services.intake.handlers import IntakeHandlers, to_keep
from services.intake.number_blocks import NumberBlocks
from services.intake.rules import Desk, Filing, Trace, register
from services.intake.store import Filed
from shared.contracts.envelope import Place, Raw, Received
from shared.contracts.event import SequencedEvent, event_id
from shared.contracts.lifecycle import AppealAnswered, AppealAssigned, Dimensions
from shared.contracts.notices import ApplicantNotified
from shared.contracts.vocabulary import Channel, Kind, Language, NoticeKind, Outcome, PersonType
from shared.mongo.outbox import Pending
from shared.reference import load_reference
from shared.workdays import load_calendar
from tests.support.intake_store import InMemoryAppeals, InMemoryNumbers, InMemoryTimelines

NOON = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""Tuesday, 12:00 in Almaty."""
DESK = Desk(load_reference(), load_calendar(), receiver="тест")
APPEAL = "01a20cc3-3cc0-748a-aa74-8d3c46b9e890"
NUMBER = "ЖТ-2026-00000001"
SECRETS = Secrets("a key for tests only")


def body(**changes: Any) -> dict[str, Any]:
    """A faultless POST body with `changes`."""
    return {
        "kind": "application",
        "language": "ru",
        "person_type": "individual",
        "applicant": {"name": "Тестова Проба", "iin_bin": "050707600234"},
        "region": "KZ-75",
        "text": "Яма на дороге у дома.",
    } | changes


def form(**changes: Any) -> AppealForm:
    """The same as a form."""
    return AppealForm.model_validate(body(**changes))


def filed(number: str = NUMBER, key: str | None = None, appeal_id: str | None = None) -> Filed:
    """A registered appeal with two unpublished records."""
    appeal_id = appeal_id or str(uuid4())
    registered = register(form(), Filing(appeal_id, NOON, NOON, Trace(appeal_id)), number, DESK)
    return to_keep(form(), registered, appeal_id, key or appeal_id)


def dimensions(agency: str | None = "akimat-75") -> Dimensions:
    """What the appeal is counted by."""
    return Dimensions(
        kind=Kind.APPLICATION,
        channel=Channel.PORTAL,
        language=Language.RU,
        person_type=PersonType.INDIVIDUAL,
        registered_on=NOON.date(),
        agency=agency,
    )


def context(sequence: int, kind: str, appeal_id: str = APPEAL, number: str = NUMBER) -> dict[str, Any]:
    """Fields that every fact of the appeal has."""
    return {
        "event_id": event_id(appeal_id, sequence, kind),
        "occurred_at": NOON,
        "appeal_id": appeal_id,
        "sequence": sequence,
        "number": number,
    }


def assigned(sequence: int = 2, appeal_id: str = APPEAL, number: str = NUMBER) -> AppealAssigned:
    """The akimat of Almaty got the appeal."""
    fields = context(sequence, "appeal.assigned", appeal_id, number)
    return AppealAssigned(**fields, dims=dimensions(), agency="akimat-75", rule="region", centre="kz-75")


def answered(sequence: int = 3, appeal_id: str = APPEAL, number: str = NUMBER) -> AppealAnswered:
    """A favourable act."""
    return AppealAnswered(
        **context(sequence, "appeal.answered", appeal_id, number),
        dims=dimensions(),
        in_time=True,
        working_days=3,
        was_overdue=False,
        outcome=Outcome.FAVOURABLE_ACT,
        reply_language=Language.RU,
    )


def reply(sequence: int = 3, appeal_id: str = APPEAL, number: str = NUMBER) -> ApplicantNotified:
    """The notice made from the answer."""
    fields = context(sequence, "applicant.notified", appeal_id, number)
    return ApplicantNotified(**fields, notice=NoticeKind.ANSWERED, agency="akimat-75", text="Яма заделана.")


def delivered(event: SequencedEvent, topic: str = "appeals.lifecycle.v1") -> Received[SequencedEvent]:
    """The event as a handler gets it."""
    return Received(event, Place(topic, 0, event.sequence), NOON, "", Raw(None, None, ()))


class Bench:
    """Use cases on in-memory stores; `relayed` is what the relay was given."""

    def __init__(self, now: Callable[[], datetime] = lambda: NOON) -> None:
        self.appeals, self.timelines = InMemoryAppeals(), InMemoryTimelines()
        self.relayed: list[Pending] = []
        self.handlers = IntakeHandlers(
            desk=DESK,
            appeals=self.appeals,
            timelines=self.timelines,
            numbers=NumberBlocks(InMemoryNumbers(), size=10),
            secrets=SECRETS,
            relay=self.relayed.append,
            now=now,
        )
