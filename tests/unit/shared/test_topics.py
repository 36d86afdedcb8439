"""Names of topics: prefix, pattern, and back from the name to declaration and tenant."""

import re

import pytest

from shared.contracts.topics import (
    AGENCY_ACTIONS_TOPIC,
    AGENCY_APPEALS,
    DEAD_LETTERS,
    LIFECYCLE,
    NATIJE_ACTIONS,
    STATS,
    TOPICS,
    TopicSpace,
)
from shared.kafka.settings import KafkaSettings

STAGING = TopicSpace("staging.")


def test_a_prefix_stands_in_front_of_every_name_and_comes_off_again() -> None:
    assert STAGING.full("appeals.lifecycle.v1") == "staging.appeals.lifecycle.v1"
    assert STAGING.bare("staging.appeals.lifecycle.v1") == "appeals.lifecycle.v1"
    assert TopicSpace().full("appeals.lifecycle.v1") == "appeals.lifecycle.v1"


@pytest.mark.parametrize(
    ("full", "topic", "tenant"),
    [
        ("staging.appeals.lifecycle.v1", LIFECYCLE, ""),
        ("staging.agency.appeals.mot.v1", AGENCY_APPEALS, "mot"),
        ("staging.agency.actions.akimat-75.v1", AGENCY_ACTIONS_TOPIC, "akimat-75"),
        ("staging.natije.actions.republic.v1", NATIJE_ACTIONS, "republic"),
        ("staging.dlt.sla_monitor.v1", DEAD_LETTERS, "sla_monitor"),
        ("staging.stats.national.v1", STATS, ""),
    ],
)
def test_a_name_leads_to_its_declaration_and_tenant(full: str, topic: object, tenant: str) -> None:
    for _ in range(2):  # the second answer comes from memory
        assert STAGING.find(full) == (topic, tenant)


@pytest.mark.parametrize(
    "foreign",
    [
        "staging.appeals.lifecycle.v2",
        "staging.agency.actions.v1",
        "staging.agency.actions..v1",
        "staging.agency.actions.mot.sub.v1",
        "staging.agency.actions.MOT.v1",
        "staging.agency.actions.mot.v1.dlt",
        "elsewhere.appeals.lifecycle.v1",
    ],
)
def test_a_name_that_nobody_declared_has_no_declaration_and_matches_no_pattern(foreign: str) -> None:
    with pytest.raises(KeyError):
        STAGING.find(foreign)
    assert re.match(STAGING.pattern(TOPICS), foreign) is None


def test_a_pattern_matches_exactly_the_topics_of_its_declarations() -> None:
    matches = re.compile(STAGING.pattern([AGENCY_ACTIONS_TOPIC, LIFECYCLE])).match
    every = ["agency.actions.mot.v1", "agency.actions.akimat-75.v1", "appeals.lifecycle.v1", "agency.appeals.mot.v1"]
    assert [name for name in every if matches(f"staging.{name}")] == every[:3]
    assert [name for name in every if matches(name)] == []
    assert not matches("staging.appealsxlifecycle.v1"), "a dot is a dot"
    assert not matches("stagingxappeals.lifecycle.v1"), "in the prefix too"


def test_a_pattern_has_nothing_that_faststream_would_take_for_a_path() -> None:
    assert not set("{}") & set(STAGING.pattern(TOPICS))


def test_groups_carry_the_prefix_and_hyphens() -> None:
    assert KafkaSettings(topic_prefix="staging.").group("sla_monitor") == "staging.sla-monitor"
