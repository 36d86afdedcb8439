"""Events about an escalation that was raised: they repeat what it is about and have ids derived from its own."""

from datetime import datetime
from typing import TypeVar

from shared.contracts.event import derived_id
from shared.contracts.natije import (
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    EscalationWithdrawn,
)

E = TypeVar("E", EscalationWithdrawn, EscalationAcknowledged, EscalationResolved)


def withdrawn(raised: EscalationRaised, at: datetime, sequence: int, cause: str | None) -> EscalationWithdrawn:
    """The fact of that `sequence` and time shows that the rung was not due."""
    return _about(EscalationWithdrawn, raised, f"withdrawn:{sequence}", at, cause)


def acknowledged(raised: EscalationRaised, at: datetime, cause: str, by: str | None = None) -> EscalationAcknowledged:
    """A person at the centre, whose code is `by`, has seen it."""
    return _about(EscalationAcknowledged, raised, "acknowledged", at, cause).model_copy(update={"by": by})


def resolved(raised: EscalationRaised, at: datetime, cause: str, by: str | None = None) -> EscalationResolved:
    """A person at the centre, whose code is `by`, or the end of the case, closed it."""
    return _about(EscalationResolved, raised, "resolved", at, cause).model_copy(update={"by": by})


def _about(cls: type[E], raised: EscalationRaised, what: str, at: datetime, cause: str | None) -> E:
    return cls(
        event_id=derived_id(raised.appeal_id, f"{raised.escalation_id}:{what}"),
        occurred_at=at,
        correlation_id=raised.correlation_id,
        causation_id=cause,
        traceparent=raised.traceparent,
        appeal_id=raised.appeal_id,
        escalation_id=raised.escalation_id,
        number=raised.number,
        centre=raised.centre,
        rung=raised.rung,
        dims=raised.dims,
    )
