"""Terms and deadlines of the Administrative Procedural Code of the RK, pure; rulesets are data (`rulesets.toml`)."""

from shared.law.clocks import NoSuchClock, earliest_act_on, has_clock, repair_clock, start_clock
from shared.law.deadlines import (
    CUT_OFF,
    Registration,
    immediate_clock,
    opening,
    prolonged,
    recomputed,
    redirect_term,
    registration,
    restarted,
)
from shared.law.explanation import explain, listed
from shared.law.outcomes import allowed_outcomes, termination_grounds
from shared.law.phrases import PHRASES
from shared.law.rulesets import (
    NoLawInForce,
    NoSuchSpecial,
    SpecialRule,
    reply_names_route,
    return_grounds,
    ruleset_on,
    special_kinds,
)

__all__ = [
    "CUT_OFF",
    "PHRASES",
    "NoLawInForce",
    "NoSuchClock",
    "NoSuchSpecial",
    "Registration",
    "SpecialRule",
    "allowed_outcomes",
    "earliest_act_on",
    "explain",
    "has_clock",
    "immediate_clock",
    "listed",
    "opening",
    "prolonged",
    "recomputed",
    "redirect_term",
    "registration",
    "repair_clock",
    "reply_names_route",
    "restarted",
    "return_grounds",
    "ruleset_on",
    "special_kinds",
    "start_clock",
    "termination_grounds",
]
