"""HTTP of intake: file an appeal, see its status, withdraw it, mend a defect, ask something of the body."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

import orjson
from fastapi import APIRouter, Request, Response

from services.intake.form import AppealForm, ApplicantForm, Fault, FaultCode, Form, WithdrawalForm, check, read_json
from services.intake.handlers import Call, Denied, IntakeHandlers
from services.intake.joining import join, read_join
from services.intake.problem_texts import ProblemKind
from services.intake.problems import problem, tongue_of
from services.intake.repairs import RepairForm, read_repair
from services.intake.requests import CorrectionForm, FileAccessForm, RecusalForm, RequestKind, read_request
from services.intake.views import StatusView, receipt, status_url

BODY_LIMIT_BYTES = 1024 * 1024
KEY = re.compile(r"[\x21-\x7e]{1,200}")
CORRELATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
DENIALS = {
    Denied.UNKNOWN_NUMBER: (404, ProblemKind.UNKNOWN_NUMBER),
    Denied.WRONG_SECRET: (403, ProblemKind.WRONG_SECRET),
    Denied.ALREADY_CLOSED: (409, ProblemKind.ALREADY_CLOSED),
    Denied.KEY_REUSED: (422, ProblemKind.KEY_REUSED),
    Denied.CLOSED_TO_REPAIR: (409, ProblemKind.CLOSED_TO_REPAIR),
    Denied.NOTHING_TO_REPAIR: (409, ProblemKind.NOTHING_TO_REPAIR),
    Denied.CLOSED_TO_JOINING: (409, ProblemKind.CLOSED_TO_JOINING),
    Denied.NO_FILE: (409, ProblemKind.NO_FILE),
    Denied.NOTHING_TO_CORRECT: (409, ProblemKind.NOTHING_TO_CORRECT),
    Denied.NOBODY_TO_RECUSE: (409, ProblemKind.NOBODY_TO_RECUSE),
}


class BodyTooLarge(Exception):
    """More than BODY_LIMIT_BYTES came or were announced."""


def appeals_router(intake: IntakeHandlers) -> APIRouter:
    """The routes of `/v1/appeals`."""
    router = APIRouter(prefix="/v1/appeals", tags=["appeals"])
    view = StatusView(intake.desk.reference, intake.desk.calendar)

    @router.post("", status_code=202, openapi_extra=_body_of(AppealForm))
    async def file_appeal(request: Request) -> Response:
        """Register an appeal. 202 means: it is durable and has its number."""
        key = request.headers.get("idempotency-key")
        if key is not None and not KEY.fullmatch(key):
            return problem(request, 422, ProblemKind.BAD_KEY)
        body = await _json_body(request)
        if isinstance(body, Response):
            return body
        form = read_json(AppealForm, body)
        faults = form if isinstance(form, tuple) else check(form, intake.desk.reference)
        if isinstance(form, tuple) or faults:
            return _faulty(request, faults)
        filed = await intake.register(form, _call(request.headers, key))
        if isinstance(filed, Denied):
            return _denied(request, filed)
        return _json(receipt(filed, intake.secrets), 202, {"location": status_url(filed.number)})

    @router.get("/{number:path}")
    async def appeal_status(request: Request, number: str) -> Response:
        """Status and timeline; the applicant's secret goes in X-Appeal-Secret or as a bearer token."""
        found = await intake.look_up(_tidy(number), _secret(request.headers))
        if isinstance(found, Denied):
            return _denied(request, found)
        tongue = tongue_of(request)
        headers = {"content-language": tongue, "cache-control": "no-store"}
        return _json(view.of(*found, tongue, intake.now()), 200, headers)

    _add_commands(router, intake)
    _add_joining(router, intake)
    _add_requests(router, intake)
    return router


def _add_commands(router: APIRouter, intake: IntakeHandlers) -> None:
    """What an applicant may ask for later."""

    @router.post("/{number:path}/withdrawal", status_code=202, openapi_extra=_body_of(WithdrawalForm))
    async def withdraw_appeal(request: Request, number: str) -> Response:
        """Ask for withdrawal before the decision (Art. 64(9)). The body may be empty."""
        body = await _json_body(request, optional=True)
        if isinstance(body, Response):
            return body
        form = read_json(WithdrawalForm, body or b"{}")
        if isinstance(form, tuple):
            return _faulty(request, form)
        denied = await intake.withdraw(_tidy(number), _secret(request.headers), form.reason, _call(request.headers))
        if denied is not None:
            return _denied(request, denied)
        return _json({"number": _tidy(number), "withdrawal": "requested", "status_url": status_url(_tidy(number))}, 202)

    @router.post("/{number:path}/repair", status_code=202, openapi_extra=_body_of(RepairForm))
    async def repair_appeal(request: Request, number: str) -> Response:
        """Mend a defect that the body named (Art. 64(6)); the text is added to the appeal."""
        body = await _json_body(request)
        if isinstance(body, Response):
            return body
        form = read_repair(body)
        if isinstance(form, tuple):
            return _faulty(request, form)
        denied = await intake.repair(_tidy(number), _secret(request.headers), form.text, _call(request.headers))
        if denied is not None:
            return _denied(request, denied)
        return _json({"number": _tidy(number), "repair": "sent", "status_url": status_url(_tidy(number))}, 202)


