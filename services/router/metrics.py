"""Figures of this service for Prometheus."""

from collections.abc import Iterable

from shared.contracts.envelope import Outgoing
from shared.observability.metrics import Metrics

DECISIONS = Metrics("router").counter(
    "router_decisions_total",
    "Decisions on the body: assigned, by_hand, triage, court (advice to a person); repeats after a crash included",
    "decisions",
    ["route"],
)
ASSIGNED, BY_HAND, TRIAGE, COURT = (DECISIONS.labels(route) for route in ("assigned", "by_hand", "triage", "court"))
_BY_HAND, _COURT = b'"rule":"by_hand"', b'"reason":"judicial_act'


def count_decisions(records: Iterable[Outgoing]) -> None:
    """Count what these records decide; the facts hold codes alone, so a search tells the routes apart."""
    by_hand = assigned = court = triage = 0
    for record in records:
        kind = record.headers.get("ce_type")
        if kind == "appeal.assigned":
            by_hand += _BY_HAND in record.value
            assigned += 1
        elif kind == "appeal.triaged":
            court += _COURT in record.value
            triage += 1
    for route, number in ((BY_HAND, by_hand), (ASSIGNED, assigned - by_hand), (COURT, court), (TRIAGE, triage - court)):
        route.inc(number)
