"""Terms and deadlines of the Administrative Procedural Code of the RK, pure; rulesets are data (`rulesets.toml`)."""

from shared.law.clocks import NoSuchClock, earliest_act_on, has_clock, recomputed_clock, repair_clock, start_clock
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
    too_short_to_hear,
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
from shared.law.special_names import SPECIAL_NAMES, specials_of

__all__ = [
    "CUT_OFF",
    "PHRASES",
    "SPECIAL_NAMES",
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
    "recomputed_clock",
    "redirect_term",
    "registration",
    "repair_clock",
    "reply_names_route",
    "restarted",
    "return_grounds",
    "ruleset_on",
    "special_kinds",
    "specials_of",
    "start_clock",
    "termination_grounds",
    "too_short_to_hear",
]
