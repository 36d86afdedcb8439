"""The declarations of topics say what design.md section 2 says, and pseudonymous topics have no room for people."""

import re
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.event import SequencedEvent
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS, STATS, TOPICS, Topic
from shared.contracts.value_schema import Schema, value_schema
from shared.kafka.provision import SERVICES, configuration, names

EVERY = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
DAYS_90, YEAR, MONTH = timedelta(days=90), timedelta(days=365), timedelta(days=30)
PERSONAL_FIELDS = frozenset({"applicant", "name", "iin_bin", "address", "phone", "email", "text", "place", "detail"})
CODES = frozenset({"rule", "reason", "category", "former_category", "unit", "calendar", "article", "escalation_id"})
"""Free strings of pseudonymous topics that hold codes and ids."""


def test_the_table_of_topics_is_the_design_s() -> None:
    assert {(t.name, t.partitions, t.retention, t.personal) for t in TOPICS} == {
        ("appeals.submitted.v1", 12, DAYS_90, True),
        ("appeals.lifecycle.v1", 12, None, False),
        ("appeals.notices.v1", 12, DAYS_90, True),
        ("agency.appeals.{tenant}.v1", 1, DAYS_90, True),
        ("agency.actions.{tenant}.v1", 1, YEAR, True),
        ("natije.appeals.{tenant}.v1", 1, DAYS_90, True),
        ("natije.escalations.{tenant}.v1", 1, None, False),
        ("natije.actions.{tenant}.v1", 1, YEAR, True),
        ("stats.national.v1", 1, None, False),
        ("dlt.{tenant}.v1", 1, MONTH, True),
    }
    assert [topic for topic in TOPICS if topic.compacted] == [STATS]


@EVERY
def test_names_have_dots_and_hyphens_and_a_version(topic: Topic) -> None:
    assert re.fullmatch(r"[a-z]+(\.([a-z-]+|\{tenant\}))+\.v[1-9]", topic.name)
    assert ("{tenant}" in topic.name) == (topic.tenants != "none")


@EVERY
def test_a_type_means_the_same_class_in_every_topic(topic: Topic) -> None:
    for other in TOPICS:
        assert {n: c for n, c in other.types.items() if topic.types.get(n, c) is not c} == {}
    assert len(topic.types) == len(topic.events)


def test_one_service_alone_raises_escalations() -> None:
    assert NATIJE_ESCALATIONS.producers == ("sla_monitor",)


def test_every_fact_of_an_appeal_has_a_place_in_its_sequence() -> None:
    assert [event for event in LIFECYCLE.events if not issubclass(event, SequencedEvent)] == []


def free_strings(schema: Schema) -> set[str]:
    """Names of fields, at any depth, that hold strings without a pattern, a format or a closed set."""
    found: set[str] = set()
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, rule in part.get("properties", {}).items():
            if any(_is_free(choice) for choice in rule.get("anyOf", [rule])):
                found.add(name)
    return found


def _is_free(rule: dict[str, Any]) -> bool:
    rule = rule.get("items", rule)
    return rule.get("type") == "string" and not rule.keys() & {"pattern", "format", "enum", "const"}


@pytest.mark.parametrize("event", [*LIFECYCLE.events, *NATIJE_ESCALATIONS.events], ids=lambda e: e.__name__)
def test_a_pseudonymous_topic_has_no_field_for_a_person_s_words(event: Any) -> None:
    schema = value_schema(event)
    every = {name for part in (schema, *schema.get("$defs", {}).values()) for name in part.get("properties", {})}
    clocks = {"name"} if "Clock" in schema.get("$defs", {}) else set()  # a clock's name is one of a closed set
    assert every & PERSONAL_FIELDS - clocks == set()
    assert free_strings(schema) - CODES == set()


@EVERY
def test_the_broker_stamps_every_record_whatever_its_writer_says(topic: Topic) -> None:
    assert configuration(topic, 1)["message.timestamp.type"] == "LogAppendTime"


@EVERY
def test_two_of_three_brokers_must_have_a_record(topic: Topic) -> None:
    assert configuration(topic, 3)["min.insync.replicas"] == "2"
    assert "min.insync.replicas" not in configuration(topic, 1)


@EVERY
def test_retention_reaches_the_broker_in_milliseconds(topic: Topic) -> None:
    settings = configuration(topic, 1)
    if topic.compacted:
        assert (settings["cleanup.policy"], settings.get("retention.ms")) == ("compact", None)
    else:
        kept = -1 if topic.retention is None else topic.retention // timedelta(milliseconds=1)
        assert (settings["cleanup.policy"], settings["retention.ms"]) == ("delete", str(kept))


def test_each_service_has_its_own_dead_letters() -> None:
    tenants = {"none": ("",), "agencies": ("mot",), "centres": ("kz-75",), "services": SERVICES}
    found = {name for _, name in names(TOPICS, tenants)}  # type: ignore[arg-type]  # the literal keys are Tenants
    assert {name for name in found if name.startswith("dlt.")} == {f"dlt.{service}.v1" for service in SERVICES}
    assert {"agency.actions.mot.v1", "natije.escalations.kz-75.v1", "appeals.lifecycle.v1"} <= found
    assert len(found) == 4 + 2 + 3 + len(SERVICES)
