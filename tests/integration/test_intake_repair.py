"""A repair goes from HTTP over the outbox to the router's topic (Art. 64(6)), on real Kafka and the real store."""

from datetime import date

import httpx
from pydantic import SecretStr

from deploy.local import Stack
from services.intake.app import build_app
from services.intake.settings import IntakeSettings
from shared.contracts.envelope import encode
from shared.contracts.lifecycle import DefectNoticed
from shared.contracts.topics import LIFECYCLE, SUBMITTED
from shared.contracts.vocabulary import Requirement
from tests.support.installation import eventually, install, publish, read_all, running
from tests.support.intake_builders import assigned, body, context, dimensions

SETTINGS = IntakeSettings(secret_key=SecretStr("a key for tests only"), relay_scan_seconds=0.2)


def noticed(sequence: int, appeal_id: str, number: str) -> DefectNoticed:
    told = context(sequence, "appeal.defect_noticed", appeal_id, number)
    return DefectNoticed(**told, dims=dimensions(), requirement=Requirement.ESSENCE, until=date(2026, 12, 1))


async def test_article_64_6_a_repair_follows_the_notice_once(stack: Stack) -> None:
    installation = await install(stack)

    async def repairs() -> list[bytes]:
        records = await read_all(installation, [SUBMITTED])
        return [one.value for one in records if dict(one.headers)["ce_type"] == b"appeal.repair"]

    async with (
        running(build_app(SETTINGS, installation.kafka, installation.mongo)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client,
    ):
        receipt = (await client.post("/v1/appeals", json=body())).json()
        path, headers = f"{receipt['status_url']}/repair", {"X-Appeal-Secret": receipt["secret"]}

        async def status() -> int:
            return (await client.post(path, json={"text": "Подписано"}, headers=headers)).status_code

        assert await status() == 409
        ids = {"appeal_id": receipt["appeal_id"], "number": receipt["number"]}
        facts = [assigned(2, **ids), noticed(3, **ids)]
        await publish(installation, [encode(fact, LIFECYCLE.name, "router") for fact in facts])

        async def taken() -> bool:
            return await status() == 202

        await eventually(taken, "the projection knows the defect")
        assert await status() == 202

        async def sent() -> bool:
            return bool(await repairs())

        await eventually(sent, "the repair is published")
    assert [value.decode() for value in await repairs()] == ['{"text":"Подписано"}']
