"""Builders and the in-memory store for tests of the router."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from uuid import UUID, uuid5

from services.router.app import load_law
from services.router.handlers import RouterHandlers
from services.router.rules.case import Dossier
from shared.contracts.envelope import Outgoing, Place, Raw, Received, decode, encode
from shared.contracts.event import Event
from shared.contracts.lifecycle import Dimensions
from shared.contracts.submissions import Applicant, SubmitAppeal
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS, SUBMITTED, TopicSpace
from shared.contracts.vocabulary import Channel, Kind, Language, PersonType
from shared.law import opening
from shared.mongo.versioned import LostVersion
from shared.workdays import civil_day, load_calendar
from tests.support.sightings import APPLICANT_KEY, InMemorySightings

EVERYTHING = 10**9
"""Offset below which a test confirms all inputs."""
LATER = count(1000)
NAMES = UUID("00000000-0000-5000-8000-000000000000")
MORNING = datetime(2026, 3, 13, 5, 0, tzinfo=UTC)
"""Friday 10:00 in Almaty."""
ROAD = "На нашей улице дорога разбита, ямы и нет тротуара, просим отремонтировать асфальт"
PENSION = "Прошу разъяснить, почему при назначении пенсии не учли стаж и пособие"


def appeal_id(name: str) -> str:
    """A fixed id per name."""
    return str(uuid5(NAMES, name))


def submission(
    name: str = "first",
    text: str = ROAD,
    kind: Kind = Kind.APPLICATION,
    region: str | None = "KZ-75",
    at: datetime = MORNING,
) -> SubmitAppeal:
    """A registered appeal as intake hands it over."""
    day = civil_day(at)
    dims = Dimensions(
        kind=kind,
        channel=Channel.PORTAL,
        language=Language.RU,
        person_type=PersonType.INDIVIDUAL,
        region=region,
        registered_on=day,
    )
    return SubmitAppeal(
        event_id=str(uuid5(UUID(appeal_id(name)), "submit")),
        appeal_id=appeal_id(name),
        occurred_at=at,
        correlation_id=appeal_id(name),
        number=f"ЖТ-2026-{UUID(appeal_id(name)).int % 10**8:08d}",
        received_at=at,
        dims=dims,
        deadlines=opening(kind, day, load_calendar()),
        applicant=Applicant(name="Заявитель Пример"),
        text=text,
    )


def received(event: Event, topic: str, tenant: str = "", offset: int | None = None) -> Received[Event]:
    """The event as it comes from a topic, by default behind all others; its arrival is its own time."""
    sent = encode(event, topic, "test")
    headers = [(name, value.encode()) for name, value in sent.headers.items()]
    raw = Raw(sent.key.encode(), sent.value, headers)
    return Received(event, Place(topic, 0, next(LATER) if offset is None else offset), event.occurred_at, tenant, raw)


def submitted(event: Event, offset: int | None = None) -> Received[Event]:
    """From intake."""
    return received(event, SUBMITTED.name, offset=offset)


def from_agency(agency: str, event: Event, offset: int | None = None) -> Received[Event]:
    """From an agency's own topic."""
    return received(event, AGENCY_ACTIONS_TOPIC.of(agency), agency, offset)


def from_centre(centre: str, event: Event, offset: int | None = None) -> Received[Event]:
    """From a centre's own topic."""
    return received(event, NATIJE_ACTIONS.of(centre), centre, offset)


def read(outgoing: Outgoing) -> Event:
    """The event of a record that the router publishes."""
    topic, _ = TopicSpace().find(outgoing.topic)
    headers = [(name, value.encode()) for name, value in outgoing.headers.items()]
    event = decode(headers, outgoing.key.encode(), outgoing.value, topic.types)
    assert isinstance(event, Event)
    return event


class InMemoryCases:
    """Keeps dossiers with the same version rule as the Mongo store."""

    def __init__(self) -> None:
        self.dossiers: dict[str, Dossier] = {}

    async def load(self, appeal_ids: Iterable[str]) -> dict[str, Dossier]:
        """See Cases."""
        return {key: self.dossiers[key] for key in set(appeal_ids) if key in self.dossiers}

    async def save(self, changed: Mapping[str, Dossier]) -> None:
        """See Cases."""
        lost = 0
        for key, dossier in changed.items():
            stored = self.dossiers.get(key)
            if (stored.version if stored else 0) != dossier.version:
                lost += 1
                continue
            self.dossiers[key] = Dossier(dossier.case, dossier.memory, dossier.version + 1)
        if lost:
            raise LostVersion(f"{lost} documents")


@dataclass
class Confirmed:
    """Confirms the inputs below `below`, on every partition."""

    below: int = 0

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:
        """See Confirmations."""
        return offset < self.below


@dataclass
class Router:
    """A router without Kafka: hand it inputs, look at what it would publish."""

    cases: InMemoryCases = field(default_factory=InMemoryCases)
    sightings: InMemorySightings = field(default_factory=InMemorySightings)
    confirmed: Confirmed = field(default_factory=Confirmed)
    clock: datetime = MORNING

    @property
    def handlers(self) -> RouterHandlers:
        """Handlers over the in-memory store; a command's time is its own."""
        return RouterHandlers(
            self.cases,
            load_law(),
            lambda: self.clock,
            self.confirmed,
            simulated=True,
            sightings=self.sightings,
            applicant_key=APPLICANT_KEY,
        )

    async def take(self, *inputs: Received[Event]) -> list[Event]:
        """One batch; the router's clock never lags behind its inputs."""
        self.clock = max(self.clock, *(i.event.occurred_at for i in inputs))
        return [read(o) for o in await self.handlers.on_inputs(inputs) if not o.topic.startswith("dlt.")]
