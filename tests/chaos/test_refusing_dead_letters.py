"""The dead-letter topic takes nothing while a record comes that nobody can read: the router waits, nothing is lost."""

import asyncio
import os
import time
from pathlib import Path

import httpx
import pytest
import yaml
from aiokafka import TopicPartition

from deploy.demo.runner import CHECKOUT
from deploy.local import Stack
from shared.contracts.dead_letters import origin
from shared.contracts.envelope import Place
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, DEAD_LETTERS
from shared.kafka.offsets import Offsets
from tests.e2e.all_services import Platform, appeal, clerk, platform
from tests.support.crowd import Crowd
from tests.support.fleet import Fleet, fleet
from tests.support.installation import eventually, read_all
from tests.support.members import write
from tests.support.refusal import TOO_LARGE, refusing
from tests.support.verdict import Figures, conclude

APPEALS = int(os.environ.get("DEAD_LETTER_APPEALS", "1500"))
PER_SECOND = float(os.environ.get("DEAD_LETTER_PER_SECOND", "30"))
TOPIC = AGENCY_ACTIONS_TOPIC.of("akimat-75")
ALERT = "PublishFails"
METRIC = 'publish_failures_total{error="MessageSizeTooLargeError"}'
TRIES = 15
"""After so many, about a second apart, the topic is mended."""
MOST_REPEATS = 50
"""While letters are refused, nothing else of the batch may be published again and again."""
RULES = CHECKOUT / "deploy" / "observability" / "alerts.yaml"


def expression(alert: str) -> str:
    """What the rule of this alert asks Prometheus."""
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    (found,) = [rule["expr"] for group in groups for rule in group["rules"] if rule["alert"] == alert]
    return str(found)


async def metric(running: Platform, name: str) -> float:
    """A figure of the router as Prometheus reads it; 0 before it was ever counted."""
    async with httpx.AsyncClient(timeout=10) as http:
        text = (await http.get(f"{running.url('router')}/metrics")).text
    return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(f"{name} ")), 0.0)


async def committed(running: Platform, place: Place) -> int:
    """How far the router has committed in the partition of a record."""
    kafka = running.installation.kafka
    async with Offsets(kafka) as offsets:
        found = await offsets.committed(kafka.group("router"))
    return found.get(TopicPartition(kafka.space.full(place.topic), place.partition), 0)


async def refused_for_a_while(running: Platform, processes: Fleet) -> Place:
    """The topic refuses, a broken command comes, an alert would tell; then the topic is mended."""
    kafka, router = running.installation.kafka, running.services["router"]
    began, pid = time.monotonic(), router.pid
    async with refusing(kafka, DEAD_LETTERS.of("router"), TOO_LARGE):
        (poison,) = await write(running.installation, [(TOPIC, b"nobody", b"{broken", [("ce_type", b"action.accept")])])

        async def told() -> bool:
            return await metric(running, METRIC) >= TRIES

        await eventually(told, f"{METRIC} tells", 3 * TRIES)
        assert await committed(running, poison) <= poison.offset
        assert await metric(running, METRIC) <= time.monotonic() - began, "tries are a second apart"
        assert (router.pid, processes.ended.total()) == (pid, 0), "it does not die of it"
    return poison


@pytest.mark.timeout(400)
async def test_nothing_is_committed_past_a_dead_letter_that_cannot_be_written(stack: Stack, tmp_path: Path) -> None:
    assert METRIC.partition("{")[0] in expression(ALERT)
    assert int(expression(ALERT).rpartition("> ")[2]) < TRIES
    figures = Figures(f"dead letters refused {TRIES} times", faults=1)
    async with (
        platform(stack, tmp_path) as running,
        fleet(running, tmp_path) as processes,
        clerk(running.installation),
    ):
        crowd = Crowd(running.url("intake"))
        posting = asyncio.create_task(crowd.post([appeal(number) for number in range(APPEALS)], PER_SECOND))
        await eventually(lambda: crowd.has_posted(APPEALS // 5), "a fifth is posted", 60)
        poison = await refused_for_a_while(running, processes)
        figures.per_second = await posting
        ledger = await conclude(running, crowd.citizens(), figures)
        letters = await read_all(running.installation, [DEAD_LETTERS])
    assert {origin({n: v.decode() for n, v in letter.headers}) for letter in letters} == {poison}
    assert len(letters) == 1
    assert ledger.repeats <= MOST_REPEATS
    assert processes.ended.total() <= 1, "a producer that was fenced is replaced once"
