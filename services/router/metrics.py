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
    for record in records:
        kind = record.headers.get("ce_type")
        if kind == "appeal.assigned":
            (BY_HAND if _BY_HAND in record.value else ASSIGNED).inc()
        elif kind == "appeal.triaged":
            (COURT if _COURT in record.value else TRIAGE).inc()
