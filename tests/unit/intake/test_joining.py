"""Collective appeals at the desk: names of those who sign, and persons who join later (Art. 22(1))."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from services.intake.api import appeals_router
from services.intake.form import FaultCode, check
from services.intake.handlers import TimelineHandlers
from services.intake.problems import install
from services.intake.rules import Filing, Trace, register
from shared.contracts.submissions import MOST_NAMED
from tests.support.intake_builders import APPEAL, DESK, NOON, NUMBER, Bench, answered, body, delivered, form

PERSON = {"name": "Вторая Тестова", "iin_bin": "050707600234"}


class Joining:
    """An appeal filed over HTTP, and what is asked about it."""

    def __init__(self, client: httpx.AsyncClient, bench: Bench, receipt: dict[str, Any]) -> None:
        self.client, self.bench, self.receipt = client, bench, receipt

    async def join(self, person: dict[str, Any], secret: str | None = None) -> tuple[int, dict[str, Any]]:
        headers = {"X-Appeal-Secret": self.receipt["secret"] if secret is None else secret, "Accept-Language": "en"}
        answer = await self.client.post(f"{self.receipt['status_url']}/join", json=person, headers=headers)
        return answer.status_code, answer.json()

    def sent(self) -> list[dict[str, Any]]:
        """Commands to join that the relay was given, each once."""
        records = {r.headers["ce_id"]: r for p in self.bench.relayed for r in p.records}
        return [orjson.loads(r.value) for r in records.values() if r.headers["ce_type"] == "appeal.join"]


@pytest.fixture
async def appeal() -> AsyncIterator[Joining]:
    bench, app = Bench(), FastAPI()
    install(app)
    app.include_router(appeals_router(bench.handlers))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client:
        yield Joining(client, bench, (await client.post("/v1/appeals", json=body())).json())


def submitted(**changes: Any) -> dict[str, Any]:
    """The command to the router that a form becomes."""
    _, command = register(form(**changes), Filing(APPEAL, NOON, NOON, Trace(APPEAL)), NUMBER, DESK).records
    told: dict[str, Any] = orjson.loads(command.value)
    return told


def test_article_22_1_names_make_an_appeal_collective_and_stay_out_of_the_log() -> None:
    names = ["Вторая Тестова", "Третья Тестова"]
    registered = register(form(co_applicant_names=names), Filing(APPEAL, NOON, NOON, Trace(APPEAL)), NUMBER, DESK)
    fact, command = (orjson.loads(record.value) for record in registered.records)
    assert fact["dims"]["collective"] is True
    assert "Тестова" not in orjson.dumps(fact).decode()
    assert (command["co_applicants"], command["co_applicant_names"]) == (2, names)


@pytest.mark.parametrize(("count", "is_collective"), [(0, False), (7, True)])
def test_article_22_1_a_number_without_names_is_enough(count: int, is_collective: bool) -> None:
    told = submitted(co_applicants=count)
    assert (told["co_applicants"], told["dims"]["collective"]) == (count, is_collective)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"co_applicants": 2, "co_applicant_names": ["Тест"]}, ("co_applicants", FaultCode.OUT_OF_RANGE)),
        ({"co_applicant_names": ["Тест", " "]}, ("co_applicant_names.1", FaultCode.BLANK)),
    ],
)
def test_article_22_1_names_and_number_agree_and_no_name_is_blank(
    changes: dict[str, Any], expected: tuple[str, FaultCode]
) -> None:
    assert [(fault.field, fault.code) for fault in check(form(**changes), DESK.reference)] == [expected]


async def test_article_22_1_too_many_names_are_a_fault_that_names_the_bound(appeal: Joining) -> None:
    many = body(co_applicant_names=["Тест"] * (MOST_NAMED + 1))
    answer = await appeal.client.post("/v1/appeals", json=many)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"], fault["code"]) == (422, "co_applicant_names", "out_of_range")
    assert str(MOST_NAMED) in fault["message"]


async def test_article_22_1_a_person_joins_once_however_often_the_holder_of_the_secret_asks(appeal: Joining) -> None:
    number = appeal.receipt["number"]
    for _ in range(2):
        status, answer = await appeal.join(PERSON)
        assert (status, answer["number"], answer["join"]) == (202, number, "sent")
    (command,) = appeal.sent()
    assert command["applicant"]["name"] == PERSON["name"]
    await appeal.join({"name": "Третья Тестова"})
    assert len(appeal.sent()) == 2


async def test_article_22_1_nobody_joins_without_the_applicants_secret(appeal: Joining) -> None:
    status, answer = await appeal.join(PERSON, secret="guessed")
    assert (status, answer["type"]) == (403, "urn:appeals:problem:wrong-secret")
    assert appeal.sent() == []


@pytest.mark.parametrize(
    ("person", "field"),
    [({"name": " "}, "name"), ({"name": "Тест", "iin_bin": "123456789012"}, "iin_bin"), ({}, "name")],
)
async def test_article_63_2_who_joins_has_a_name_and_no_wrong_iin(
    appeal: Joining, person: dict[str, Any], field: str
) -> None:
    status, answer = await appeal.join(person)
    assert (status, [one["field"] for one in answer["errors"]]) == (422, [field])


async def test_article_22_1_nobody_joins_after_the_end(appeal: Joining) -> None:
    end = answered(2, appeal_id=appeal.receipt["appeal_id"], number=appeal.receipt["number"])
    await TimelineHandlers(appeal.bench.timelines).on_facts([delivered(end)])
    status, answer = await appeal.join(PERSON)
    assert (status, answer["type"]) == (409, "urn:appeals:problem:closed-to-joining")
