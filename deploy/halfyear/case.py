"""One appeal as it stands while its life is told: what it is, who holds it, which term runs, what has been raised."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any

from deploy.halfyear.facts import Marks, Story
from deploy.halfyear.world import CALENDAR, REFERENCE
from shared.contracts.clocks import Clock, Deadlines, Rung
from shared.contracts.event import derived_id
from shared.contracts.lifecycle import Dimensions, LifecycleEvent
from shared.contracts.likeness import Earlier
from shared.contracts.natije import (
    Escalation,
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    EscalationWithdrawn,
)
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.topics import NATIJE_ESCALATIONS
from shared.contracts.vocabulary import Channel, ClockName, Kind, Language, PersonType, RungName
from shared.workdays import at, civil_day

CENTRE = "zz-centre"
AGENCY = "zz-agency"
OTHER_AGENCY = "zz-other"
RULE = "zz-rule"
FAR = date(2199, 12, 30)
FAR_INSTANT = datetime.fromisoformat("2199-12-30T00:00:00+00:00")
ACKNOWLEDGED, RESOLVED = 0.3, 0.85
OFFICE_SECONDS = 9 * 3600
HOUR = timedelta(hours=1)
DAY_LONG = timedelta(days=1)


@dataclass(slots=True)
class Opening:
    """What brings an appeal into being; `when` is the instant of receipt."""

    when: datetime
    kind: Kind
    region: str | None
    subject: str
    body: str
    channel: Channel
    language: Language
    person: PersonType
    collective: bool
    matter: str
    applicant: str
    special: SpecialKind | None = None
    historical: bool = False
    earlier: Earlier | None = None
    parent: Story | None = None
    complained_of: str | None = None


@dataclass(slots=True)
class Standing:
    """An escalation that was raised and not yet ended."""

    id: str
    rung: RungName
    centre: str


@lru_cache(maxsize=1024)
def _opens(day: date) -> datetime:
    return at(day, time(9))


def office(day: date, rng: random.Random) -> datetime:
    """An instant in the office hours of the civil day."""
    return _opens(day) + timedelta(seconds=rng.randrange(OFFICE_SECONDS))


@dataclass(slots=True)
class Case:
    """One appeal. `now` is the instant of its last fact."""

    rng: random.Random
    opening: Opening
    story: Story
    now: datetime
    due: Deadlines | None
    due_key: tuple[Any, ...] = ()
    """What `due` was made from: the name of its templates."""
    due_set_by: int = 1
    arrived: datetime = FAR_INSTANT
    hops: int = 0
    had: list[str] = field(default_factory=list)
    is_prolonged: bool = False
    is_heard: bool = False
    is_closed: bool = False
    standing: list[Standing] = field(default_factory=list)
    next_openings: list[Opening] = field(default_factory=list)

    @property
    def holder(self) -> str:
        """The body that has it."""
        return self.had[-1]

    @property
    def dims(self) -> Dimensions:
        """What it is counted by now."""
        return self.story.dims

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.rng.random() < probability

    def move(self, when: datetime) -> datetime:
        """Time goes on to `when`, never back; returns the instant."""
        self.now = max(self.now, when)
        return self.now

    def change(self, **dims: Any) -> None:
        """Other dimensions from now on."""
        self.story.dims = self.dims.model_copy(update=dims)

    def say(
        self,
        cls: type[LifecycleEvent],
        key: tuple[Any, ...] = (),
        fields: Callable[[], dict[str, Any]] = dict,
        marks: Marks = (),
    ) -> None:
        """A fact at the present instant."""
        self.story.say(cls, self.now, key, fields, marks)

    def run(self, due: Deadlines, key: tuple[Any, ...]) -> None:
        """The fact just said has set these dates."""
        self.due, self.due_key, self.due_set_by = due, key, self.story.sequence

    def overdue_at(self) -> datetime | None:
        """The instant from which silence is a refusal (Art. 91(2)); None without a term."""
        if self.due is None:
            return None
        return next(rung.at for rung in self.due.clocks[0].rungs if rung.name is RungName.OVERDUE)

    def was_overdue(self) -> bool:
        """Whether that instant has passed."""
        due = self.overdue_at()
        return due is not None and due <= self.now

    def centre(self) -> str:
        """The centre that watches."""
        return REFERENCE.centre_of(self.had[-1] if self.had else None, self.opening.region)

    def climb(self, until: datetime) -> None:
        """Raise what comes due before `until` on the running clocks."""
        for clock in self.due.clocks if self.due else ():
            if clock.name is ClockName.HEARING and self.is_heard:
                continue
            for rung in clock.rungs:
                if rung.at <= until and not self._is_raised(clock.name, rung):
                    derivation = clock.derivation
                    key = (rung.name, clock.name, derivation.start, derivation.term, derivation.due_on)
                    self._raise(clock.name, rung, key, partial(_term, clock, self.due_set_by))

    def _is_raised(self, clock: ClockName, rung: Rung) -> bool:
        return any(one.id == self._rung_id(clock, rung.name) for one in self.standing)

    def _rung_id(self, clock: ClockName, rung: RungName) -> str:
        return derived_id(self.story.id, f"{clock}:{self.due_set_by}:{rung}")

    def _raise(self, clock: ClockName, rung: Rung, key: tuple[Any, ...], fields: Callable[[], dict[str, Any]]) -> None:
        one = Standing(self._rung_id(clock, rung.name), rung.name, self.centre())
        self.standing.append(one)
        self._tell(EscalationRaised, one, rung.at, (*key, self.due_set_by), fields)
        if self.chance(ACKNOWLEDGED):
            self._tell(EscalationAcknowledged, one, rung.at + HOUR * self.rng.randint(1, 6))

    def alarm(self, clock: ClockName, rung: RungName, fields: dict[str, Any]) -> None:
        """A case for a person, at once; `fields` as of the raise, with the instant given by FAR."""
        one = Standing(derived_id(self.story.id, f"{clock}:{self.story.sequence}:{rung}"), rung, self.centre())
        self.standing.append(one)
        sequence = self.story.sequence
        self._tell(EscalationRaised, one, self.now, (rung, sequence), lambda: fields | {"clock_sequence": sequence})

    def _tell(
        self,
        cls: type[Escalation],
        one: Standing,
        when: datetime,
        key: tuple[Any, ...] = (),
        fields: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        place = (one.id, NATIJE_ESCALATIONS.of(one.centre))
        marks = ((CENTRE.encode(), one.centre.encode()), *day_marks(when))
        self.story.escalate(cls, when, place, (one.rung, *key), lambda: _told(one.rung, fields()), marks)

    def retract(self, rung: RungName) -> None:
        """The present fact shows that the rung was not due."""
        for one in self.standing:
            if one.rung is rung:
                self._tell(EscalationWithdrawn, one, self.now)
        self.standing = [one for one in self.standing if one.rung is not rung]

    def settle(self) -> None:
        """The case ends or goes on: most of what stands is resolved."""
        for one in self.standing:
            if self.chance(RESOLVED):
                self._tell(EscalationResolved, one, self.now)
        self.standing = []


def day_marks(when: datetime) -> Marks:
    """Instant and civil day where a template has FAR."""
    return (
        (b"2199-12-30T00:00:00Z", when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()),
        (b"2199-12-30", civil_day(when).isoformat().encode()),
    )


def _told(rung: RungName, fields: dict[str, Any]) -> dict[str, Any]:
    return {"rung": rung, "centre": CENTRE, **fields}


def _term(clock: Clock, sequence: int) -> dict[str, Any]:
    derivation = clock.derivation
    return {
        "clock": clock.name,
        "clock_sequence": sequence,
        "due_on": derivation.due_on,
        "derivation": derivation,
    }


def working_day(case: Case, least: int, most: int) -> datetime:
    """An office hour of one of the next working days after the last fact."""
    return office(CALENDAR.nth_after(civil_day(case.now), case.rng.randint(least, most)), case.rng)
