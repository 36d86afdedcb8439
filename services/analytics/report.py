"""The report of a year, a half, a quarter or a month, as printable HTML and as PDF, from the public answers alone."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.analytics.answers import Slice
from services.analytics.desk import Desk, Problem, period_of
from services.analytics.reports.page import html_of, report_of
from services.analytics.reports.printing import CannotPrint, pdf_of
from services.analytics.rules.periods import ALL, GRAINS
from services.analytics.tables import Tables
from services.analytics.words import Tongue

EXAMPLES = ["2026", "2026-H2", "2026-Q4", "2026-11"]
KEPT = 12
"""PDFs that are kept: a few hundred kilobytes each."""
MOST_WAITING = 8
"""Requests that may wait for the press; the next is told to come back."""
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
}
Lang = Annotated[Tongue, Query(description="Language of the report")]


@dataclass(frozen=True, slots=True)
class Edition:
    """One report: of a period, in a language, from one state of the log."""

    period: str
    language: Tongue
    tag: str

    def html(self, tables: Tables) -> str:
        """The document."""
        return html_of(report_of(tables, self.period, self.language, self.tag.strip('"')))

    def pdf(self, tables: Tables) -> bytes:
        """The document, printed. Raises CannotPrint."""
        return pdf_of(self.html(tables))


class Press:
    """Makes one PDF at a time, in a thread, and keeps the last ones."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Edition, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def printed(self, edition: Edition, make: Callable[[], bytes]) -> bytes:
        """The PDF of an edition; `make` runs at most once for it. Raises Problem 503."""
        if edition in self._kept:
            return self._kept[edition]
        if self._waiting >= MOST_WAITING:
            raise Problem(503, "Busy", "other reports are being printed: try again in a minute, or take the HTML")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._made(edition, make)
        finally:
            self._waiting -= 1

    async def _made(self, edition: Edition, make: Callable[[], bytes]) -> bytes:
        if edition not in self._kept:
            try:
                self._kept[edition] = await asyncio.to_thread(make)
            except CannotPrint as error:
                raise Problem(503, "PDF is not available here", str(error)) from error
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[edition]


def report_routes(desk: Desk) -> APIRouter:
    """`/v1/reports/{period}` and `/v1/reports/{period}.pdf`."""
    router = APIRouter(prefix="/v1/reports", tags=["reports"])
    press = Press()

    @router.get("/{period}.pdf", response_class=Response)
    async def as_pdf(request: Request, period: str, lang: Lang = "kk") -> Response:
        """The report as PDF: tagged, with bookmarks. 503 while the press is busy or has no libraries."""
        when = reported(period)

        async def answer(tables: Tables, tag: str) -> Response:
            edition = Edition(when, lang, tag)
            made = await press.printed(edition, lambda: edition.pdf(tables))
            named = f'inline; filename="appeals-{when}-{lang}.pdf"'
            headers = {"Content-Disposition": named, "Content-Language": lang}
            return Response(made, headers=headers, media_type="application/pdf")

        return await answered(desk, request, answer)

    @router.get("/{period}", response_class=Response)
    async def as_html(request: Request, period: str, lang: Lang = "kk") -> Response:
        """The report of a year or a part of it (`2026-H2`, `2026-Q4`, `2026-11`) as one HTML page that prints well."""
        when = reported(period)

        async def answer(tables: Tables, tag: str) -> Response:
            html = await asyncio.to_thread(Edition(when, lang, tag).html, tables)
            headers = {**PAGE_HEADERS, "Content-Language": lang}
            return Response(html, headers=headers, media_type="text/html; charset=utf-8")

        return await answered(desk, request, answer)

    return router


async def answered(desk: Desk, request: Request, answer: Callable[[Tables, str], Awaitable[Response]]) -> Response:
    """An answer that is made from one state of the log, with its tag, or 304 when the reader has it."""
    tables, tag, headers = desk.standing(Slice())
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response = await answer(tables.frozen(), tag)
    response.headers.update(headers)
    return response


def reported(text: str) -> str:
    """The period of a report. Raises Problem 422."""
    period = period_of(text)
    if period == ALL or len(period) == GRAINS["day"]:
        raise Problem(422, "Bad parameter", "a report is of a year, a half, a quarter or a month", EXAMPLES)
    return period
