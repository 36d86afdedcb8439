"""Figures of this service for Prometheus."""

from prometheus_client import REGISTRY, Counter, Gauge

LIFECYCLE_GAPS = Counter("sla_lifecycle_gaps", "Lifecycle events that were missing before a newer one; must stay 0")
ESCALATIONS = Counter(
    "sla_escalations", "Escalation events by type and rung, repeats after a crash included", ["type", "rung"]
)
OPEN_CLOCKS = Gauge("sla_open_clocks", "Appeals with a rung to come")
WATERMARK_AGE = Gauge(
    "sla_watermark_age_seconds", "Wall seconds since the instant that the watermark stands on was noted"
)

CONSOLE_PAGES = Gauge("sla_console_pages", "Open pages of the console at this replica")
CONSOLE_UNREADABLE = Counter("sla_console_unreadable", "Escalation records that the console could not read and lacks")


def gaps() -> int:
    """Lifecycle events found missing by this process."""
    return int(REGISTRY.get_sample_value("sla_lifecycle_gaps_total") or 0)
