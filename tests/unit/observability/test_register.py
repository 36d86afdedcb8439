"""The register of metrics is what the services really expose, and tells nothing of people."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from deploy.observability import register
from shared.observability.metrics import EVERY_SERVICE, OTHER, Bounded, reason_class

ROOT = Path(register.__file__).parents[2]
KEYS = {"INTAKE_SECRET_KEY": "k" * 16, "ROUTER_APPLICANT_KEY": "k" * 16, "ANALYTICS_OPERATOR_TOKEN": "k" * 32}
NOBODY = {"MONGO_URL": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", "KAFKA_BOOTSTRAP": "127.0.0.1:1"}
HARMLESS = frozenset(
    {"topic", "error", "type", "reason", "tenant", "route", "method", "status", "channel", "rung", "le"}
)


async def families(service: str) -> dict[str, Metric]:
    """What a fresh process of the service exposes, by the register's names."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.unit.observability.exposing",
        service,
        cwd=ROOT,
        env={**os.environ, **KEYS, **NOBODY, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    text, _ = await process.communicate()
    found = text_string_to_metric_families(text.decode())
    return {f"{one.name}_total" if one.type == "counter" else one.name: one for one in found}


@pytest.mark.parametrize("service", register.SERVICES)
async def test_a_service_exposes_exactly_what_the_register_says_of_it(service: str) -> None:
    exposed = await families(service)
    expected = {n: d for n, d in register.declared().items() if d.owner in (EVERY_SERVICE, service)}
    own = exposed.keys() - set(register.OF_THE_LIBRARY)
    assert own == expected.keys()
    for name, one in expected.items():
        assert exposed[name].type == one.type
        for sample in exposed[name].samples:
            assert set(sample.labels) - {"le"} == set(one.labels)
    assert [s.value for s in exposed["service_ready"].samples] == [0.0]
    assert all(sample.value != sample.value for sample in exposed["consumer_lag_records"].samples)


def test_the_page_is_the_one_the_code_makes() -> None:
    assert register.FILE.read_text(encoding="utf-8") == register.page()


def test_every_metric_says_unit_and_meaning_and_has_only_labels_without_persons() -> None:
    for one in register.declared().values():
        assert one.unit
        assert len(one.meaning) > 20
        assert set(one.labels) <= HARMLESS
        assert one.name.endswith("_total") == (one.type == "counter")
        assert one.type != "histogram" or one.name.endswith("_seconds")


def test_a_flood_of_label_values_is_counted_as_one() -> None:
    bounded = Bounded(2)
    assert [bounded.of(value) for value in ("a", "b", "c", "a", "d")] == ["a", "b", OTHER, "a", OTHER]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("unknown_appeal: no such appeal", "unknown_appeal"),
        ("the value is not JSON: at byte 3", "unreadable"),
        ("name: must be a string", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_a_dead_letter_is_classed_by_its_refusal_and_never_by_words_of_its_sender(reason: str, expected: str) -> None:
    assert reason_class(reason) == expected
