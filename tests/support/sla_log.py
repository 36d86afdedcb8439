"""Histories with the dates of the law for sla_monitor: sixty days of appeals, some answered late, some never."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from shared.contracts.clocks import Clock, Deadlines, Derivation, Rung
from shared.contracts.lifecycle import (
    AppealAccepted,
    AppealAnswered,
    AppealAssigned,
    AppealProlonged,
    AppealRedirected,
    AppealRegistered,
    AppealTriaged,
    HearingNoticed,
    LifecycleEvent,
)
from shared.contracts.vocabulary import ClockName, DecidedBy, Kind, RulesetId, RungName, TermUnit
from shared.law import immediate_clock, opening, restarted
from shared.law import prolonged as moved
from shared.workdays import at, civil_day, load_calendar, start_of
from tests.unit.sla_monitor.builders import answered, appeal, dims, fact

FIRST = date(2026, 3, 2)
DAYS = 60
DAY = timedelta(days=1)
CALENDAR = load_calendar()
AGENCIES = {"akimat-75": "kz-75", "mot": "republic"}
FILE_ACCESS_DAYS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact and the civil day (Asia/Almaty) at whose end it has reached the log; a late one comes a day after."""

    day: date
    fact: LifecycleEvent


@dataclass(slots=True)
class History:
    """One appeal while its history is written."""

    number: int
    kind: Kind
    now: datetime
    entries: list[Entry] = field(default_factory=list)

    def say(self, cls: type[LifecycleEvent], wait: timedelta = timedelta(0), *, late: int = 0, **fields: Any) -> None:
        """Append the next fact `wait` after the former one; it reaches the log `late` days after it happened."""
        self.now += wait
        one: LifecycleEvent
        own = dims().model_copy(update={"kind": self.kind})
        place = (len(self.entries) + 1, self.now, appeal(self.number))
        given = {"dims": own, **fields}
        one = answered(*place, **given) if cls is AppealAnswered else fact(cls, *place, **given)
        latest = max([civil_day(self.now) + DAY * late, *(entry.day for entry in self.entries)])
        self.entries.append(Entry(latest, one))


def sixty_days(appeals: int, seed: int = 1) -> dict[date, list[LifecycleEvent]]:
    """What reaches the log on each day, an appeal's facts in order."""
    rng = random.Random(seed)
    arriving: dict[date, list[LifecycleEvent]] = {FIRST + DAY * n: [] for n in range(DAYS)}
    for number in range(appeals):
        for entry in _history(rng, number).entries:
            arriving.setdefault(entry.day, []).append(entry.fact)
    return arriving


def day_end(day: date) -> datetime:
    """The midnight after the civil day, UTC."""
    return start_of(day + DAY)


def _history(rng: random.Random, number: int) -> History:
    day = CALENDAR.on_or_after(FIRST + DAY * rng.randrange(DAYS - 20))
    kind = rng.choice([Kind.APPLICATION, Kind.COMPLAINT, Kind.MESSAGE, Kind.INQUIRY])
    one = History(number, kind, at(day, time(9)) + timedelta(seconds=rng.randrange(9 * 3600)))
    dates = opening(kind, day, CALENDAR)
    one.say(AppealRegistered, deadlines=dates)
    if rng.random() < 0.1:
        clock = immediate_clock(ClockName.TRIAGE, RungName.UNTRIAGED, one.now, "Art. 65(1)")
        one.say(AppealTriaged, timedelta(seconds=1), centre="kz-75", reason="no rule fits", clock=clock)
    holder = rng.choice(sorted(AGENCIES))
    one.say(AppealAssigned, timedelta(hours=1), agency=holder, rule="region", centre=AGENCIES[holder])
    if rng.random() < 0.2:
        dates = _redirected(rng, one, holder)
    _considered(rng, one, dates)
    return one


def _redirected(rng: random.Random, one: History, holder: str) -> Deadlines:
    other = next(agency for agency in AGENCIES if agency != holder)
    passed: dict[str, Any] = {"from_agency": holder, "to_agency": other, "working_day": 2, "in_time": True}
    one.say(AppealRedirected, DAY * rng.randint(1, 5), **passed)
    dates = restarted(one.kind, one.now, RulesetId.B, CALENDAR)
    one.say(AppealAssigned, agency=other, rule="redirect", centre=AGENCIES[other], hop=1, deadlines=dates)
    return dates


def _considered(rng: random.Random, one: History, dates: Deadlines) -> None:
    if rng.random() < 0.5:
        one.say(AppealAccepted, timedelta(hours=rng.randint(1, 30)), starts=(file_access(one.now),))
        if rng.random() < 0.5:
            one.say(AppealAccepted, DAY * rng.randint(1, 8), stops=(ClockName.FILE_ACCESS,))
    if rng.random() < 0.5:
        one.say(HearingNoticed, DAY * rng.randint(1, 5), hearing_on=dates.answer_by)
    until = dates.answer_by + DAY * 20
    later = moved(one.kind, civil_day(one.now + DAY), until, dates, CALENDAR)
    if rng.random() < 0.2 and isinstance(later, Deadlines):
        one.say(AppealProlonged, DAY, until=until, decided_by=DecidedBy.HEAD, deadlines=later)
        dates = later
    if rng.random() < 0.75:
        last = at(dates.answer_by, time(15)) + DAY * rng.choice([-6, -2, -1, 0, 0, 1, 2, 6, 12])
        one.say(AppealAnswered, max(last - one.now, timedelta(hours=1)), late=rng.choice([0, 0, 0, 2]))


def file_access(requested: datetime) -> Clock:
    """Three working days to show the file (Art. 75(1))."""
    day = civil_day(requested)
    due_on = CALENDAR.nth_after(day, FILE_ACCESS_DAYS)
    derivation = Derivation(
        start=day, term=FILE_ACCESS_DAYS, unit=TermUnit.WORKING_DAYS, due_on=due_on, article="Art. 75(1)"
    )
    passed = Rung(name=RungName.TERM_PASSED, at=day_end(due_on))
    return Clock(name=ClockName.FILE_ACCESS, derivation=derivation, rungs=(passed,))