def _add_joining(router: APIRouter, intake: IntakeHandlers) -> None:
    @router.post("/{number:path}/join", status_code=202, openapi_extra=_body_of(ApplicantForm))
    async def join_appeal(request: Request, number: str) -> Response:
        """Name a person who joins the open case (Art. 22(1)); with the applicant's secret."""
        body = await _json_body(request)
        if isinstance(body, Response):
            return body
        form = read_join(body)
        if isinstance(form, tuple):
            return _faulty(request, form)
        denied = await join(intake, _tidy(number), _secret(request.headers), form, _call(request.headers))
        if denied is not None:
            return _denied(request, denied)
        return _json({"number": _tidy(number), "join": "sent", "status_url": status_url(_tidy(number))}, 202)


def _add_requests(router: APIRouter, intake: IntakeHandlers) -> None:
    """What an applicant may ask of the body."""

    @router.post("/{number:path}/file-access", status_code=202, openapi_extra=_body_of(FileAccessForm))
    async def ask_for_the_file(request: Request, number: str) -> Response:
        """Ask to see the file of the case (Art. 75(1)). The body may be empty."""
        return await _ask(request, number, RequestKind.FILE_ACCESS, intake)

    @router.post("/{number:path}/correction", status_code=202, openapi_extra=_body_of(CorrectionForm))
    async def ask_for_a_correction(request: Request, number: str) -> Response:
        """Ask to correct misprints of the reply (Art. 82)."""
        return await _ask(request, number, RequestKind.CORRECTION, intake)

    @router.post("/{number:path}/recusal", status_code=202, openapi_extra=_body_of(RecusalForm))
    async def ask_for_a_recusal(request: Request, number: str) -> Response:
        """Move to recuse the official who considers the appeal (Art. 67)."""
        return await _ask(request, number, RequestKind.RECUSAL, intake)


async def _ask(request: Request, number: str, kind: RequestKind, intake: IntakeHandlers) -> Response:
    body = await _json_body(request, optional=kind is RequestKind.FILE_ACCESS)
    if isinstance(body, Response):
        return body
    asked = read_request(kind, body or b"{}")
    if isinstance(asked, tuple):
        return _faulty(request, asked)
    denied = await intake.ask(_tidy(number), _secret(request.headers), asked, _call(request.headers))
    if denied is not None:
        return _denied(request, denied)
    return _json({"number": _tidy(number), kind.value: "sent", "status_url": status_url(_tidy(number))}, 202)


async def _json_body(request: Request, *, optional: bool = False) -> bytes | Response:
    """The body, read no further than the limit, or the problem with it."""
    try:
        body = await _limited(request)
    except BodyTooLarge:
        return problem(request, 413, ProblemKind.TOO_LARGE, limit=str(BODY_LIMIT_BYTES))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (optional and not body):
        return problem(request, 415, ProblemKind.WRONG_MEDIA_TYPE)
    return body


async def _limited(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_LIMIT_BYTES:
        raise BodyTooLarge
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > BODY_LIMIT_BYTES:
            raise BodyTooLarge
    return b"".join(parts)


def _faulty(request: Request, faults: tuple[Fault, ...]) -> Response:
    for fault in faults:
        if fault.code is FaultCode.NOT_JSON:
            return problem(request, 400, ProblemKind.NOT_JSON)
        if fault.code is FaultCode.TEXT_TOO_LARGE:
            return problem(request, 413, ProblemKind.TOO_LARGE, [fault], limit=fault.limit)
    return problem(request, 422, ProblemKind.INVALID_FORM, faults)


def _denied(request: Request, denied: Denied) -> Response:
    status, kind = DENIALS[denied]
    return problem(request, status, kind)


def _call(headers: Mapping[str, str], key: str | None = None) -> Call:
    """A trace that does not fit is ignored: acceptance of an appeal must not fail on it (Art. 64(1))."""
    trace = TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    correlation_id = headers.get("x-correlation-id", "")
    if not CORRELATION_ID.fullmatch(correlation_id):
        correlation_id = trace[1] if trace else ""
    return Call(key, correlation_id or None, trace[0] if trace else None)


def _secret(headers: Mapping[str, str]) -> str:
    bearer = headers.get("authorization", "")
    given = headers.get("x-appeal-secret", "")
    return given or (bearer[7:].strip() if bearer[:7].lower() == "bearer " else "")


def _tidy(number: str) -> str:
    return normalize("NFC", number.strip()).upper()


def _json(content: Mapping[str, Any], status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(content), status, dict(headers or {}), "application/json")


def _body_of(form: type[Form]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": form.model_json_schema()}}}}
