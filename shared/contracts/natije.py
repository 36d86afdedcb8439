"""Topics of the Nätije centres: triage cases (personal), escalations (codes only) and the centres' actions."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.clocks import Derivation
from shared.contracts.event import Event, SequencedEvent
from shared.contracts.lifecycle import Dimensions
from shared.contracts.submissions import Applicant
from shared.contracts.vocabulary import AgencyCode, AppealNumber, CentreCode, ClockName, OfficialCode, RungName


class TriageRequested(SequencedEvent):
    """An appeal whose body could not be named, in full, for a person to assign. `sequence` is that of the triage."""

    type: Literal["natije.triage_requested"] = "natije.triage_requested"
    number: AppealNumber
    received_at: AwareDatetime
    dims: Dimensions
    applicant: Applicant
    text: str
    place: str | None = None
    reason: str
    proposals: tuple[AgencyCode, ...] = ()


class Escalation(Event):
    """Base. `event_id` of a raise is the rung's id: uuid5(appeal_id, f"{clock}:{sequence that set it}:{rung}")."""

    escalation_id: str
    number: AppealNumber
    centre: CentreCode
    rung: RungName
    dims: Dimensions


class EscalationRaised(Escalation):
    """A rung came due and nothing in the log says that it was not. `occurred_at` is the instant it was due."""

    type: Literal["escalation.raised"] = "escalation.raised"
    clock: ClockName
    clock_sequence: int
    """Sequence of the event that set the clock."""
    due_on: date
    derivation: Derivation


class EscalationWithdrawn(Escalation):
    """A later fact shows that the rung was not due at that instant."""

    type: Literal["escalation.withdrawn"] = "escalation.withdrawn"


class EscalationAcknowledged(Escalation):
    """A person at the centre has seen it."""

    type: Literal["escalation.acknowledged"] = "escalation.acknowledged"
    by: OfficialCode | None = None
    """The centre's own code of the person, as the command gave it; None when it gave none."""


class EscalationResolved(Escalation):
    """A person at the centre closed it, or the case itself ended."""

    type: Literal["escalation.resolved"] = "escalation.resolved"
    by: OfficialCode | None = None
    """The centre's own code of the person; None when the command gave none, and when the case itself ended."""


class AssignAppeal(Event):
    """Assign a triage case by hand."""

    type: Literal["action.assign"] = "action.assign"
    agency: AgencyCode


class AdviseCourt(Event):
    """End a triage case whose matter is for a court, and explain the way there (Art. 3(2), 91(5)-(6))."""

    type: Literal["action.advise_court"] = "action.advise_court"
    reason: str = Field(min_length=1, max_length=4000)
    """For the applicant: why, and to which court. Personal."""


class AcknowledgeEscalation(Event):
    """Say that the escalation is seen."""

    type: Literal["action.acknowledge"] = "action.acknowledge"
    escalation_id: str = Field(min_length=1, max_length=80)
    by: OfficialCode | None = None
    """The centre's own code of the person who did it, never a name."""


class ResolveEscalation(Event):
    """Say that the escalation is dealt with."""

    type: Literal["action.resolve"] = "action.resolve"
    escalation_id: str = Field(min_length=1, max_length=80)
    by: OfficialCode | None = None
    """The centre's own code of the person who did it, never a name."""


ESCALATIONS = (EscalationRaised, EscalationWithdrawn, EscalationAcknowledged, EscalationResolved)
CENTRE_ACTIONS = (AssignAppeal, AdviseCourt, AcknowledgeEscalation, ResolveEscalation)
