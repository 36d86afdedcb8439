"""The HTTP API on derived tables in memory."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.analytics.api import install
from services.analytics.derived import Derived
from services.analytics.store import Addition
from tests.support.analytics_store import InMemoryCounters

OPERATOR = {"X-Operator-Token": "let-me-in"}


def cell(agency: str = "", kind: str = "complaint", outcome: str = "", centre: str = "", rung: str = "") -> str:
    return f"{agency}|{kind}|portal|kk|individual|0||{outcome}|{centre}|{rung}"


def answered(late: int, timely: int, days: int) -> dict[str, int]:
    total = late + timely
    sums = {"answered": total, "answered_in_time": timely, "answered_late": late, "closed": total, f"wd_{days}": total}
    return sums | {"open": -total}


ADDITIONS = [
    Addition("appeals.lifecycle.v1/0/2026-03-10/KZ-75", None, 10, {cell(): {"received": 100, "open": 100}}),
    Addition("appeals.lifecycle.v1/1/2026-03-10/KZ-71", None, 4, {cell(kind="inquiry"): {"received": 3, "open": 3}}),
    Addition("appeals.lifecycle.v1/1/2026-03-10/none", None, 6, {cell(kind="inquiry"): {"received": 30, "open": 30}}),
    Addition(
        "appeals.lifecycle.v1/0/2026-04-02/KZ-75",
        None,
        30,
        {
            cell("mlsp", outcome="sent_back"): answered(10, 30, 12),
            cell("mzd", outcome="act_cancelled"): answered(8, 12, 7),
            cell("mvd", outcome="act_cancelled"): answered(5, 3, 2),
        },
    ),
    Addition(
        "natije.escalations.kz-75.v1/0/2026-04-02/KZ-75",
        None,
        2,
        {cell("mlsp", centre="kz-75", rung="overdue"): {"escalated": 23, "overdue": 23}},
    ),
]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    derived = Derived(InMemoryCounters())
    for addition in ADDITIONS:
        derived.current.apply(addition)
    app = FastAPI()
    install(app, derived, SecretStr("let-me-in"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as found:
        yield found


async def answer(client: httpx.AsyncClient, path: str, **headers: str) -> Any:
    response = await client.get(path, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_summary_gives_flows_of_the_period_and_stocks_at_its_end(client: httpx.AsyncClient) -> None:
    march = (await answer(client, "/v1/stats/summary?period=2026-03"))["figures"]
    april = (await answer(client, "/v1/stats/summary?period=2026-04"))["figures"]
    assert (march["received"], march["closed"], march["open"]) == (133, 0, 133)
    assert (april["received"], april["closed"], april["open"], april["median_working_days"]) == (0, 68, 65, 12)


async def test_filters_narrow_a_summary(client: httpx.AsyncClient) -> None:
    found = await answer(client, "/v1/stats/summary?region=KZ-75&kind=complaint&agency=mlsp&period=2026")
    assert (found["figures"]["answered"], found["figures"]["open_overdue"]) == (40, 23)
    assert "received" not in found["figures"]


async def test_the_public_does_not_see_cells_under_five_and_the_operator_does(client: httpx.AsyncClient) -> None:
    public = await answer(client, "/v1/stats/summary?region=KZ-71")
    exact = await answer(client, "/v1/stats/summary?region=KZ-71&exact=true", **OPERATOR)
    assert (public["figures"]["received"], public["suppressed"]) == (None, True)
    assert (exact["figures"]["received"], exact["suppressed"]) == (3, False)


@pytest.mark.parametrize("headers", [{}, {"X-Operator-Token": "guess"}])
async def test_exact_figures_need_the_operator_s_token(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    response = await client.get("/v1/stats/summary?exact=true", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (403, "application/problem+json")


async def test_without_a_token_in_the_settings_nobody_is_an_operator() -> None:
    app = FastAPI()
    install(app, Derived(InMemoryCounters()), None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as client:
        response = await client.get("/v1/stats/summary?exact=true", headers={"X-Operator-Token": ""})
    assert response.status_code == 403


async def test_a_breakdown_hides_a_second_row_so_that_the_total_tells_nothing(client: httpx.AsyncClient) -> None:
    found = await answer(client, "/v1/stats/breakdown?by=region&period=2026-03")
    assert {row["region"]: row["figures"]["received"] for row in found["rows"]} == {
        "KZ-71": None,
        "KZ-75": 100,
        "none": None,
    }


async def test_a_breakdown_takes_two_dimensions(client: httpx.AsyncClient) -> None:
    found = await answer(client, "/v1/stats/breakdown?by=outcome,agency&period=2026-04", **OPERATOR)
    rows = {(row["outcome"], row["agency"]): row["figures"]["answered"] for row in found["rows"]}
    assert rows["sent_back", "mlsp"] == 40
    assert rows["act_cancelled", "mzd"] == 20


async def test_bodies_are_ranked_by_late_share_and_small_ones_listed_apart(client: httpx.AsyncClient) -> None:
    found = await answer(client, "/v1/stats/ranking?period=2026&exact=true", **OPERATOR)
    assert [(row["rank"], row["agency"], row["n"], row["late_share"]) for row in found["ranked"]] == [
        (1, "mzd", 20, 0.4),
        (2, "mlsp", 40, 0.25),
    ]
    assert found["not_ranked"] == [{"agency": "mvd", "n": 8}]


async def test_a_series_carries_stocks_from_point_to_point(client: httpx.AsyncClient) -> None:
    found = await answer(client, "/v1/stats/series?by=month&from=2026-02-01&to=2026-04-30")
    assert [(p["period"], p["figures"]["open"]) for p in found["points"]] == [
        ("2026-02", 0),
        ("2026-03", 133),
        ("2026-04", 65),
    ]


async def test_escalations_are_given_by_centre_and_rung(client: httpx.AsyncClient) -> None:
    found = await answer(client, "/v1/escalations/summary?period=2026")
    assert [(r["centre"], r["rung"], r["figures"]["escalated"]) for r in found["rows"]] == [("kz-75", "overdue", 23)]


async def test_the_tag_answers_304_until_something_is_counted(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/stats/summary")
    again = await client.get("/v1/stats/summary", headers={"If-None-Match": first.headers["etag"]})
    exact = await client.get("/v1/stats/summary?exact=true", headers=OPERATOR)
    assert (again.status_code, again.content) == (304, b"")
    assert exact.headers["etag"] != first.headers["etag"]
    assert exact.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/stats/summary?period=2026-13", "2026-11-24"),
        ("/v1/stats/summary?kind=poem", "complaint"),
        ("/v1/stats/summary?region=KZ-99", "KZ-75"),
        ("/v1/stats/breakdown?by=person", "language"),
        ("/v1/stats/breakdown?by=region,region", "region"),
        ("/v1/stats/series?by=week&from=2026-01-01&to=2026-02-01", "month"),
        ("/v1/stats/series?by=day&from=2000-01-01&to=2026-02-01", "800"),
        ("/v1/stats/series?by=day&from=2026-02-01&to=soon", "date"),
    ],
)
async def test_a_bad_parameter_is_told_what_is_allowed(client: httpx.AsyncClient, path: str, allowed: str) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert allowed in response.text
