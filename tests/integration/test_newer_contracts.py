"""Services of today meet records of tomorrow: a field that they do not know, a type that they do not know."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.ledger.stores import read_stores
from deploy.local import Stack
from services.analytics.app import build_app as build_analytics
from services.analytics.settings import AnalyticsSettings
from services.intake.app import build_app as build_intake
from services.intake.settings import IntakeSettings
from services.router.app import INPUTS
from services.router.app import build_app as build_router
from services.sla_monitor.app import build_app as build_monitor
from services.sla_monitor.settings import SlaMonitorSettings
from shared.contracts.agency import AcceptAppeal
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.lifecycle import AppealAccepted
from shared.contracts.topics import (
    AGENCY_ACTIONS_TOPIC,
    AGENCY_APPEALS,
    DEAD_LETTERS,
    LIFECYCLE,
    NATIJE_ACTIONS,
    NATIJE_ESCALATIONS,
    NOTICES,
    SUBMITTED,
    Topic,
)
from tests.support.installation import Installation, caught_up, install, publish, read_all, running
from tests.support.records import data
from tests.support.router import appeal_id, submission
from tests.support.sightings import SETTINGS
from tests.unit.sla_monitor.builders import appeal, fact, registered, unknown

NOW = datetime.now(UTC)
HOLDER = AGENCY_ACTIONS_TOPIC.of("akimat-75")
ONE, OTHER = appeal(1), appeal(2)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def services(stack: Stack) -> AsyncIterator[tuple[Installation, dict[str, FastAPI]]]:
    """All four in this process."""
    installation = await install(stack)
    kafka, mongo = installation.kafka, installation.mongo
    apps = {
        "intake": build_intake(IntakeSettings(secret_key=SecretStr("a key for tests only")), kafka, mongo),
        "router": build_router(SETTINGS, kafka, mongo),
        "sla_monitor": build_monitor(SlaMonitorSettings(), kafka, mongo),
        "analytics": build_analytics(AnalyticsSettings(), kafka, mongo),
    }
    async with AsyncExitStack() as entered:
        for app in apps.values():
            await entered.enter_async_context(running(app))
        yield installation, apps


def newer(record: Outgoing, kind: str | None = None) -> Outgoing:
    """The record as a later version writes it: one more field, and perhaps a type of its own."""
    headers = dict(record.headers) | ({} if kind is None else {"ce_type": kind})
    return Outgoing(record.topic, record.key, data(record, floor={"of": "a house", "number": 3}), headers)


async def progress(app: FastAPI) -> dict[str, Any]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        found: dict[str, Any] = (await client.get("/health/progress")).json()
    return found


async def headers(installation: Installation, topics: Iterable[Topic]) -> list[dict[str, str]]:
    return [{n: v.decode() for n, v in record.headers} for record in await read_all(installation, topics)]


async def test_facts_of_a_later_version_are_steps_without_effect_and_stop_nobody(
    services: tuple[Installation, dict[str, FastAPI]],
) -> None:
    installation, apps = services
    at = LIFECYCLE.name
    later = encode(unknown(2, NOW + SECOND, ONE), at, "router")
    history = [
        newer(encode(registered(ONE, NOW), at, "intake")),
        newer(later),
        newer(encode(fact(AppealAccepted, 3, NOW + 2 * SECOND, ONE), at, "router")),
    ]
    spoken = [
        newer(Outgoing(NATIJE_ESCALATIONS.of("kz-75"), ONE, later.value, later.headers), "escalation.pondered"),
        newer(Outgoing(NOTICES.name, ONE, later.value, later.headers), "applicant.sung_to"),
    ]
    ordinary = [encode(registered(OTHER, NOW, number="ЖТ-2026-00000002"), at, "intake")]
    await publish(installation, [*history, *spoken, *ordinary])
    await caught_up(installation, "intake", [LIFECYCLE, NOTICES])
    await caught_up(installation, "sla_monitor", [LIFECYCLE])
    await caught_up(installation, "analytics", [LIFECYCLE, NATIJE_ESCALATIONS])
    stores = await read_stores(installation.mongo)
    assert stores.clocks == {ONE: 3, OTHER: 1}
    assert {key: stores.counted[key] for key in (ONE, OTHER)} == {ONE: 3, OTHER: 1}
    for name in ("intake", "sla_monitor", "analytics"):
        told = await progress(apps[name])
        assert not told["failure"], name
        assert told.get("lifecycle_gaps_total", 0) == 0, name
    assert await headers(installation, [DEAD_LETTERS]) == []


async def test_a_field_of_a_later_version_in_a_command_is_passed_over(
    services: tuple[Installation, dict[str, FastAPI]],
) -> None:
    installation, _ = services
    accept = AcceptAppeal(event_id="accept", appeal_id=appeal_id("first"), occurred_at=NOW)
    await publish(installation, [newer(encode(submission(at=NOW), SUBMITTED.name, "intake"))])
    await caught_up(installation, "router", INPUTS)
    await publish(installation, [newer(encode(accept, HOLDER, "akimat-75"))])
    await caught_up(installation, "router", INPUTS)
    assert [h["ce_type"] for h in await headers(installation, [LIFECYCLE])] == ["appeal.assigned", "appeal.accepted"]
    assert all("floor" not in json.loads(r.value) for r in await read_all(installation, [LIFECYCLE, AGENCY_APPEALS]))
    assert await headers(installation, [DEAD_LETTERS]) == []


async def test_a_command_of_a_later_version_is_refused_and_kept_and_stops_nobody(
    services: tuple[Installation, dict[str, FastAPI]],
) -> None:
    installation, apps = services
    told = submission(at=NOW)
    command = AcceptAppeal(event_id="levitate", appeal_id=told.appeal_id, occurred_at=NOW)
    strange = [
        newer(encode(told, SUBMITTED.name, "intake"), "appeal.levitate"),
        newer(encode(command, HOLDER, "akimat-75"), "action.levitate"),
        newer(encode(command, NATIJE_ACTIONS.of("kz-75"), "kz-75"), "action.levitate"),
    ]
    await publish(installation, [*strange, encode(told, SUBMITTED.name, "intake")])
    await caught_up(installation, "router", INPUTS)
    await caught_up(installation, "sla_monitor", [NATIJE_ACTIONS])
    letters = await headers(installation, [DEAD_LETTERS])
    assert {letter["dlt-topic"] for letter in letters} == {SUBMITTED.name, HOLDER, NATIJE_ACTIONS.of("kz-75")}
    assert all("unknown type" in letter["dlt-reason"] for letter in letters)
    receipts = [h["ce_type"] for h in await headers(installation, [AGENCY_APPEALS])]
    assert sorted(receipts) == ["action.refused", "agency.appeal_delivered"]
    assert [h["ce_type"] for h in await headers(installation, [LIFECYCLE])] == ["appeal.assigned"]
    assert not (await progress(apps["sla_monitor"]))["failure"]
