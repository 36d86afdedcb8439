"""HTTP API: what was counted, by period and dimension. Public output hides cells under 5; an operator sees all."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import SecretStr

from services.analytics import answers
from services.analytics.answers import Slice
from services.analytics.cube import AGENCY
from services.analytics.derived import Derived
from services.analytics.desk import (
    Desk,
    First,
    Last,
    Period,
    Problem,
    dimensions_of,
    month_or_year,
    period_of,
    points_of,
)
from services.analytics.formalism import indicators
from services.analytics.open_data import open_data_routes
from services.analytics.report import report_routes
from services.analytics.reports.spread import spread
from services.analytics.rules.periods import ALL

BySubject = Annotated[bool, Query(description="A row for each subject of each body")]


def install(app: FastAPI, derived: Derived, token: SecretStr | None) -> None:
    """Add the routes and the form of errors to an app. Without a token nobody sees exact figures."""
    desk = Desk(derived, token)
    app.include_router(_routes(desk))
    app.include_router(open_data_routes(desk))
    app.include_router(report_routes(desk))

    @app.exception_handler(Problem)
    async def problem(_: Request, error: Problem) -> Response:
        return error.response()

    @app.exception_handler(RequestValidationError)
    async def bad_parameter(_: Request, error: RequestValidationError) -> Response:
        faults = "; ".join(f"{'.'.join(map(str, f['loc'][1:]))}: {f['msg']}" for f in error.errors()[:5])
        return Problem(422, "Bad parameter", faults).response()


def _routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["statistics"])
    filtered, unfiltered = Depends(desk.cut), Depends(desk.whole)

    @router.get("/stats/summary")
    async def summary(request: Request, period: Period = ALL, cut: Slice = filtered) -> Response:
        """National figures, or those of a slice: flows of the period, stocks at its end, median and 90th percentile."""
        when = period_of(period)
        return await desk.reply(request, cut, lambda tables: answers.summary(tables, when, cut))

    @router.get("/stats/series")
    async def over_time(request: Request, by: str, first: First, last: Last, cut: Slice = filtered) -> Response:
        """The same figures for successive days, months or years."""
        periods = points_of(by, first, last)
        return await desk.reply(request, cut, lambda tables: answers.series(tables, periods, cut))

    @router.get("/stats/breakdown")
    async def breakdown(request: Request, by: str, period: Period = ALL, cut: Slice = filtered) -> Response:
        """Figures by one or two dimensions, as `by=region` or `by=region,agency`."""
        when, dims = period_of(period), dimensions_of(by)
        return await desk.reply(request, cut, lambda tables: answers.breakdown(tables, when, dims, cut))

    @router.get("/stats/ranking")
    async def ranking(request: Request, period: Period = ALL, cut: Slice = filtered) -> Response:
        """Bodies by the share of late answers, worst first; few answers are not ranked."""
        when = period_of(period)
        return await desk.reply(request, cut, lambda tables: answers.ranking(tables, when, cut))

    @router.get("/stats/working-days")
    async def by_working_days(request: Request, period: Period = ALL, cut: Slice = filtered) -> Response:
        """Answers by working days from registration to answer, in steps whose borders are the terms of the law."""
        when = period_of(period)
        return await desk.reply(request, cut, lambda tables: spread(tables, when, cut))

    @router.get("/escalations/summary")
    async def escalations(request: Request, period: Period = ALL, cut: Slice = unfiltered) -> Response:
        """Escalations by centre and rung."""
        when = period_of(period)
        return await desk.reply(request, cut, lambda tables: answers.escalations(tables, when, cut))

    @router.get("/indicators")
    async def formalism(
        request: Request, period: Period, by_subject: BySubject = False, cut: Slice = filtered
    ) -> Response:
        """Indicators of formalism per body, or per body and subject, with cases, interval and definition."""
        when = month_or_year(period)
        if cut.filters.keys() - {AGENCY}:
            raise Problem(422, "Bad parameter", "indicators can be narrowed to one body", [AGENCY])
        return await desk.reply(request, cut, lambda tables: indicators(tables, when, cut, by_subject=by_subject))

    return router
