"""What an applicant asks over HTTP reaches the body, and its answer the timeline (Art. 75, 82), on a real stack."""

from datetime import UTC, datetime
from typing import Any

import httpx
from pydantic import SecretStr

from deploy.local import Stack
from services.intake.app import build_app as build_intake
from services.intake.settings import IntakeSettings
from services.router.app import build_app as build_router
from shared.contracts.agency import AnswerAppeal
from shared.contracts.envelope import encode
from shared.contracts.event import Event
from shared.contracts.requests import CorrectReply, GrantFileAccess
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, AGENCY_APPEALS
from shared.contracts.vocabulary import Language, Outcome
from tests.support.installation import Installation, eventually, install, publish, read_all, running
from tests.support.intake_builders import body
from tests.support.replies import lawful_reply
from tests.support.router import ROAD
from tests.support.sightings import SETTINGS as ROUTER

SETTINGS = IntakeSettings(secret_key=SecretStr("a key for tests only"), relay_scan_seconds=0.2)
AKIMAT = "akimat-75"


class Applicant:
    """Files one appeal, asks, and reads the timeline; acts for the akimat as well."""

    def __init__(self, installation: Installation, client: httpx.AsyncClient, receipt: dict[str, Any]) -> None:
        self.installation, self.client, self.receipt = installation, client, receipt
        self.headers = {"X-Appeal-Secret": receipt["secret"]}

    async def ask(self, path: str, content: dict[str, str]) -> None:
        """POST until the projection knows enough to take it."""

        async def taken() -> bool:
            url = f"{self.receipt['status_url']}/{path}"
            return (await self.client.post(url, json=content, headers=self.headers)).status_code == 202

        await eventually(taken, f"{path} is taken")

    async def act(self, kind: type[Event], **fields: Any) -> None:
        """An action of the akimat."""
        context = {"event_id": kind.__name__, "appeal_id": self.receipt["appeal_id"], "occurred_at": datetime.now(UTC)}
        action = kind.model_validate(context | fields)
        await publish(self.installation, [encode(action, AGENCY_ACTIONS_TOPIC.of(AKIMAT), AKIMAT)])

    async def sees(self, wanted: str) -> dict[str, Any]:
        """The line of the timeline of this type, once it is there."""
        lines: list[dict[str, Any]] = []

        async def there() -> bool:
            status = (await self.client.get(self.receipt["status_url"], headers=self.headers)).json()
            lines[:] = [line for line in status["timeline"] if line["type"] == wanted]
            return bool(lines)

        await eventually(there, f"the timeline tells of {wanted}")
        return lines[0]


async def test_articles_75_and_82_a_request_goes_to_the_body_and_its_answer_comes_back(stack: Stack) -> None:
    installation = await install(stack)
    kafka, mongo = installation.kafka, installation.mongo
    async with (
        running(build_intake(SETTINGS, kafka, mongo)) as intake,
        running(build_router(ROUTER, kafka, mongo)),
        httpx.AsyncClient(transport=httpx.ASGITransport(intake), base_url="http://intake") as client,
    ):
        receipt = (await client.post("/v1/appeals", json=body(text=ROAD))).json()
        applicant = Applicant(installation, client, receipt)
        await applicant.ask("file-access", {"text": "Протокол осмотра"})
        await applicant.sees("appeal.file_access_requested")
        await applicant.act(GrantFileAccess, text="Кабинет 12")
        assert (await applicant.sees("notice.file_access_granted"))["message"] == "Кабинет 12"
        answer = {"outcome": Outcome.FAVOURABLE_ACT, "language": Language.RU, "text": lawful_reply()}
        await applicant.act(AnswerAppeal, **answer)
        await applicant.ask("correction", {"text": "Дом 21"})
        await applicant.sees("appeal.correction_requested")
        better = lawful_reply() + " Дом 21."
        await applicant.act(CorrectReply, text=better)
        assert (await applicant.sees("notice.corrected"))["message"] == better
    records = await read_all(installation, [AGENCY_APPEALS])
    types = [dict(record.headers)["ce_type"].decode() for record in records]
    assert [one for one in types if one.endswith("_requested")] == [
        "agency.file_access_requested",
        "agency.correction_requested",
    ]
