"""The working day of all simulated bodies and centres: read the mail, plan, and when the time has come, act."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deploy.demo.agencies import Desk, Planned, plan
from deploy.demo.post import Command, Letter, Order
from deploy.demo.tempers import Temper
from shared.contracts.agency import ActionRefused, AnswerAppeal, AppealDelivered, AppealRecalled
from shared.contracts.natije import AcknowledgeEscalation, AssignAppeal, EscalationRaised, TriageRequested
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS
from shared.contracts.vocabulary import Refusal
from shared.workdays import WorkCalendar, at, civil_day

ASSIGNS, ACKNOWLEDGES = 0.88, 0.6
"""Shares of triage cases and of escalations that the clerks of the centres get round to."""
CLERK_BEGINS = time(9, 10)


@dataclass(order=True, slots=True)
class _Due:
    at: datetime
    number: int
    """Breaks ties in the order of planning."""
    topic: str = field(compare=False)
    appeal_id: str = field(compare=False)
    command: type[Command] = field(compare=False)
    fields: Mapping[str, Any] = field(compare=False)
    mended: Mapping[str, Any] | None = field(compare=False, default=None)


@dataclass(slots=True)
class Bodies:
    """All bodies and centres. `agencies` are the codes a clerk may assign to."""

    tempers: Mapping[str, Temper]
    calendar: WorkCalendar
    seed: int
    refused: list[ActionRefused] = field(default_factory=list)
    delivered: int = 0
    _due: list[_Due] = field(default_factory=list)
    _planned: int = 0
    _gone: set[tuple[str, str]] = field(default_factory=set)
    """(topic of actions, appeal) that was withdrawn: plans for it are torn up."""
    _mendable: dict[str, _Due] = field(default_factory=dict)
    """Hasty answers that were sent, by the id of the command."""

    def read(self, letters: Iterable[Letter]) -> None:
        """Take note of new mail and plan."""
        for letter in letters:
            record, tenant = letter.record, letter.tenant
            match record:
                case AppealDelivered():
                    self._receive(record, tenant)
                case AppealRecalled():
                    self._gone.add((AGENCY_ACTIONS_TOPIC.of(tenant), record.appeal_id))
                case TriageRequested():
                    self._triage(record, tenant)
                case EscalationRaised():
                    self._notice(record, tenant)
                case ActionRefused():
                    self.refused.append(record)
                    self._mend(record)
                case _:
                    pass

    def act(self, now: datetime) -> list[Order]:
        """The commands whose time has come, all given at the instant `now` (aware UTC), which must be office time.

        At `now` and not a little before: the watermark stands at the last step already, and nothing that happened
        before it may come after it.
        """
        orders = []
        while self._due and self._due[0].at <= now:
            due = heapq.heappop(self._due)
            if (due.topic, due.appeal_id) not in self._gone:
                command = _command(due, now)
                orders.append(Order(due.topic, command))
                if due.mended is not None:
                    self._mendable[command.event_id] = due
        return orders

    @property
    def plans(self) -> int:
        """Actions still to come."""
        return len(self._due)

    def _receive(self, record: AppealDelivered, agency: str) -> None:
        self.delivered += 1
        topic = AGENCY_ACTIONS_TOPIC.of(agency)
        self._gone.discard((topic, record.appeal_id))
        desk = Desk(agency, self.tempers[agency], self.calendar, self.seed)
        for planned in plan(record, desk):
            self._add(topic, record.appeal_id, planned)

    def _mend(self, record: ActionRefused) -> None:
        """A reply that came back as incomplete is sent again in full on the next working day."""
        hasty = self._mendable.pop(record.causation_id or "", None)
        if hasty is None or hasty.mended is None or record.refusal is not Refusal.REPLY_INCOMPLETE:
            return
        rng = Random(f"{self.seed}:mended:{record.causation_id}")  # noqa: S311
        due = self._working_time(record.occurred_at, 1, rng)
        self._add(hasty.topic, hasty.appeal_id, Planned(due, AnswerAppeal, hasty.mended))

    def _triage(self, record: TriageRequested, centre: str) -> None:
        """A clerk reads the text and names a body, some days later; not in every case."""
        rng = Random(f"{self.seed}:triage:{record.number}")  # noqa: S311
        if rng.random() > ASSIGNS:
            return
        akimat = f"akimat-{record.dims.region[3:]}" if record.dims.region else None
        agency = next((code for code in (*record.proposals, akimat) if code in self.tempers), "gov")
        due = self._working_time(record.occurred_at, rng.choice((1, 1, 2, 3, 4)), rng)
        self._add(NATIJE_ACTIONS.of(centre), record.appeal_id, _Clerical(due, AssignAppeal, {"agency": agency}))

    def _notice(self, record: EscalationRaised, centre: str) -> None:
        rng = Random(f"{self.seed}:escalation:{record.number}:{record.rung}:{record.clock_sequence}")  # noqa: S311
        if rng.random() > ACKNOWLEDGES:
            return
        fields = {"escalation_id": record.escalation_id}
        due = self._working_time(record.occurred_at, rng.choice((1, 1, 2)), rng)
        self._add(NATIJE_ACTIONS.of(centre), record.appeal_id, _Clerical(due, AcknowledgeEscalation, fields))

    def _working_time(self, since: datetime, days: int, rng: Random) -> datetime:
        day = self.calendar.nth_after(civil_day(since), days)
        return at(day, CLERK_BEGINS) + timedelta(minutes=rng.randrange(290))

    def _add(self, topic: str, appeal_id: str, planned: "Planned | _Clerical") -> None:
        self._planned += 1
        mended = planned.mended if isinstance(planned, Planned) else None
        due = _Due(planned.due, self._planned, topic, appeal_id, planned.command, planned.fields, mended)
        heapq.heappush(self._due, due)


@dataclass(frozen=True, slots=True)
class _Clerical:
    due: datetime
    command: type[AssignAppeal | AcknowledgeEscalation]
    fields: Mapping[str, Any]


def _command(due: _Due, now: datetime) -> Command:
    name = f"{due.topic}:{due.appeal_id}:{due.number}"
    context: dict[str, Any] = {
        "event_id": str(uuid5(NAMESPACE_URL, name)),
        "appeal_id": due.appeal_id,
        "occurred_at": now,
        "correlation_id": due.appeal_id,
    }
    return due.command.model_validate(context | dict(due.fields))
