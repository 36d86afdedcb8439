"""Whoever writes of danger sees the numbers to call first, and the appeal is registered all the same: Art. 64(1)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from services.intake.api import appeals_router
from services.intake.emergency import EmergencyNumbers
from services.intake.handlers import TimelineHandlers
from services.intake.views import UNTOLD
from shared.contracts.crime import CrimeSuspected
from shared.contracts.vocabulary import ClockName, CrimeSign, RungName
from shared.law import immediate_clock
from tests.support.intake_builders import Bench, answered, assigned, body, delivered


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(appeals_router(bench.handlers))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client:
        yield client


async def filed(client: httpx.AsyncClient, text: str) -> dict[str, Any]:
    """The receipt."""
    answer = await client.post("/v1/appeals", json=body(text=text))
    assert answer.status_code == 202
    receipt: dict[str, Any] = answer.json()
    return receipt


async def status_of(client: httpx.AsyncClient, receipt: dict[str, Any]) -> dict[str, Any]:
    """What the applicant sees later."""
    headers = {"X-Appeal-Secret": receipt["secret"]}
    status: dict[str, Any] = (await client.get(receipt["status_url"], headers=headers)).json()
    return status


@pytest.mark.parametrize(
    "text",
    [
        "В подъезде сильный запах газа",
        "Көрші үй өртеніп жатыр",
        "В школе бомба",
        "Муж сейчас избивает жену, дети плачут",
        "Сосед угрожает убить меня",
        "Көршім қазір пышақпен шабуыл жасап жатыр",
    ],
)
async def test_article_64_1_danger_shows_the_numbers_and_the_appeal_is_registered(
    client: httpx.AsyncClient, text: str
) -> None:
    receipt = await filed(client, text)
    assert receipt["number"] == "ЖТ-2026-00000001"
    shown = receipt["emergency"]
    assert {one["number"] for one in shown["numbers"]} == {"101", "102", "103", "104", "112"}
    assert all(one[tongue] for one in (shown["words"], *shown["numbers"]) for tongue in ("kk", "ru", "en"))
    assert (await status_of(client, receipt))["emergency"] == shown


@pytest.mark.parametrize(
    "text", ["Яма на дороге", "Проверьте пожарную безопасность школы", "В марте у меня украли деньги"]
)
async def test_what_is_no_danger_now_shows_no_numbers(client: httpx.AsyncClient, text: str) -> None:
    receipt = await filed(client, text)
    assert "emergency" not in receipt
    assert "emergency" not in await status_of(client, receipt)


async def test_a_closed_appeal_no_longer_shows_them(client: httpx.AsyncClient, bench: Bench) -> None:
    receipt = await filed(client, "Утечка газа во дворе")
    ids = receipt["appeal_id"], receipt["number"]
    await TimelineHandlers(bench.timelines).on_facts([delivered(assigned(2, *ids)), delivered(answered(3, *ids))])
    assert "emergency" not in await status_of(client, receipt)


async def test_the_status_says_nothing_of_a_suspected_crime(client: httpx.AsyncClient, bench: Bench) -> None:
    receipt = await filed(client, "Инспектор вымогает деньги")
    given = assigned(2, receipt["appeal_id"], receipt["number"])
    at = given.occurred_at
    clock = immediate_clock(ClockName.CRIME_SUSPECTED, RungName.CRIME_SUSPECTED, at, "Art. 64(7-2)")
    said = CrimeSuspected(
        **{name: getattr(given, name) for name in ("appeal_id", "occurred_at", "correlation_id", "number", "dims")},
        event_id="crime",
        sequence=3,
        sign=CrimeSign.CRIME,
        centre="kz-75",
        clock=clock,
    )
    await TimelineHandlers(bench.timelines).on_facts([delivered(given), delivered(said)])
    status = await status_of(client, receipt)
    assert [line["type"] for line in status["timeline"]] == ["appeal.registered", "appeal.assigned"]
    assert "crime" not in str(status)
    assert {said.type} == UNTOLD


def test_a_number_without_a_name_in_every_language_stops_the_start() -> None:
    words = {"kk": "а", "ru": "б", "en": "c"}
    with pytest.raises(ValidationError):
        EmergencyNumbers.model_validate({"words": words, "numbers": [{"number": "101", "kk": "а", "ru": "б"}]})
