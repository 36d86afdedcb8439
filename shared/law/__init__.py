"""Terms and deadlines of the Administrative Procedural Code of the RK, pure; rulesets are data (`rulesets.toml`)."""

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
from shared.law.outcomes import allowed_outcomes
from shared.law.rulesets import NoLawInForce, ruleset_on

__all__ = [
    "CUT_OFF",
    "NoLawInForce",
    "Registration",
    "allowed_outcomes",
    "explain",
    "immediate_clock",
    "opening",
    "prolonged",
    "registration",
    "restarted",
    "ruleset_on",
]
