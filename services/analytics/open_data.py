"""Open data: the rows of any slice as CSV, JSON or Parquet. The three say the same; suppressed cells are empty."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import duckdb
import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from services.analytics import answers
from services.analytics.answers import Slice
from services.analytics.cube import Dims
from services.analytics.desk import MOST_POINTS, Desk, Period, Problem, dimensions_of, period_of
from services.analytics.rules.periods import ALL, GRAINS, days_of, series
from services.analytics.tables import Tables

Line = dict[str, str | int | bool | None]
"""One row: `period`, the dimensions, every figure (None: suppressed), and whether something is suppressed."""
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


class Format(StrEnum):
    """How the rows are written."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def open_data_routes(desk: Desk) -> APIRouter:
    """`/v1/stats/export.csv`, `.json` and `.parquet`."""
    router = APIRouter(prefix="/v1/stats", tags=["open data"])
    filtered = Depends(desk.cut)
    grained = Annotated[str | None, Query(description=f"Split the period: {', '.join(GRAINS)}")]

    @router.get("/export.{form}")
    async def export(
        request: Request,
        form: Format,
        by: str = "",
        period: Period = ALL,
        grain: grained = None,
        cut: Slice = filtered,
    ) -> Response:
        """The rows of a breakdown, for the whole period or for each day, month or year of it."""
        dims = dimensions_of(by) if by else ()
        periods = parts_of(period_of(period), grain)
        return await desk.respond(request, cut, lambda tables: written(lines(tables, periods, dims, cut), form))

    return router


def parts_of(period: str, grain: str | None) -> list[str]:
    """The periods to write, in order. Raises Problem."""
    if grain is None:
        return [period]
    if grain not in GRAINS:
        raise Problem(422, "Bad parameter", "grain must be that of a period", list(GRAINS))
    if period == ALL or len(period) > GRAINS[grain]:
        raise Problem(422, "Bad parameter", "only a period of a coarser grain can be split", ["2026", "2026-11"])
    found = series(grain, *days_of(period))
    if len(found) > MOST_POINTS:
        raise Problem(422, "Bad parameter", f"at most {MOST_POINTS} periods: take a coarser grain")
    return found


def lines(tables: Tables, periods: Sequence[str], by: Dims, cut: Slice) -> Iterator[Line]:
    """Rows in order of period and values; made period by period, so that a long answer needs little memory."""
    for period in periods:
        rows = answers.breakdown(tables, period, by, cut)["rows"] if by else [answers.summary(tables, period, cut)]
        for row in rows:
            named = {name: row[name] for name in by}
            yield {"period": period, **named, **row["figures"], "suppressed": row["suppressed"]}


def written(rows: Iterator[Line], form: Format) -> Response:
    """The rows as a response that streams."""
    headers = {"Content-Disposition": f'attachment; filename="appeals.{form}"'}
    match form:
        case Format.CSV:
            return StreamingResponse(as_csv(rows), headers=headers, media_type=MEDIA[form])
        case Format.JSON:
            return StreamingResponse(as_json(rows), headers=headers, media_type=MEDIA[form])
        case Format.PARQUET:
            path = as_parquet(rows)
            gone = BackgroundTask(path.unlink, missing_ok=True)
            return FileResponse(path, headers=headers, media_type=MEDIA[form], background=gone)


def as_csv(rows: Iterator[Line]) -> Iterator[str]:
    """RFC 4180 with a head; `true` and `false` in lower case."""
    for number, row in enumerate(rows):
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, fieldnames=list(row))
        if number == 0:
            writer.writeheader()
        writer.writerow({name: str(value).lower() if isinstance(value, bool) else value for name, value in row.items()})
        yield buffer.getvalue()


def as_json(rows: Iterator[Line]) -> Iterator[bytes]:
    """One array of objects."""
    separator = b"["
    for row in rows:
        yield separator + orjson.dumps(row)
        separator = b",\n"
    yield b"[]" if separator == b"[" else b"]"


def as_parquet(rows: Iterator[Line]) -> Path:
    """A file that the caller removes: figures are nullable 64-bit integers, periods and dimensions strings."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl", delete=False) as plain:
        first: Line = {}
        for row in rows:
            first = first or row
            plain.write(orjson.dumps(row) + b"\n")
    source, target = Path(plain.name), Path(plain.name).with_suffix(".parquet")
    try:
        with duckdb.connect(":memory:") as file:
            if not first:
                file.execute(
                    "COPY (SELECT NULL::VARCHAR AS period WHERE false) TO $target (FORMAT parquet)", _to(target)
                )
                return target
            columns = {name: _type_of(name, value) for name, value in first.items()}
            spelled = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
            file.execute(
                f"COPY (SELECT * FROM read_json($source, format='newline_delimited', columns={{{spelled}}}))"  # noqa: S608
                " TO $target (FORMAT parquet)",
                {"source": str(source), **_to(target)},
            )
    finally:
        source.unlink()
    return target


def _to(target: Path) -> dict[str, Any]:
    return {"target": str(target)}


def _type_of(name: str, value: str | int | bool | None) -> str:
    if isinstance(value, bool):
        return "BOOLEAN"
    return "VARCHAR" if isinstance(value, str) or name == "period" else "BIGINT"
