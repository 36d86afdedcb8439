"""What a centre may do with its escalations. The topic a command came from says which centre it is, never a field."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.sla_monitor.rules.case import Case, Handling, Standing
from services.sla_monitor.rules.escalations import acknowledged, resolved
from shared.contracts.agency import ActionApplied, ActionRefused
from shared.contracts.event import derived_id
from shared.contracts.natije import AcknowledgeEscalation, EscalationAcknowledged, EscalationResolved, ResolveEscalation
from shared.contracts.vocabulary import Refusal

EscalationCommand = AcknowledgeEscalation | ResolveEscalation
NO_ARTICLE = "none"
"""Escalations are the platform's own procedure: no article of the Code stands behind these refusals."""


@dataclass(frozen=True, slots=True)
class Handled:
    """The command changed the case and is announced by `event`."""

    case: Case
    event: EscalationAcknowledged | EscalationResolved


@dataclass(frozen=True, slots=True)
class Refused:
    """The command changed nothing; `detail` says what to mend."""

    refusal: Refusal
    detail: str


def handle(case: Case | None, command: EscalationCommand, centre: str, at: datetime) -> Handled | Refused:
    """Decide a command of `centre` at the instant `at` (aware UTC)."""
    found = None if case is None else case.find(command.escalation_id)
    if case is None or found is None:
        return Refused(Refusal.UNKNOWN_APPEAL, "no standing escalation of this appeal has that escalation_id")
    if found.raised.centre != centre:
        return Refused(Refusal.NOT_THE_HOLDER, "the escalation belongs to another centre")
    if found.handling is Handling.RESOLVED:
        return Refused(Refusal.ALREADY_CLOSED, "the escalation is resolved already")
    if isinstance(command, ResolveEscalation):
        event = resolved(found.raised, at, command.event_id, command.by)
        return Handled(_marked(case, found, Handling.RESOLVED), event)
    if found.handling is Handling.ACKNOWLEDGED:
        return Refused(Refusal.WRONG_STATE, "the escalation is acknowledged already")
    seen = acknowledged(found.raised, at, command.event_id, command.by)
    return Handled(_marked(case, found, Handling.ACKNOWLEDGED), seen)


def receipt(
    command: EscalationCommand, sequence: int, at: datetime, refused: Refused | None = None
) -> ActionApplied | ActionRefused:
    """What the centre hears of its command; `sequence` is the case's last, 0 when there is no case."""
    if refused is None:
        return ActionApplied(
            event_id=_receipt_id(command, "applied"),
            appeal_id=command.appeal_id,
            occurred_at=at,
            correlation_id=command.correlation_id,
            causation_id=command.event_id,
            traceparent=command.traceparent,
            sequence=sequence,
            action=command.type,
        )
    return ActionRefused(
        event_id=_receipt_id(command, "refused"),
        appeal_id=command.appeal_id,
        occurred_at=at,
        correlation_id=command.correlation_id,
        causation_id=command.event_id,
        traceparent=command.traceparent,
        sequence=sequence,
        action=command.type,
        refusal=refused.refusal,
        article=NO_ARTICLE,
        detail=refused.detail,
    )


def _marked(case: Case, found: Standing, handling: Handling) -> Case:
    standing = tuple(replace(s, handling=handling) if s is found else s for s in case.standing)
    return replace(case, standing=standing)


def _receipt_id(command: EscalationCommand, what: str) -> str:
    return derived_id(command.appeal_id, f"sla_monitor:{command.event_id}:{what}")
