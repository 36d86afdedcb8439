"""The Grafana dashboard, made from a table: what each panel shows, in which unit, by which expressions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "grafana" / "dashboards" / "appeals.json"
WIDTH, HEIGHT, IN_A_ROW = 8, 8, 3
SOURCE = {"type": "prometheus", "uid": "prometheus"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One graph; `unit` is Grafana's, `lines` are expressions by legend."""

    title: str
    unit: str
    lines: Mapping[str, str]


def _quantiles(metric: str, by: str) -> dict[str, str]:
    return {
        f"p{round(q * 100)} {{{{{by}}}}}": f"histogram_quantile({q}, sum by ({by}, le) (rate({metric}_bucket[5m])))"
        for q in (0.5, 0.95)
    }


PANELS = (
    Panel(
        "Appeals registered",
        "cpm",
        {"{{channel}}": "sum by (channel) (rate(intake_appeals_registered_total[5m])) * 60"},
    ),
    Panel("Decisions on the body", "cpm", {"{{route}}": "sum by (route) (rate(router_decisions_total[5m])) * 60"}),
    Panel(
        "Escalations raised",
        "cpm",
        {"{{rung}}": 'sum by (rung) (rate(sla_escalations_total{type="escalation.raised"}[5m])) * 60'},
    ),
    Panel("Age of the watermark", "s", {"{{instance}}": "sla_watermark_age_seconds"}),
    Panel("From a rung's instant to its raising", "s", _quantiles("sla_sweep_delay_seconds", "job")),
    Panel("Appeals with a rung to come", "short", {"{{instance}}": "sla_open_clocks"}),
    Panel("Lag", "short", {"{{job}} {{topic}}": "sum by (job, topic) (consumer_lag_records)"}),
    Panel("Records handled", "cps", {"{{job}}": "sum by (job) (rate(consumer_records_total[5m]))"}),
    Panel("Length of a batch", "s", _quantiles("consumer_batch_seconds", "job")),
    Panel("Oldest record in hand", "s", {"{{job}}": "max by (job) (consumer_oldest_in_hand_seconds)"}),
    Panel(
        "Failed batches",
        "cpm",
        {"{{job}} {{error}}": "sum by (job, error) (rate(consumer_batch_failures_total[5m])) * 60"},
    ),
    Panel(
        "Failed publishes, fenced producers",
        "short",
        {
            "{{job}} {{error}}": "sum by (job, error) (increase(publish_failures_total[5m]))",
            "fenced {{job}}": "max by (job) (producer_fenced)",
        },
    ),
    Panel("Outbox: records", "short", {"{{instance}}": "intake_outbox_records"}),
    Panel("Outbox: age of the oldest", "s", {"{{instance}}": "intake_outbox_oldest_seconds"}),
    Panel("Published, by type", "cps", {"{{type}}": "sum by (type) (rate(published_records_total[5m]))"}),
    Panel(
        "Dead letters in 15 minutes",
        "short",
        {"{{job}} {{reason}}": "sum by (job, reason) (increase(dead_letters_total[15m]))"},
    ),
    Panel(
        "Refusals in an hour, the most",
        "short",
        {"{{tenant}}": "topk(10, sum by (tenant) (increase(refused_commands_total[1h])))"},
    ),
    Panel(
        "Gaps in histories: must stay 0",
        "short",
        {
            "intake": "sum(intake_lifecycle_gaps_total)",
            "sla_monitor": "sum(sla_lifecycle_gaps_total)",
            "analytics": "sum(lifecycle_gaps_total)",
        },
    ),
    Panel(
        "Requests by status", "reqps", {"{{job}} {{status}}": "sum by (job, status) (rate(http_requests_total[5m]))"}
    ),
    Panel("Time to an answer", "s", _quantiles("http_request_seconds", "route")),
    Panel(
        "Ready, live, broker answers",
        "short",
        {"ready {{job}}": "service_ready", "live {{job}}": "service_live", "broker {{job}}": "kafka_answers"},
    ),
    Panel("Memory", "bytes", {"{{job}}": "process_resident_memory_bytes"}),
    Panel("Processor", "percentunit", {"{{job}}": "rate(process_cpu_seconds_total[5m])"}),
    Panel(
        "Pages and streams open",
        "short",
        {"console": "sum(sla_console_pages)", "live": "sum(analytics_live_listeners)"},
    ),
)


def dashboard() -> str:
    """The dashboard as Grafana's JSON."""
    made: dict[str, Any] = {
        "uid": "appeals-platform",
        "title": "Appeals platform",
        "tags": ["appeals"],
        "timezone": "Asia/Almaty",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "panels": [_panel(number, panel) for number, panel in enumerate(PANELS)],
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _panel(number: int, panel: Panel) -> dict[str, Any]:
    row, column = divmod(number, IN_A_ROW)
    targets = [
        {"refId": chr(ord("A") + n), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
        for n, (legend, expression) in enumerate(panel.lines.items())
    ]
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": {"x": column * WIDTH, "y": row * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": targets,
    }
