"""Open data: CSV, JSON and Parquet of one slice say the same, and no more than the public may know."""

import csv
import io
from typing import Any

import httpx
import pyarrow.parquet
import pytest
from fastapi import FastAPI

from services.analytics.api import install
from services.analytics.derived import Derived
from services.analytics.handlers import AnalyticsHandlers
from tests.support.analytics_store import InMemoryCounters
from tests.support.lifecycle_log import World, log_of, received

BATCH = received(log_of(300, World(days=70)))
Rows = list[dict[str, Any]]


@pytest.fixture
async def served() -> httpx.ASGITransport:
    derived = Derived(InMemoryCounters())
    await AnalyticsHandlers(derived.counters, derived.all).on_facts(BATCH)
    app = FastAPI()
    install(app, derived, None)
    return httpx.ASGITransport(app)


async def fetched(served: httpx.ASGITransport, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=served, base_url="http://analytics") as client:
        return await client.get(f"/v1/stats/{path}")


def from_csv(text: str) -> Rows:
    def typed(name: str, word: str) -> Any:
        if word == "":
            return None
        if word in {"true", "false"}:
            return word == "true"
        return int(word) if word.lstrip("-").isdecimal() and name not in {"period", "collective"} else word

    return [{name: typed(name, word) for name, word in row.items()} for row in csv.DictReader(io.StringIO(text))]


def from_parquet(content: bytes) -> Rows:
    rows: Rows = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


@pytest.mark.parametrize(
    "query",
    [
        "period=2026",
        "period=2026&by=region",
        "period=2026&by=agency,kind&grain=month",
        "period=2026-03&grain=day",
        "by=collective,language&region=KZ-75",
        "by=outcome&period=2026-03",
    ],
)
async def test_csv_json_and_parquet_of_one_slice_agree(served: httpx.ASGITransport, query: str) -> None:
    as_json: Rows = (await fetched(served, f"export.json?{query}")).json()
    assert as_json
    assert from_csv((await fetched(served, f"export.csv?{query}")).text) == as_json
    assert from_parquet((await fetched(served, f"export.parquet?{query}")).content) == as_json


async def test_the_rows_are_those_of_the_breakdown(served: httpx.ASGITransport) -> None:
    rows: Rows = (await fetched(served, "export.json?period=2026-03&by=region,kind")).json()
    shown = (await fetched(served, "breakdown?period=2026-03&by=region,kind")).json()["rows"]
    assert rows == [
        {"period": "2026-03", "region": r["region"], "kind": r["kind"], **r["figures"], "suppressed": r["suppressed"]}
        for r in shown
    ]


async def test_small_cells_are_empty_in_every_format(served: httpx.ASGITransport) -> None:
    rows: Rows = (await fetched(served, "export.json?period=2026-03&by=region,agency")).json()
    small = [value for row in rows for value in row.values() if type(value) is int and 0 < abs(value) < 5]
    assert any(row["suppressed"] for row in rows)
    assert [row for row in rows if row["suppressed"] and None not in row.values()] == []
    assert len(small) == sum(
        1 for row in rows for name in ("median_working_days", "p90_working_days") if 0 < (row[name] or 0) < 5
    )


async def test_an_empty_slice_is_an_empty_file(served: httpx.ASGITransport) -> None:
    assert (await fetched(served, "export.json?period=2019&by=region")).json() == []
    assert (await fetched(served, "export.csv?period=2019&by=region")).text == ""
    assert from_parquet((await fetched(served, "export.parquet?period=2019&by=region")).content) == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("export.csv?grain=month", "coarser grain"),
        ("export.csv?period=2026&grain=week", "month"),
        ("export.csv?period=2026-03-01&grain=month", "coarser grain"),
        ("export.xls?period=2026", "parquet"),
        ("export.csv?by=person", "language"),
    ],
)
async def test_a_bad_request_is_told_what_is_allowed(served: httpx.ASGITransport, query: str, told: str) -> None:
    response = await fetched(served, query)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert told in response.text
