"""HTTP: answers and problems, on in-memory stores."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
from fastapi import FastAPI

from services.intake import problems
from services.intake.api import BODY_LIMIT_BYTES, appeals_router
from services.intake.handlers import TimelineHandlers
from services.intake.problems import negotiated
from shared.mongo.outbox import id_of
from tests.support.intake_builders import Bench, answered, assigned, body, delivered, reply


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(appeals_router(bench.handlers))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        yield client


async def filed(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """The receipt of a filed appeal."""
    answer = await client.post("/v1/appeals", json=body(**changes))
    assert answer.status_code == 202
    receipt: dict[str, Any] = answer.json()
    return receipt


def problem_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and type of a problem that is one."""
    assert answer.headers["content-type"] == "application/problem+json"
    content = answer.json()
    assert content["status"] == answer.status_code
    assert {"title", "detail", "instance"} <= content.keys()
    return answer.status_code, content["type"].rpartition(":")[2]


async def test_a_filed_appeal_gets_number_talon_secret_and_address(client: httpx.AsyncClient) -> None:
    receipt = await filed(client)
    assert receipt["number"] == "ЖТ-2026-00000001"
    assert receipt["status_url"] == f"/v1/appeals/{quote('ЖТ-2026-00000001', safe='')}"
    assert len(receipt["secret"]) == 43
    assert receipt["talon"] == {
        "number": "ЖТ-2026-00000001",
        "received_on": "2026-11-24",
        "received_time": "12:00:00",
        "registered_on": "2026-11-24",
        "registered_late": False,
        "redirect_by": "2026-11-27",
        "answer_by": "2026-12-15",
        "receiver": "тест",
    }


async def test_a_repeated_key_gives_the_same_answer_to_the_letter(client: httpx.AsyncClient) -> None:
    answers = [await client.post("/v1/appeals", json=body(), headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].content == answers[1].content


async def test_a_repeat_sends_what_a_write_of_unknown_outcome_left_unpublished(
    client: httpx.AsyncClient, bench: Bench
) -> None:
    await client.post("/v1/appeals", json=body(), headers={"Idempotency-Key": "k"})
    first = bench.relayed.pop()  # the store wrote, and its answer was lost: the relay was never told
    await client.post("/v1/appeals", json=body(), headers={"Idempotency-Key": "k"})
    assert bench.relayed == [first]


async def test_a_repeat_of_what_is_published_sends_nothing(client: httpx.AsyncClient, bench: Bench) -> None:
    await client.post("/v1/appeals", json=body(), headers={"Idempotency-Key": "k"})
    first = bench.relayed.pop()
    await bench.appeals.clear({first.owner: [id_of(record) for record in first.records]})
    await client.post("/v1/appeals", json=body(), headers={"Idempotency-Key": "k"})
    assert bench.relayed == []


async def test_a_key_with_another_body_is_a_problem(client: httpx.AsyncClient) -> None:
    await client.post("/v1/appeals", json=body(), headers={"Idempotency-Key": "k"})
    answer = await client.post("/v1/appeals", json=body(text="другое"), headers={"Idempotency-Key": "k"})
    assert problem_of(answer) == (422, "key-reused")


async def test_faults_name_field_and_rule_and_never_the_value(client: httpx.AsyncClient) -> None:
    wrong = body(applicant={"name": "Тайная", "iin_bin": "123456789012"}, kind="тайна")
    answer = await client.post("/v1/appeals", json=wrong, headers={"Accept-Language": "en"})
    assert problem_of(answer) == (422, "invalid-form")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("kind", "not_allowed")]
    assert "тайна" not in answer.text.lower()


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b"{broken", "application/json", (400, "not-json")),
        (b"\xff\xfe", "application/json", (400, "not-json")),
        (b"kind=application", "application/x-www-form-urlencoded", (415, "wrong-media-type")),
        (b"[]", "application/json", (422, "invalid-form")),
        (orjson.dumps(body(text="я" * 50_001)), "application/json", (413, "too-large")),
        (b" " * (BODY_LIMIT_BYTES + 1), "application/json", (413, "too-large")),
    ],
)
async def test_a_body_that_does_not_fit_says_what_to_mend(
    client: httpx.AsyncClient, content: bytes, media_type: str, expected: tuple[int, str]
) -> None:
    answer = await client.post("/v1/appeals", content=content, headers={"Content-Type": media_type})
    assert problem_of(answer) == expected


