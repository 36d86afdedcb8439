"""Records for tests of the plumbing: small real commands and facts, and the bad ones that come between."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid5

from shared.contracts.agency import AcceptAppeal
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.lifecycle import AppealAccepted, Dimensions
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE
from shared.contracts.vocabulary import Channel, Kind, Language, PersonType

NOON = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
SPACE = UUID("0199c0de-0000-7000-8000-000000000000")
ROADS = AGENCY_ACTIONS_TOPIC.of("akimat-75")


def appeal_id(number: int) -> str:
    """The id of the test's `number`-th appeal."""
    return str(uuid5(SPACE, str(number)))


def accept(appeal: int, step: int = 1) -> AcceptAppeal:
    """An agency's `step`-th command about an appeal; its unit counts the steps."""
    return AcceptAppeal(
        event_id=f"accept-{appeal}-{step}",
        appeal_id=appeal_id(appeal),
        occurred_at=NOON,
        correlation_id=f"request-{appeal}",
        unit=str(step),
    )


def command(appeal: int, step: int = 1, topic: str = ROADS) -> Outgoing:
    """The same as a record of an agency's topic."""
    return encode(accept(appeal, step), topic, "akimat-75")


def accepted(appeal: int, sequence: int = 1) -> AppealAccepted:
    """A fact of the lifecycle."""
    return AppealAccepted(
        event_id=f"accepted-{appeal}-{sequence}",
        appeal_id=appeal_id(appeal),
        occurred_at=NOON,
        sequence=sequence,
        number=f"ЖТ-2026-{appeal:08}",
        dims=Dimensions(
            kind=Kind.COMPLAINT,
            channel=Channel.PORTAL,
            language=Language.KK,
            person_type=PersonType.INDIVIDUAL,
            registered_on=NOON.date(),
        ),
    )


def fact(appeal: int, sequence: int = 1) -> Outgoing:
    """The same as a record of the lifecycle."""
    return encode(accepted(appeal, sequence), LIFECYCLE.name, "router")


def wire(record: Outgoing) -> dict[str, bytes | None]:
    """The headers of a record as bytes, for a test that spoils them."""
    return {name: text.encode() for name, text in record.headers.items()}


def data(record: Outgoing, **fields: object) -> bytes:
    """The value of a record with other fields."""
    return json.dumps(json.loads(record.value) | fields, ensure_ascii=False).encode()
