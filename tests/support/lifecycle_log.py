"""Writes valid histories of appeals straight into the log: what the platform would have said, for analytics alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.clocks import Deadlines
from shared.contracts.envelope import Outgoing, Place, Raw, Received, decode_fact, encode
from shared.contracts.event import event_id
from shared.contracts.lifecycle import (
    AppealAccepted,
    AppealAnswered,
    AppealAssigned,
    AppealProlonged,
    AppealRedirected,
    AppealRegistered,
    AppealReturned,
    AppealWithdrawn,
    Dimensions,
    LifecycleEvent,
)
from shared.contracts.natije import EscalationRaised
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS, TopicSpace
from shared.contracts.vocabulary import (
    Channel,
    ClockName,
    DecidedBy,
    Kind,
    Language,
    PersonType,
    ReturnGround,
    RungName,
)
from shared.kafka.broker import make_broker
from shared.kafka.publish import Publisher
from shared.kafka.settings import KafkaSettings
from shared.law import allowed_outcomes, opening
from shared.workdays import at, civil_day, load_calendar, start_of

SPACE = UUID("5d1c0a52-6a5f-4f0e-9d0e-0d6f0c6f7a10")
CALENDAR = load_calendar()
DAY = timedelta(days=1)
Dated = tuple[datetime, Outgoing]


@dataclass(frozen=True)
class World:
    """What to draw from. `repeats` is the share of records that their producer wrote twice."""

    regions: Sequence[str | None] = ("KZ-75", "KZ-71", "KZ-10", "KZ-27", None)
    agencies: Sequence[str] = ("mlsp", "mzd", "mvd", "akimat-75", "akimat-71", "akimat-10")
    centres: Sequence[str] = ("republic", "kz-75", "mlsp")
    first: date = date(2026, 3, 2)
    days: int = 60
    repeats: float = 0.0
    seed: int = 1


@lru_cache(maxsize=4096)
def dates(kind: Kind, registered_on: date) -> Deadlines:
    """The dates of the law for a registration."""
    return opening(kind, registered_on, CALENDAR)


@dataclass(slots=True)
class Case:
    """One appeal while its history is written."""

    id: str
    number: str
    dims: Dimensions
    events: list[Dated] = field(default_factory=list)
    sequence: int = 0

    def say(self, cls: type[LifecycleEvent], when: datetime, **fields: Any) -> None:
        """Append the next fact; the holder is whoever `fields` or the former facts name."""
        self.sequence += 1
        kind = str(cls.model_fields["type"].default)
        if "agency" in fields:
            fields.setdefault("former_category", self.dims.category)
            self.dims = self.dims.model_copy(update={"agency": fields["agency"], "category": "roads.repair"})
        event = cls(
            event_id=event_id(self.id, self.sequence, kind),
            appeal_id=self.id,
            sequence=self.sequence,
            occurred_at=when,
            correlation_id=self.id,
            number=self.number,
            dims=self.dims,
            **fields,
        )
        self.events.append((when, encode(event, LIFECYCLE.name, "router" if self.sequence > 1 else "intake")))

    def escalate(self, rung: RungName, centre: str) -> None:
        """Append the escalation of a rung of the first clock, at the instant it was due."""
        clock = dates(self.dims.kind, self.dims.registered_on).clocks[0]
        when = next(step.at for step in clock.rungs if step.name is rung)
        identity = str(uuid5(UUID(self.id), f"{clock.name}:1:{rung}"))
        event = EscalationRaised(
            event_id=identity,
            escalation_id=identity,
            appeal_id=self.id,
            occurred_at=when,
            number=self.number,
            centre=centre,
            rung=rung,
            dims=self.dims,
            clock=ClockName.CONSIDERATION,
            clock_sequence=1,
            due_on=clock.derivation.due_on,
            derivation=clock.derivation,
        )
        self.events.append((when, encode(event, NATIJE_ESCALATIONS.of(centre), "sla_monitor")))


def log_of(appeals: int, world: World) -> list[Outgoing]:
    """The records of that many appeals in the order of their instants, about 4.4 each."""
    rng = random.Random(world.seed)
    dated = [entry for index in range(appeals) for entry in history(rng, world, index)]
    dated.sort(key=lambda entry: entry[0])
    records: list[Outgoing] = []
    for _, record in dated:
        records.append(record)
        if rng.random() < world.repeats:
            records.append(rng.choice((record, records[-rng.randint(1, min(50, len(records)))])))
    return records


def history(rng: random.Random, world: World, index: int) -> list[Dated]:
    """All facts and escalations of one appeal with their instants."""
    day = CALENDAR.on_or_after(world.first + DAY * rng.randrange(world.days))
    now = at(day, time(9)) + timedelta(seconds=rng.randrange(9 * 3600))
    case = _opened(rng, world, index, day)
    late = rng.random() < 0.1
    case.say(AppealRegistered, now, registered_late=late, deadlines=dates(case.dims.kind, day))
    if rng.random() < 0.02:
        case.say(AppealWithdrawn, now + timedelta(minutes=9), in_time=True, working_days=0, was_overdue=False)
        return case.events
    holder = rng.choice(world.agencies)
    now += timedelta(seconds=2)
    case.say(AppealAssigned, now, agency=holder, rule="keywords", centre="republic")
    if rng.random() < 0.12:
        now += DAY * rng.randint(1, 4)
        holder = _passed_on(rng, world, case, now)
    if rng.random() < 0.9:
        now += timedelta(hours=rng.randint(1, 20))
        case.say(AppealAccepted, now)
    _finished(rng, world, case, now)
    return case.events


def _opened(rng: random.Random, world: World, index: int, day: date) -> Case:
    dims = Dimensions(
        kind=rng.choice(list(Kind)),
        channel=rng.choice(list(Channel)),
        language=rng.choice(list(Language)),
        person_type=rng.choice(list(PersonType)),
        region=rng.choice(world.regions),
        collective=rng.random() < 0.03,
        registered_on=day,
    )
    identity = str(uuid5(SPACE, f"{world.seed}:{index}"))
    return Case(identity, f"ЖТ-{day.year}-{index:08d}", dims)


def _passed_on(rng: random.Random, world: World, case: Case, now: datetime) -> str:
    former = case.dims.agency or ""
    holder = rng.choice([code for code in world.agencies if code != former])
    case.say(AppealRedirected, now, from_agency=former, to_agency=holder, working_day=3, in_time=rng.random() < 0.8)
    case.say(AppealAssigned, now, agency=holder, rule="redirect", centre="republic", hop=1)
    return holder


def _finished(rng: random.Random, world: World, case: Case, now: datetime) -> None:
    deadlines, chance = dates(case.dims.kind, case.dims.registered_on), rng.random()
    if chance < 0.08:
        until = deadlines.answer_by + DAY * 20
        case.say(AppealProlonged, now, until=until, decided_by=DecidedBy.HEAD, deadlines=deadlines)
    if chance < 0.12:
        case.say(
            AppealReturned,
            now + timedelta(hours=1),
            ground=ReturnGround.NOT_REPAIRED,
            in_time=True,
            working_days=max(0, CALENDAR.count(case.dims.registered_on, civil_day(now + timedelta(hours=1)))),
            was_overdue=False,
        )
    elif chance < 0.95:
        overdue = chance > 0.85
        _answered(rng, world, case, start_of(deadlines.answer_by) + (DAY * rng.randint(1, 6) if overdue else -DAY))
    else:
        case.escalate(RungName.OVERDUE, rng.choice(world.centres))


def _answered(rng: random.Random, world: World, case: Case, when: datetime) -> None:
    deadlines = dates(case.dims.kind, case.dims.registered_on)
    when = max(when + timedelta(seconds=rng.randrange(36_000)), case.events[-1][0])
    in_time = civil_day(when) <= deadlines.answer_by
    if not in_time:
        case.escalate(RungName.OVERDUE, rng.choice(world.centres))
    case.say(
        AppealAnswered,
        when,
        outcome=rng.choice(sorted(allowed_outcomes(case.dims.kind))),
        reply_language=case.dims.language,
        in_time=in_time,
        working_days=CALENDAR.count(case.dims.registered_on, civil_day(when)),
        was_overdue=not in_time,
    )


async def write(kafka: KafkaSettings, records: Sequence[Outgoing]) -> None:
    """Publish records in order, confirmed; the topics must exist."""
    broker = make_broker(kafka, "lifecycle-log")
    await broker.start()
    try:
        publisher = Publisher(broker, kafka.space)
        for start in range(0, len(records), 2000):
            await publisher.send(records[start : start + 2000])
    finally:
        await broker.stop()


def received(records: Sequence[Outgoing], first_offset: int = 0) -> list[Received[Any]]:
    """The records as one partition of each topic would deliver them, offsets in order across the list."""
    found: list[Received[Any]] = []
    for offset, record in enumerate(records, start=first_offset):
        topic, tenant = TopicSpace().find(record.topic)
        headers = [(name, value.encode()) for name, value in record.headers.items()]
        raw = Raw(record.key.encode(), record.value, headers)
        event = decode_fact(raw.headers, raw.key, raw.value, topic.types)
        found.append(Received(event, Place(record.topic, 0, offset), event.occurred_at, tenant, raw))
    return found
