"""Art. 64(6): an applicant mends what the body named, once by content, and nothing else."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.intake import problems
from services.intake.api import appeals_router
from services.intake.handlers import TimelineHandlers
from shared.contracts.event import SequencedEvent
from shared.contracts.lifecycle import AppealProlonged, AppealRedirected, DefectNoticed, DefectRepaired
from shared.contracts.vocabulary import DecidedBy, Kind, Requirement
from shared.law import opening
from tests.support.intake_builders import DESK, NOON, Bench, answered, assigned, body, context, delivered, dimensions

TEXT = {"text": "Подписано ЭЦП"}


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(appeals_router(bench.handlers))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client:
        yield client


class Filed:
    """An appeal whose facts and repairs the test makes."""

    def __init__(self, client: httpx.AsyncClient, bench: Bench, receipt: dict[str, Any]) -> None:
        self.client, self.bench, self.receipt = client, bench, receipt
        self.sequence = 1

    async def then(self, kind: type[SequencedEvent], **fields: Any) -> None:
        """The next fact."""
        self.sequence += 1
        ids = {"appeal_id": self.receipt["appeal_id"], "number": self.receipt["number"]}
        if kind in MADE:
            fact = MADE[kind](self.sequence, **ids)
        else:
            told = context(self.sequence, kind.model_fields["type"].default, **ids)
            fact = kind.model_validate({**told, "dims": dimensions(), **fields})
        await TimelineHandlers(self.bench.timelines).on_facts([delivered(fact)])

    async def noticed(self) -> None:
        """The holder names a defect."""
        await self.then(DefectNoticed, requirement=Requirement.ESSENCE, until=date(2026, 12, 1))

    async def repair(self, content: Any = None, **headers: str) -> httpx.Response:
        """POST the repair."""
        headers = {"X-Appeal-Secret": self.receipt["secret"]} | headers
        return await self.client.post(
            f"{self.receipt['status_url']}/repair", json=TEXT if content is None else content, headers=headers
        )

    @property
    def sent(self) -> list[str]:
        """Ids of the repairs in the outbox."""
        records = self.bench.appeals.kept[self.receipt["appeal_id"]].records
        return [one.headers["ce_id"] for one in records if one.headers["ce_type"] == "appeal.repair"]


MADE: dict[type[SequencedEvent], Any] = {type(made()): made for made in (assigned, answered)}
ASSIGNED, ANSWERED = MADE


@pytest.fixture
async def appeal(client: httpx.AsyncClient, bench: Bench) -> Filed:
    receipt = (await client.post("/v1/appeals", json=body())).json()
    filed = Filed(client, bench, receipt)
    bench.timelines.kept[receipt["appeal_id"]] = (await bench.handlers.look_up(receipt["number"], receipt["secret"]))[1]  # type: ignore[index]  # it was filed with this secret
    await filed.then(ASSIGNED)
    return filed


def problem_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


async def test_article_64_6_a_repair_goes_to_the_router(appeal: Filed) -> None:
    await appeal.noticed()
    answer = await appeal.repair()
    assert (answer.status_code, answer.json()["repair"]) == (202, "sent")
    record = appeal.bench.relayed[-1].records[-1]
    assert (record.key, record.headers["ce_type"]) == (appeal.receipt["appeal_id"], "appeal.repair")
    assert "Подписано ЭЦП".encode() in record.value


async def test_the_same_text_is_one_command_and_another_text_another(appeal: Filed) -> None:
    await appeal.noticed()
    answers = [await appeal.repair(content) for content in (TEXT, TEXT, {"text": "И адрес"})]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert len(appeal.sent) == len(set(appeal.sent)) == 2


async def test_a_repeat_after_the_repair_was_applied_is_still_the_first_time(appeal: Filed) -> None:
    await appeal.noticed()
    await appeal.repair()
    await appeal.then(DefectRepaired, in_time=True)
    assert (await appeal.repair()).status_code == 202
    assert len(appeal.sent) == 1


async def test_the_same_text_mends_a_second_defect_too(appeal: Filed) -> None:
    await appeal.noticed()
    await appeal.repair()
    await appeal.then(DefectRepaired, in_time=True)
    await appeal.noticed()
    assert (await appeal.repair()).status_code == 202
    assert len(set(appeal.sent)) == 2


async def test_a_prolongation_does_not_hide_the_defect(appeal: Filed) -> None:
    await appeal.noticed()
    deadlines = opening(Kind.APPLICATION, NOON.date(), DESK.calendar)
    await appeal.then(AppealProlonged, until=date(2027, 1, 20), decided_by=DecidedBy.HEAD, deadlines=deadlines)
    assert (await appeal.repair()).status_code == 202


async def test_article_64_6_without_a_defect_there_is_nothing_to_repair(appeal: Filed) -> None:
    assert problem_of(await appeal.repair()) == (409, "nothing-to-repair")
    await appeal.noticed()
    await appeal.then(DefectRepaired, in_time=True)
    assert problem_of(await appeal.repair()) == (409, "nothing-to-repair")
    assert appeal.sent == []


async def test_a_defect_named_before_a_redirect_is_none_at_the_next_body(appeal: Filed) -> None:
    await appeal.noticed()
    sent_on = {"from_agency": "akimat-75", "to_agency": "mot", "working_day": 1, "in_time": True}
    await appeal.then(AppealRedirected, **sent_on)
    assert problem_of(await appeal.repair()) == (409, "nothing-to-repair")


@pytest.mark.parametrize(("tongue", "words"), [("kk", "Қарау аяқталған"), ("ru", "завершения"), ("en", "has ended")])
async def test_a_closed_appeal_cannot_be_repaired(appeal: Filed, tongue: str, words: str) -> None:
    await appeal.noticed()
    await appeal.then(ANSWERED)
    answer = await appeal.repair(**{"Accept-Language": tongue})
    assert problem_of(answer) == (409, "closed-to-repair")
    assert words in answer.json()["detail"]
    assert "64" in answer.json()["detail"]


@pytest.mark.parametrize("content", [{}, {"text": ""}, {"text": " \n"}, {"text": "я" * 20_001}, {"text": 1}, []])
async def test_a_bad_form_is_refused_before_anything_is_kept(appeal: Filed, content: Any) -> None:
    await appeal.noticed()
    assert problem_of(await appeal.repair(content)) == (422, "invalid-form")
    assert appeal.sent == []


async def test_a_repair_needs_the_secret(appeal: Filed) -> None:
    await appeal.noticed()
    assert problem_of(await appeal.repair(**{"X-Appeal-Secret": "wrong"})) == (403, "wrong-secret")
