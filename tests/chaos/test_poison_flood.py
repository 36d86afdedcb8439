"""One body floods its own topic with commands that are broken or forbidden: the others hardly notice, none is lost."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.local import Stack
from shared.clock import wall_clock
from shared.contracts.agency import AcceptAppeal
from shared.contracts.dead_letters import origin
from shared.contracts.envelope import Place
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, AGENCY_APPEALS, DEAD_LETTERS, LIFECYCLE
from tests.e2e.all_services import acted, appeal, clerk, platform
from tests.support.crowd import Crowd, percentile
from tests.support.fleet import fleet
from tests.support.installation import Installation, read_all
from tests.support.members import Wire, write
from tests.support.verdict import Figures, conclude

APPEALS = int(os.environ.get("FLOOD_APPEALS", "1500"))
PER_SECOND = float(os.environ.get("FLOOD_PER_SECOND", "30"))
FLOOD = int(os.environ.get("FLOOD_COMMANDS", "20000"))
WARM = 100
"""Appeals before those that are measured: processes that have just started are slow."""
FLOODER = "mot"
FACTOR = 3.0
"""How much longer than undisturbed the others' p95 may take…"""
UNNOTICED_SECONDS = 0.25
"""…unless it is less than this: undisturbed it is some hundredths of a second, and nobody sees the difference."""
TOPIC = AGENCY_ACTIONS_TOPIC.of(FLOODER)


def flood(victims: Sequence[str]) -> Iterator[Wire]:
    """Commands of the flooder: a third unreadable, a third about no appeal, a third about another's appeal."""
    for number in range(FLOOD):
        victim = victims[number % len(victims)] if number % 3 == 2 else f"00000000-0000-7000-8000-{number:012d}"
        command = AcceptAppeal(event_id=f"flood {number}", appeal_id=victim, occurred_at=wall_clock())
        record = acted(command, FLOODER)
        headers: list[tuple[str, bytes | None]] = [(name, text.encode()) for name, text in record.headers.items()]
        yield TOPIC, record.key.encode(), b"{broken" if number % 3 == 0 else record.value, headers


async def latencies(installation: Installation) -> dict[str, float]:
    """Seconds from an appeal's delivery to its acceptance, by appeal: both as the broker's clock has it."""
    records = await read_all(installation, [AGENCY_APPEALS, LIFECYCLE])
    at: dict[tuple[str, str], int] = {}
    for record in records:
        found = headers_of(record)
        at.setdefault((found["ce_subject"], found["ce_type"]), record.timestamp)
    return {
        appeal_id: (then - at[appeal_id, "agency.appeal_delivered"]) / 1000
        for (appeal_id, kind), then in at.items()
        if kind == "appeal.accepted"
    }


def headers_of(record: Any) -> dict[str, str]:
    """All headers as text."""
    return {name: value.decode() for name, value in record.headers}


async def unanswered(installation: Installation, places: Sequence[Place]) -> list[int]:
    """Numbers of the flood's commands that ended neither as a dead letter nor by a refusal to their sender."""
    letters = {origin(headers_of(letter)) for letter in await read_all(installation, [DEAD_LETTERS])}
    receipts = [headers_of(record) for record in await read_all(installation, [AGENCY_APPEALS])]
    refused = {found.get("ce_causationid") for found in receipts if found["ce_type"] == "action.refused"}
    return [n for n, place in enumerate(places) if place not in letters and f"flood {n}" not in refused]


@pytest.mark.timeout(400)
async def test_a_flood_of_poison_by_one_body_hardly_touches_the_others(stack: Stack, tmp_path: Path) -> None:
    figures = Figures(f"flood of {FLOOD} bad commands", faults=FLOOD, per_second=PER_SECOND)
    half = APPEALS // 2
    forms = [appeal(number) for number in range(2 * half)]
    async with (
        platform(stack, tmp_path) as running,
        fleet(running, tmp_path) as processes,
        clerk(running.installation),
    ):
        warm, calm, stormy = (Crowd(running.url("intake"), name) for name in ("warm", "calm", "stormy"))
        await warm.post(forms[:WARM], PER_SECOND)
        await calm.post(forms[:half], PER_SECOND)
        victims = [told["appeal_id"] for told in calm.accepted.values()]
        writing = asyncio.create_task(write(running.installation, list(flood(victims))))
        await stormy.post(forms[half:], PER_SECOND)
        places = await writing
        await conclude(running, warm.citizens(calm, stormy), figures)
        took = await latencies(running.installation)
        left = await unanswered(running.installation, places)
    before, meanwhile = (
        percentile([took[told["appeal_id"]] for told in crowd.accepted.values() if told["appeal_id"] in took], 0.95)
        for crowd in (calm, stormy)
    )
    print(f"delivery to acceptance, p95: {before:.3f} s undisturbed, {meanwhile:.3f} s in the flood")  # noqa: T201
    assert left == []
    assert meanwhile <= max(FACTOR * before, UNNOTICED_SECONDS)
    assert processes.ended.total() == 0
