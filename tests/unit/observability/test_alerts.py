"""Alert rules, dashboard and runbook name only metrics, sections and commands that exist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.observability import dashboard
from deploy.observability.register import SERVICES, declared, series
from tests.unit.observability.expressions import labels_in, metrics_in

ROOT = Path(dashboard.__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
ALERTS: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"] for rule in group["rules"]
]
DRAWN = [expression for panel in dashboard.PANELS for expression in panel.lines.values()]
ASKED_FOR = frozenset(
    {
        "consumer_lag_records",
        "dead_letters_total",
        "sla_sweep_delay_seconds_bucket",
        "sla_watermark_age_seconds",
        "lifecycle_gaps_total",
        "sla_lifecycle_gaps_total",
        "intake_lifecycle_gaps_total",
        "producer_fenced",
        "intake_outbox_oldest_seconds",
        "service_ready",
        "kafka_answers",
        "up",
    }
)
ADDED_BY_PROMETHEUS = {"job", "instance", "le"}


def sections() -> dict[str, str]:
    """The runbook's sections by heading."""
    parts = re.split(r"^## (.+)$", RUNBOOK, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("expression", [rule["expr"] for rule in ALERTS] + DRAWN)
def test_an_expression_names_only_metrics_and_labels_of_the_register(expression: str) -> None:
    found = metrics_in(expression)
    assert found
    assert found <= series()
    owned = {label for one in declared().values() for label in one.labels}
    assert labels_in(expression) <= owned | ADDED_BY_PROMETHEUS


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('sum by (job, le) (rate(a_bucket{x=~"b_c|d", y!="e{f}"}[5m])) > 2', {"a_bucket"}),
        ("a == 1 and on (job) increase(b_total[1h]) > 0 or c unless d", {"a", "b_total", "c", "d"}),
        ("topk(10, sum without (x) (e)) * 60e6", {"e"}),
    ],
)
def test_the_parser_finds_metrics_and_takes_no_label_function_or_word_for_one(
    expression: str, expected: set[str]
) -> None:
    assert metrics_in(expression) == expected


def test_the_labels_of_an_expression_are_found_in_matchers_and_groupings() -> None:
    assert labels_in('sum by (job, le) (rate(a{x=~"b,c=d", y="e"}[5m])) and on (z) f') == {"job", "le", "x", "y", "z"}


def test_everything_that_must_be_watched_has_an_alert() -> None:
    assert set.union(*(metrics_in(rule["expr"]) for rule in ALERTS)) >= ASKED_FOR


def test_every_alert_has_a_severity_a_summary_and_its_own_section_of_the_runbook() -> None:
    found = sections()
    names = [rule["alert"] for rule in ALERTS]
    assert len(set(names)) == len(names)
    assert set(found) == {*names, "First, always"}
    for rule in ALERTS:
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
        for part in ("**Means.**", "**Look.**", "**Type.**", "**Over when**"):
            assert part in found[rule["alert"]]


def test_the_dashboard_is_the_one_that_the_table_makes_and_every_panel_has_its_place() -> None:
    assert dashboard.FILE.read_text(encoding="utf-8") == dashboard.dashboard()
    panels = json.loads(dashboard.dashboard())["panels"]
    places = {(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels}
    assert len(places) == len({p["id"] for p in panels}) == len({p["title"] for p in panels}) == len(panels)
    (source, _) = yaml.safe_load((FOLDER / "grafana/provisioning/datasources/prometheus.yaml").read_text())[
        "datasources"
    ]
    assert {p["datasource"]["uid"] for p in panels} == {source["uid"]}


def test_prometheus_scrapes_every_service_where_the_compose_file_has_it() -> None:
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]
    config = yaml.safe_load((FOLDER / "prometheus.yaml").read_text())
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in config["scrape_configs"]}
    assert targets.keys() == set(SERVICES)
    for service, (target,) in targets.items():
        assert target.partition(":")[0] in compose
        assert target.startswith(f"{service}:")
        assert set(compose[service].get("networks", ["kafka"])) & set(compose["prometheus"]["networks"])


def test_the_profile_runs_fixed_versions_reachable_from_this_host_alone() -> None:
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())["services"]
    watching = {name: one for name, one in compose.items() if one.get("profiles") == ["observability"]}
    assert watching.keys() == {"prometheus", "grafana", "jaeger"}
    for one in watching.values():
        assert re.fullmatch(r"[a-z/-]+:v?\d+\.\d+\.\d+", one["image"])
        assert all(port.startswith("127.0.0.1:") for port in one["ports"])
        for volume in one.get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith(".") or (ROOT / "deploy" / source).exists()
