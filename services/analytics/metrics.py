"""Figures of this service for Prometheus."""

from shared.observability.metrics import Metrics

_analytics = Metrics("analytics")
GAPS = _analytics.counter("lifecycle_gaps_total", "Missing sequences in histories of appeals; must stay 0", "events")
REPEATS = _analytics.counter(
    "analytics_repeats_total", "Records whose position in their history was known already", "records"
)
LISTENERS = _analytics.gauge("analytics_live_listeners", "Open streams of live figures", "streams")
