"""Figures of this service for Prometheus."""

from shared.observability.metrics import Metrics

_intake = Metrics("intake")
REGISTERED = _intake.counter("intake_appeals_registered_total", "Appeals answered with 202", "appeals", ["channel"])
REPEATED = _intake.counter("intake_appeals_repeated_total", "Requests whose idempotency key was known", "requests")
GAPS = _intake.counter("intake_lifecycle_gaps_total", "Sequences missing in the lifecycle; must stay 0", "events")
OUTBOX_RECORDS = _intake.gauge(
    "intake_outbox_records", "Records in this process's hands that the broker has not confirmed", "records"
)
OUTBOX_OLDEST = _intake.gauge(
    "intake_outbox_oldest_seconds", "How long the oldest document with such records has waited here", "seconds"
)
