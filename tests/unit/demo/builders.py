"""Small values that the demo's tests are about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from deploy.demo.ledger import ASSIGNED, DELIVERED, REGISTERED, Entry, Ledger
from shared.contracts.agency import AppealDelivered
from shared.contracts.lifecycle import Dimensions
from shared.contracts.submissions import Applicant
from shared.contracts.vocabulary import Channel, Kind, Language, PersonType

NAMESPACE = UUID(int=7)
MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
"""10:00 in Almaty, a working day."""


def appeal_id(number: int) -> str:
    return str(uuid5(NAMESPACE, f"appeal {number}"))


def delivered(number: int = 1, kind: Kind = Kind.APPLICATION, hops: tuple[str, ...] = ()) -> AppealDelivered:
    return AppealDelivered(
        event_id=f"delivery-{number}",
        appeal_id=appeal_id(number),
        occurred_at=MONDAY + timedelta(days=number % 5),
        sequence=2,
        number=f"ЖТ-2026-{number:08d}",
        received_at=MONDAY,
        dims=Dimensions(
            kind=kind,
            channel=Channel.PORTAL,
            language=Language.KK if number % 2 else Language.RU,
            person_type=PersonType.INDIVIDUAL,
            region="KZ-55",
            registered_on=date(2026, 11, 2),
            category="roads",
        ),
        applicant=Applicant(name="Заявитель 1"),
        text="Яма",
        rule="local:roads",
        answer_by=date(2026, 11, 23) if kind is not Kind.COMPLAINT else date(2026, 11, 30),
        hops=hops,
    )


def entry(number: int, sequence: int, kind: str, data: Mapping[str, Any] | None = None, at: datetime = MONDAY) -> Entry:
    event_id = str(uuid5(UUID(appeal_id(number)), f"{sequence}:{kind}"))
    base: dict[str, Any] = {"number": f"ЖТ-2026-{number:08d}", "dims": {"agency": "akimat-55"}}
    return Entry(appeal_id(number), sequence, event_id, kind, None, at, base | dict(data or {}))


def registered(number: int) -> Entry:
    return entry(number, 1, REGISTERED, {"deadlines": {"answer_by": "2026-11-23"}, "dims": {}})


def assigned(number: int, sequence: int = 2) -> Entry:
    return entry(number, sequence, ASSIGNED, {"agency": "akimat-55", "rule": "local:roads"})


def delivery_of(assignment: Entry, event_id: str = "delivery") -> Entry:
    return Entry(assignment.appeal_id, assignment.sequence, event_id, DELIVERED, assignment.event_id, MONDAY, {})


def sound_ledger(appeals: int = 2) -> Ledger:
    """Every appeal registered, assigned, delivered and accepted."""
    ledger = Ledger()
    for number in range(1, appeals + 1):
        assignment = assigned(number)
        for fact in (registered(number), assignment, entry(number, 3, "appeal.accepted")):
            ledger.add_fact(fact)
        ledger.add_delivery("akimat-55", delivery_of(assignment, f"delivery {number}"))
    return ledger
