"""The report as PDF: real pages, one made at a time, and a plain word when the machine cannot print."""

import asyncio
import io
import sys
import threading

import httpx
import pypdf
import pytest
from fastapi import FastAPI

from services.analytics.api import install
from services.analytics.derived import Derived
from services.analytics.desk import Problem
from services.analytics.report import MOST_WAITING, Edition, Press
from services.analytics.reports.printing import pdf_of
from services.analytics.store import Addition
from tests.support.analytics_store import InMemoryCounters

CELL = "|complaint|portal|kk|individual|0||||"
HELD = CELL.replace("|complaint", "mlsp|complaint", 1)
ADDITIONS = [
    Addition("appeals.lifecycle.v1/0/2026-03-10/KZ-75", None, 9, {CELL: {"received": 12345, "open": 12345}}),
    Addition("appeals.lifecycle.v1/1/2026-03-10/KZ-71", None, 9, {HELD: {"assigned": 4567, "open": 4567}}),
]


def client() -> httpx.AsyncClient:
    derived = Derived(InMemoryCounters())
    for addition in ADDITIONS:
        derived.current.apply(addition)
    app = FastAPI()
    install(app, derived, None)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics")


async def test_the_pdf_has_pages_bookmarks_a_title_and_kazakh_letters() -> None:
    async with client() as asked:
        response = await asked.get("/v1/reports/2026.pdf?lang=kk")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), response.text
    document = pypdf.PdfReader(io.BytesIO(response.content))
    text = "".join(page.extract_text() for page in document.pages).replace("\u00a0", " ")
    assert len(document.pages) > 1
    assert "12 345" in text
    assert set("әғқңөұүі") <= set(text.lower())
    assert document.metadata is not None
    assert "2026 жыл" in (document.metadata.title or "")
    assert str(document.root_object["/Lang"]) == "kk"
    assert len(document.outline) > 12


async def test_a_machine_without_the_libraries_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    async with client() as asked:
        page, pdf = await asked.get("/v1/reports/2026"), await asked.get("/v1/reports/2026.pdf")
    assert page.status_code == 200
    assert (pdf.status_code, pdf.headers["content-type"]) == (503, "application/problem+json")
    assert "libpango" in pdf.json()["detail"]


def test_a_document_that_names_a_file_fetches_nothing() -> None:
    outside = threading.Event()

    class Spy:
        def __init__(self, *, string: str, url_fetcher: object) -> None:
            with pytest.raises(ValueError, match="no other file"):
                url_fetcher("http://elsewhere/")  # type: ignore[operator]  # what WeasyPrint would call
            outside.set()

        def write_pdf(self, **_: str) -> bytes:
            return b"%PDF"

    class Module:
        HTML = Spy

    assert pdf_of("<p>", load=lambda: Module) == b"%PDF"
    assert outside.is_set()


async def test_one_report_is_made_at_a_time_and_each_once() -> None:
    press, running, seen, made = Press(), threading.Semaphore(1), [], []

    def make(tag: str) -> bytes:
        seen.append(running.acquire(blocking=False))
        made.append(tag)
        running.release()
        return tag.encode()

    tags = ["a", "b", "a", "c", "b"]
    found = await asyncio.gather(
        *(press.printed(Edition("2026", "kk", tag), lambda tag=tag: make(tag)) for tag in tags)  # type: ignore[misc]
    )
    assert found == [tag.encode() for tag in tags]
    assert (sorted(made), all(seen)) == (["a", "b", "c"], True)


async def test_a_press_with_a_long_queue_turns_the_next_away() -> None:
    press, gate = Press(), threading.Event()

    def make() -> bytes:
        gate.wait()
        return b"%PDF"

    waiting = [
        asyncio.create_task(press.printed(Edition("2026", "kk", str(number)), make)) for number in range(MOST_WAITING)
    ]
    await asyncio.wait(waiting, timeout=0)
    try:
        with pytest.raises(Problem) as refused:
            await press.printed(Edition("2026", "kk", "one more"), make)
    finally:
        gate.set()
    assert refused.value.status == 503
    assert await asyncio.gather(*waiting) == [b"%PDF"] * MOST_WAITING
