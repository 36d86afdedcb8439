"""Errors as RFC 9457 problem details in the language asked for."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from services.intake.form import Fault
from services.intake.problem_texts import DETAILS, FAULTS, TITLES, ProblemKind
from services.intake.store import StoreUnavailable
from services.intake.texts import TONGUES, Tongue
from shared.workdays import CalendarGap

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "5"
BY_STATUS = {404: ProblemKind.NOT_FOUND, 405: ProblemKind.WRONG_METHOD, 408: ProblemKind.TOO_SLOW}


def problem(
    request: Request, status: int, kind: ProblemKind, faults: Sequence[Fault] = (), *, limit: str = ""
) -> Response:
    """A problem as the answer. `limit` is the bound that the detail names."""
    tongue = tongue_of(request)
    body: dict[str, Any] = {
        "type": f"urn:appeals:problem:{kind}",
        "title": TITLES[kind].said(tongue),
        "status": status,
        "detail": DETAILS[kind].said(tongue, limit=limit),
        "instance": request.url.path,
    }
    if faults:
        body["errors"] = [described(fault, tongue) for fault in faults]
    headers: dict[str, str] = {"content-language": tongue}
    if status == 503:
        headers["retry-after"] = RETRY_AFTER_SECONDS
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def described(fault: Fault, tongue: Tongue) -> dict[str, str]:
    """A fault for people and programs."""
    message = FAULTS[fault.code].said(tongue, limit=fault.limit)
    return {"field": fault.field, "code": str(fault.code), "message": message}


def tongue_of(request: Request) -> Tongue:
    """The best of kk, ru, en by Accept-Language; Russian when none is asked for."""
    return negotiated(request.headers.get("accept-language", ""))


@lru_cache(maxsize=256)
def negotiated(header: str) -> Tongue:
    """See `tongue_of`. A header that cannot be read asks for nothing."""
    wanted: dict[str, float] = {}
    for part in header[:500].lower().split(","):
        name, _, parameters = part.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        wanted.setdefault(name.partition("-")[0], quality)
    ranked: list[Tongue] = sorted(TONGUES, key=lambda tongue: (wanted.get(tongue, 0.0), tongue == "ru"))
    return ranked[-1] if wanted.get(ranked[-1], 0.0) > 0 else "ru"


def install(app: FastAPI) -> None:
    """Let every error of the app leave as a problem."""

    async def on_http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        answer = problem(request, status, BY_STATUS.get(status, ProblemKind.OTHER))
        headers: Mapping[str, str] = (error.headers if isinstance(error, HTTPException) else None) or {}
        answer.headers.update(headers)
        return answer

    async def on_validation(request: Request, error: Exception) -> Response:  # noqa: ARG001
        return problem(request, 422, ProblemKind.INVALID_FORM)

    async def on_unavailable(request: Request, error: Exception) -> Response:
        log.warning("store_unavailable", error=str(error)[:80])
        return problem(request, 503, ProblemKind.UNAVAILABLE)

    async def on_gap(request: Request, error: Exception) -> Response:
        log.critical("calendar_gap", error=str(error)[:200])
        return problem(request, 503, ProblemKind.UNAVAILABLE)

    async def on_any(request: Request, error: Exception) -> Response:
        log.error("request_failed", error=type(error).__name__)
        return problem(request, 500, ProblemKind.INTERNAL)

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(StoreUnavailable, on_unavailable)
    app.add_exception_handler(CalendarGap, on_gap)
    app.add_exception_handler(Exception, on_any)
