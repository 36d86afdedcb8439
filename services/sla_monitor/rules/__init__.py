"""The core of sla_monitor, pure: how facts, commands and the passing of time change a case and what they emit."""

from services.sla_monitor.rules.actions import EscalationCommand, Handled, Refused, handle, receipt
from services.sla_monitor.rules.case import Case, Handling, RunningClock, Standing, rung_id
from services.sla_monitor.rules.clocks import advance, expire, is_kept, missed, unfounded

__all__ = [
    "Case",
    "EscalationCommand",
    "Handled",
    "Handling",
    "Refused",
    "RunningClock",
    "Standing",
    "advance",
    "expire",
    "handle",
    "is_kept",
    "missed",
    "receipt",
    "rung_id",
    "unfounded",
]
