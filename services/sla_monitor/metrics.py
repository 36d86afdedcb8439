"""Figures of this service for Prometheus."""

from prometheus_client import REGISTRY

from shared.observability.metrics import Metrics

_sla = Metrics("sla_monitor")
LIFECYCLE_GAPS = _sla.counter(
    "sla_lifecycle_gaps_total", "Lifecycle events that were missing before a newer one; must stay 0", "events"
)
ESCALATIONS = _sla.counter(
    "sla_escalations_total",
    "Escalation events by type and rung, repeats after a crash included",
    "events",
    ["type", "rung"],
)
OPEN_CLOCKS = _sla.gauge("sla_open_clocks", "Appeals with a rung to come", "appeals")
WATERMARK_AGE = _sla.gauge(
    "sla_watermark_age_seconds", "Wall seconds since the instant that the watermark stands on was noted", "seconds"
)
SWEEP_SECONDS = _sla.histogram(
    "sla_sweep_seconds",
    "Length of a sweep, with all it raised confirmed and written",
    buckets=(0.01, 0.1, 1, 5, 30, 120),
)
SWEEP_DELAY = _sla.histogram(
    "sla_sweep_delay_seconds",
    "From the instant of a rung to its raising by a sweep, by the platform's clock",
    buckets=(1, 2, 5, 10, 30, 60, 300, 1800, 7200, 86400),
)
CONSOLE_PAGES = _sla.gauge("sla_console_pages", "Open pages of the console at this replica", "pages")
CONSOLE_UNREADABLE = _sla.counter(
    "sla_console_unreadable_total", "Escalation records that the console could not read and lacks", "records"
)


def gaps() -> int:
    """Lifecycle events found missing by this process."""
    return int(REGISTRY.get_sample_value("sla_lifecycle_gaps_total") or 0)