async def test_a_stream_without_a_length_is_cut_at_the_limit(client: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    answer = await client.post("/v1/appeals", content=endless(), headers={"Content-Type": "application/json"})
    assert problem_of(answer) == (413, "too-large")
    assert read <= BODY_LIMIT_BYTES + 2 * 65_536


async def test_unknown_paths_methods_and_numbers_are_problems(client: httpx.AsyncClient) -> None:
    assert problem_of(await client.get("/nowhere")) == (404, "not-found")
    assert problem_of(await client.get("/v1/appeals/ЖТ-2026-00000009")) == (404, "unknown-number")
    answer = await client.delete("/v1/appeals")
    assert (problem_of(answer), answer.headers["allow"]) == ((405, "wrong-method"), "POST")


async def test_an_unreachable_store_is_a_503_that_may_be_repeated(client: httpx.AsyncClient, bench: Bench) -> None:
    bench.appeals.down = True
    answer = await client.post("/v1/appeals", json=body())
    assert problem_of(answer) == (503, "unavailable")
    assert "retry-after" in answer.headers


@pytest.mark.parametrize("header", ["X-Appeal-Secret", "Authorization"])
async def test_the_status_tells_the_history_in_words(client: httpx.AsyncClient, bench: Bench, header: str) -> None:
    receipt = await filed(client)
    log = ((2, assigned), (3, answered), (3, reply))
    facts = [delivered(event(n, receipt["appeal_id"], receipt["number"])) for n, event in log]
    await TimelineHandlers(bench.timelines).on_facts(facts)
    secret = receipt["secret"] if header == "X-Appeal-Secret" else f"Bearer {receipt['secret']}"
    answer = await client.get(receipt["status_url"], headers={header: secret, "Accept-Language": "en"})
    status = answer.json()
    assert (answer.status_code, status["status"], status["closed"]) == (200, "answered", True)
    assert [line["type"] for line in status["timeline"]] == [
        "appeal.registered",
        "appeal.assigned",
        "appeal.answered",
        "notice.answered",
    ]
    assert status["timeline"][2]["text"] == "An answer was given: favourable act."
    assert status["timeline"][3]["message"] == "Яма заделана."


async def test_dates_are_explained_in_the_language_asked_for(client: httpx.AsyncClient) -> None:
    receipt = await filed(client)
    told = []
    for tongue in ("kk", "ru", "en"):
        headers = {"X-Appeal-Secret": receipt["secret"], "Accept-Language": tongue}
        told.append((await client.get(receipt["status_url"], headers=headers)).json()["timeline"][0])
    assert len({line["explanation"] for line in told}) == 3
    assert all("76(1)" in line["explanation"] for line in told)
    assert [line["text"].partition(".")[0] for line in told] == [
        "Жолданымыңыз тіркелді",
        "Ваше обращение зарегистрировано",
        "Your appeal was registered",
    ]


async def test_a_wrong_secret_opens_nothing(client: httpx.AsyncClient) -> None:
    receipt = await filed(client)
    for headers in ({}, {"X-Appeal-Secret": "wrong"}, {"Authorization": "Bearer wrong"}):
        assert problem_of(await client.get(receipt["status_url"], headers=headers)) == (403, "wrong-secret")
        answer = await client.post(f"{receipt['status_url']}/withdrawal", headers=headers)
        assert problem_of(answer) == (403, "wrong-secret")


async def test_a_withdrawal_needs_no_body_and_may_be_repeated(client: httpx.AsyncClient, bench: Bench) -> None:
    receipt = await filed(client)
    headers = {"X-Appeal-Secret": receipt["secret"]}
    answers = [await client.post(f"{receipt['status_url']}/withdrawal", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    status = (await client.get(receipt["status_url"], headers=headers)).json()
    assert status["withdrawal_requested"] is True


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "ru"),
        ("kk-KZ,ru;q=0.8", "kk"),
        ("de,en;q=0.5", "en"),
        ("*", "ru"),
        ("ru;q=0.1,kk;q=0.9", "kk"),
        ("kk;q=x", "ru"),
    ],
)
def test_the_language_follows_the_header(header: str, expected: str) -> None:
    assert negotiated(header) == expected
