"""Terms and deadlines of the Administrative Procedural Code of the RK, pure; rulesets are data (`rulesets.toml`)."""

from shared.law.clocks import NoSuchClock, earliest_act_on, has_clock, repair_clock, start_clock
from shared.law.deadlines import (
    CUT_OFF,
    Registration,
    immediate_clock,
    opening,
    prolonged,
    registration,
    restarted,
)
from shared.law.explanation import explain
from shared.law.outcomes import allowed_outcomes, termination_grounds
from shared.law.rulesets import NoLawInForce, ruleset_on

__all__ = [
    "CUT_OFF",
    "NoLawInForce",
    "NoSuchClock",
    "Registration",
    "allowed_outcomes",
    "earliest_act_on",
    "explain",
    "has_clock",
    "immediate_clock",
    "opening",
    "prolonged",
    "registration",
    "repair_clock",
    "restarted",
    "ruleset_on",
    "start_clock",
    "termination_grounds",
]
