"""The report in print says what the interface says, in three languages, and hides what it hides."""

import asyncio
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.analytics.api import install
from services.analytics.derived import Derived
from services.analytics.handlers import AnalyticsHandlers
from services.analytics.reports.words import texts_of
from services.analytics.rules.cross import closed_over
from services.analytics.rules.indicators import DEFINITIONS
from services.analytics.words import TONGUES
from tests.support.analytics_store import InMemoryCounters
from tests.support.bodies import FIRST, Log, answer, fingerprint
from tests.support.lifecycle_log import World, log_of, received

HIDDEN = None
Figures = dict[tuple[str, str, str], str | None]
"""Figures in the document by (table, line, figure); None: hidden."""


class Read(HTMLParser):
    """Reads the figures of the tables, and counts what a reader of headings and captions needs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: Figures = {}
        self.tags: list[str] = []
        self.language = self._table = self._line = self._figure = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag if tag != "th" else f"th {found.get('scope')}")
        self.language = found.get("lang", self.language)
        self._table = found["id"] if tag == "table" else self._table
        self._line = found.get("data-key", "") if tag == "tr" else self._line
        self._figure = found["data-figure"] if tag == "td" else self._figure
        if tag in {"abbr", "data"} and self._table:
            self.figures[self._table, self._line, self._figure] = found.get("value") if tag == "data" else HIDDEN


@pytest.fixture(scope="module")
def derived() -> Derived:
    return asyncio.run(counted())


async def counted() -> Derived:
    """Two months of five regions and six bodies, and a body with one template for everything."""
    found = Derived(InMemoryCounters())
    handlers = AnalyticsHandlers(found.counters, found.all)
    batch = received(log_of(1200, World(agencies=("mlsp", "moh", "mia", "akimat-75", "akimat-71", "akimat-10"))))
    await handlers.on_facts(batch)
    log = Log()
    for number in range(40):
        answer(log.appeal("mti"), fingerprint("template", changed=number % 6), FIRST, held_working_minutes=10)
    written = [record for case in log.cases for _, record in case.events]
    await handlers.on_facts(received(written, len(batch)))
    return found


@pytest.fixture
async def client(derived: Derived) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install(app, derived, SecretStr("let-me-in"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as found:
        yield found


async def read(client: httpx.AsyncClient, path: str) -> Read:
    response = await client.get(path)
    assert response.status_code == 200, response.text
    return Read(response.text)


async def figures(client: httpx.AsyncClient, path: str) -> Any:
    return (await client.get(path)).json()


def shown(value: int | None) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize("language", TONGUES)
async def test_national_figures_are_those_of_the_interface(client: httpx.AsyncClient, language: str) -> None:
    page = await read(client, f"/v1/reports/2026?lang={language}")
    exact = (await figures(client, "/v1/stats/summary?period=2026"))["figures"]
    printed = {key[1]: value for key, value in page.figures.items() if key[0] == "overview" and key[1] != "late_share"}
    assert printed == {name: shown(exact[name]) for name in printed}
    assert len(printed) > 15
    assert page.language == language


@pytest.mark.parametrize(
    ("table", "dimension"), [("regions", "region"), ("bodies_results", "agency"), ("terms_kind", "kind")]
)
async def test_a_line_of_a_table_is_a_row_of_the_breakdown(
    client: httpx.AsyncClient, table: str, dimension: str
) -> None:
    page = await read(client, "/v1/reports/2026-04?lang=en")
    rows = (await figures(client, f"/v1/stats/breakdown?by={dimension}&period=2026-04"))["rows"]
    exact = {(row[dimension], name): shown(value) for row in rows for name, value in row["figures"].items()}
    printed = {
        key[1:]: value
        for key, value in page.figures.items()
        if key[0] == table and key[1] != "total" and key[2] != "late_share"
    }
    assert len(printed) > 20
    assert printed == {key: exact[key] for key in printed}


async def test_bars_of_working_days_are_those_of_the_interface_and_add_up(client: httpx.AsyncClient) -> None:
    page = await read(client, "/v1/reports/2026?lang=kk")
    steps = (await figures(client, "/v1/stats/working-days?period=2026"))["steps"]
    exact = (await figures(client, "/v1/stats/summary?period=2026"))["figures"]
    printed = [value for key, value in page.figures.items() if key[0] == "terms_days"]
    assert printed == [shown(step["answered"]) for step in steps]
    assert sum(step["answered"] or 0 for step in steps) <= exact["answered"]


async def test_what_the_interface_hides_is_hidden_in_print(client: httpx.AsyncClient) -> None:
    page = await read(client, "/v1/reports/2026-04?lang=ru")
    rows = (await figures(client, "/v1/stats/breakdown?by=agency,outcome&kind=complaint&period=2026-04"))["rows"]
    hidden = {(row["agency"], row["outcome"]) for row in rows if row["figures"]["answered"] is None}
    printed = {key[1:] for key, value in page.figures.items() if key[0] == "complaints_body" and value is HIDDEN}
    assert hidden
    assert hidden <= printed


async def test_no_printed_number_names_one_to_four_people(client: httpx.AsyncClient) -> None:
    page = await read(client, "/v1/reports/2026-04?lang=ru")
    days_and_places = {"median_working_days", "p90_working_days", "place", "share", "late_share", "expected"}
    counts = [v for (_, line, name), v in page.figures.items() if v and not {name, line} & days_and_places]
    assert len(counts) > 100
    assert not [value for value in counts if value in {"1", "2", "3", "4"}]


def test_a_cell_hidden_alone_in_its_row_or_column_takes_another_with_it() -> None:
    table = closed_over([[None, 7, 9, 19], [8, 6, 10, 24], [11, 13, 19, 43]])
    assert table == [[None, None, 9, 19], [None, None, 10, 24], [11, 13, 19, 43]]
    assert closed_over([[None, 0, 8], [0, 9, 9], [8, 9, 17]])[0] == [None, 0, None]


async def test_a_document_has_one_title_and_heads_for_rows_and_columns(client: httpx.AsyncClient) -> None:
    page = await read(client, "/v1/reports/2026?lang=kk")
    assert page.tags.count("h1") == 1
    assert page.tags.count("caption") == page.tags.count("table") > 15
    assert page.tags.count("th None") == 0
    assert page.tags.count("th row") == page.tags.count("tr") - page.tags.count("thead")


async def test_indicators_are_printed_with_their_cases(client: httpx.AsyncClient) -> None:
    page = await read(client, "/v1/reports/2026?lang=en")
    rows = (await figures(client, "/v1/indicators?period=2026"))["rows"]
    template = next(row for row in rows if (row["indicator"], row["agency"]) == ("F1", "mti"))
    assert page.figures["indicator-f1", "mti", "n"] == shown(template["n"]) == "40"
    assert page.figures["indicator-f1", "mti", "share"] == "1.0000"


def test_every_language_has_every_text_and_every_indicator() -> None:
    keys = [_keys(texts_of(language)) for language in TONGUES]
    assert keys[0] == keys[1] == keys[2]
    assert {definition.id for definition in DEFINITIONS} <= texts_of("kk")["indicators"].keys()


def _keys(texts: Any, path: str = "") -> set[str]:
    if not isinstance(texts, dict):
        return {path}
    return {key for name, value in texts.items() for key in _keys(value, f"{path}/{name}")}


@pytest.mark.parametrize("period", ["all", "2026-04-01", "2026-13", "spring"])
async def test_a_report_of_something_else_than_a_year_or_a_month_is_refused(
    client: httpx.AsyncClient, period: str
) -> None:
    for path in (f"/v1/reports/{period}", f"/v1/reports/{period}.pdf"):
        response = await client.get(path)
        assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026-Q2", "2026 жылдың 2-тоқсаны"), ("2026-H1", "2026 жылдың 1-жартыжылдығы"), ("2026-04", "2026 жылғы")],
)
async def test_a_report_of_a_part_of_a_year_counts_that_part(
    client: httpx.AsyncClient, period: str, words: str
) -> None:
    page = await read(client, f"/v1/reports/{period}?lang=kk")
    exact = (await figures(client, f"/v1/stats/summary?period={period}"))["figures"]
    assert page.figures["overview", "received", "received"] == shown(exact["received"])
    assert words in (await client.get(f"/v1/reports/{period}?lang=kk")).text


async def test_a_period_without_facts_is_a_report_of_noughts(client: httpx.AsyncClient) -> None:
    page = await read(client, "/v1/reports/2019?lang=ru")
    assert page.figures["overview", "received", "received"] == "0"


async def test_a_reader_who_has_the_report_gets_304(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/reports/2026?lang=ru")
    again = await client.get("/v1/reports/2026?lang=ru", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=5"
