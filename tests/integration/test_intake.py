"""intake on real Kafka and the real store."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from deploy.local import Stack
from services.intake.app import build_app, build_core
from services.intake.settings import IntakeSettings
from shared.contracts.envelope import encode
from shared.contracts.topics import LIFECYCLE, NOTICES, SUBMITTED
from tests.support.installation import Installation, eventually, install, publish, read_all, running
from tests.support.intake_builders import answered, assigned, body, filed, reply

SETTINGS = IntakeSettings(secret_key=SecretStr("a key for tests only"), relay_scan_seconds=0.2)


@pytest.fixture
async def installation(stack: Stack) -> Installation:
    return await install(stack)


@asynccontextmanager
async def serving(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """The service inside this process, with its relay and projection."""
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
            yield client


async def published(installation: Installation) -> dict[str, list[str]]:
    """Types of the records of each appeal in the order of their arrival at the broker."""
    records = await read_all(installation, [LIFECYCLE, SUBMITTED])
    types: dict[str, list[str]] = defaultdict(list)
    for record in sorted(records, key=lambda one: one.timestamp):
        types[record.key.decode()].append(dict(record.headers)["ce_type"].decode())
    return types


async def relayed(client: httpx.AsyncClient) -> None:
    """Wait until the service has nothing unpublished."""

    async def empty() -> bool:
        pending: int = (await client.get("/health/progress")).json()["outbox_pending"]
        return pending == 0

    await eventually(empty, "the outbox is empty")


async def post(client: httpx.AsyncClient, **headers: str) -> dict[str, Any]:
    """File an appeal."""
    answer = await client.post("/v1/appeals", json=body(), headers=headers)
    assert answer.status_code == 202
    receipt: dict[str, Any] = answer.json()
    return receipt


async def test_registration_is_published_before_the_command_that_follows(installation: Installation) -> None:
    async with serving(installation) as client:
        receipts = [await post(client) for _ in range(20)]
        await relayed(client)
    assert await published(installation) == {
        receipt["appeal_id"]: ["appeal.registered", "appeal.submit"] for receipt in receipts
    }
    assert len({receipt["number"] for receipt in receipts}) == 20


async def test_a_repeated_request_is_one_appeal(installation: Installation) -> None:
    async with serving(installation) as client:
        first, second = [await post(client, **{"Idempotency-Key": "k1"}) for _ in range(2)]
        await relayed(client)
    assert first == second
    assert len(await published(installation)) == 1


async def test_what_was_stored_before_a_crash_is_published_at_the_next_start(installation: Installation) -> None:
    crashed = build_core(SETTINGS, installation.kafka, installation.mongo)
    appeal = filed()
    await crashed.store.ensure_indexes()
    await crashed.store.appeals.add(appeal)
    crashed.service.database.client.close()
    async with serving(installation):

        async def is_out() -> bool:
            return (await published(installation)).get(appeal.appeal_id) == ["appeal.registered", "appeal.submit"]

        await eventually(is_out, "the next start publishes what the crash left")


async def test_a_published_outbox_is_empty_in_the_store(installation: Installation) -> None:
    async with serving(installation) as client:
        receipt = await post(client)
        reader = build_core(SETTINGS, installation.kafka, installation.mongo)

        async def cleared() -> bool:
            kept = await reader.store.appeals.by_number(receipt["number"])
            return kept is not None and kept.records == ()

        await eventually(cleared, "published records leave the document")
        reader.service.database.client.close()


async def test_a_withdrawal_follows_the_submission(installation: Installation) -> None:
    async with serving(installation) as client:
        receipt = await post(client)
        headers = {"X-Appeal-Secret": receipt["secret"]}
        answers = [await client.post(f"{receipt['status_url']}/withdrawal", headers=headers) for _ in range(2)]
        await relayed(client)
    assert [answer.status_code for answer in answers] == [202, 202]
    types = (await published(installation))[receipt["appeal_id"]]
    assert types == ["appeal.registered", "appeal.submit", "appeal.withdraw"]


async def test_the_timeline_follows_the_log(installation: Installation) -> None:
    async with serving(installation) as client:
        receipt = await post(client)
        appeal = {"appeal_id": receipt["appeal_id"], "number": receipt["number"]}
        facts = [encode(event, LIFECYCLE.name, "router") for event in (assigned(2, **appeal), answered(3, **appeal))]
        notice = encode(reply(3, **appeal), NOTICES.name, "router")
        await publish(installation, [*facts, *facts, notice, notice])
        headers = {"X-Appeal-Secret": receipt["secret"]}

        async def lines() -> list[str]:
            status = (await client.get(receipt["status_url"], headers=headers)).json()
            return [line["type"] for line in status["timeline"]]

        expected = ["appeal.registered", "appeal.assigned", "appeal.answered", "notice.answered"]

        async def told() -> bool:
            return await lines() == expected

        await eventually(told, "the timeline shows the answer")
        refused = await client.post(f"{receipt['status_url']}/withdrawal", headers=headers)
    assert refused.status_code == 409
