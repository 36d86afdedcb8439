"""A case as sla_monitor sees it: running clocks, and the escalations that stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from shared.contracts.clocks import Clock, Rung
from shared.contracts.event import derived_id
from shared.contracts.lifecycle import Dimensions
from shared.contracts.natije import EscalationRaised
from shared.contracts.vocabulary import ClockName, RungName

REPUBLIC = "republic"
TO_THE_REPUBLIC = frozenset({RungName.OVERDUE_TEN_WORKING_DAYS, RungName.PING_PONG})
"""Rungs that the republic's centre gets, wherever the case is."""


class Handling(StrEnum):
    """How far a centre has got with an escalation."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock that nothing has stopped yet, with the event that set it: its sequence and its id."""

    clock: Clock
    sequence: int
    set_by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An escalation that was raised and not withdrawn."""

    raised: EscalationRaised
    handling: Handling = Handling.RAISED

    @property
    def id(self) -> str:
        """Id of its rung."""
        return self.raised.escalation_id


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one appeal's clocks. Instants are aware UTC.

    `at` is the time of the last event. `standing` is in the order of raising. `swept` is the latest watermark at which
    a sweep raised something here: every rung due at or before it has been raised. It may lie after `at`.
    """

    appeal_id: str
    number: str
    correlation_id: str
    dims: Dimensions
    centre: str
    sequence: int
    at: datetime
    clocks: tuple[RunningClock, ...] = ()
    standing: tuple[Standing, ...] = ()
    swept: datetime | None = None
    traceparent: str | None = None
    """Of the request that began the case: what is raised days later belongs to its trace."""

    def pending(self) -> list["Pending"]:
        """Rungs of running clocks that have not been raised, in the order in which they come due."""
        raised = {(s.raised.clock, s.raised.clock_sequence, s.raised.rung) for s in self.standing}
        found = [p for p in self._rungs() if (p.running.clock.name, p.running.sequence, p.rung.name) not in raised]
        return sorted(found, key=lambda p: (p.rung.at, p.running.sequence, p.running.clock.name))

    def _rungs(self) -> Iterator["Pending"]:
        for running in self.clocks:
            for rung in running.clock.rungs:
                yield Pending(running, rung)

    @property
    def next_due(self) -> datetime | None:
        """When the next rung comes due; None when none will."""
        pending = self.pending()
        return pending[0].rung.at if pending else None

    def find(self, escalation_id: str) -> Standing | None:
        """The standing escalation of that id."""
        return next((s for s in self.standing if s.id == escalation_id), None)


@dataclass(frozen=True, slots=True)
class Pending:
    """A rung that is still to come."""

    running: RunningClock
    rung: Rung

    def raised(self, case: Case) -> EscalationRaised:
        """The escalation of this rung, for the centre that has the case now; its time is the rung's instant."""
        running, name = self.running, self.rung.name
        identity = rung_id(case.appeal_id, running.clock.name, running.sequence, name)
        return EscalationRaised(
            event_id=identity,
            escalation_id=identity,
            appeal_id=case.appeal_id,
            occurred_at=self.rung.at.astimezone(UTC),
            correlation_id=case.correlation_id,
            causation_id=running.set_by,
            traceparent=case.traceparent,
            number=case.number,
            centre=REPUBLIC if name in TO_THE_REPUBLIC else case.centre,
            rung=name,
            dims=case.dims,
            clock=running.clock.name,
            clock_sequence=running.sequence,
            due_on=running.clock.derivation.due_on,
            derivation=running.clock.derivation,
        )


def rung_id(appeal_id: str, clock: ClockName, sequence: int, rung: RungName) -> str:
    """Id of a rung and of the escalation it raises; `sequence` is that of the event that set the clock."""
    return derived_id(appeal_id, f"{clock}:{sequence}:{rung}")


def centre_before_assignment(dims: Dimensions) -> str:
    """The centre of the region of the object, or the republic's when the applicant named none."""
    return REPUBLIC if dims.region is None else dims.region.lower()
