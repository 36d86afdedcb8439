"""HTTP of the console: sign in and out, the page, its events, what is done in it, the export."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs

from aiokafka.errors import KafkaError
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from services.sla_monitor.web.access import CODE, SESSION_SECONDS, Failures, Session, Tokens
from services.sla_monitor.web.acting import Act, Acting, NotOpen
from services.sla_monitor.web.feed import Ask, Feeds
from services.sla_monitor.web.guard import Denied, SecureHeaders, is_https, same_origin
from services.sla_monitor.web.pages import console_page, language_of, login_page, remember
from services.sla_monitor.web.view import Filter, as_csv, row_of
from shared.workdays import load_calendar

COOKIE = "console_session"
HOW_TO = (
    "The console is off. Set SLA_MONITOR_CENTRE_TOKENS_FILE to a file for the hashes of the centres' tokens, restart,"
    " and make a token: python -m services.sla_monitor token --centre kz-75\n"
)
MAX_FORM_BYTES = 4096
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def install_off(app: FastAPI) -> None:
    """Without a file of tokens there is no console, and it says how to switch it on."""

    @app.get("/console", include_in_schema=False)
    async def off() -> Response:
        return PlainTextResponse(HOW_TO, 404)


class Command(BaseModel):
    """The body of an act; `key` is made by the page per click and becomes the id of the command."""

    key: str = Field(pattern=UUID)


class Desk:
    """What the routes share."""

    def __init__(self, tokens: Tokens, feeds: Feeds, acting: Acting) -> None:
        self.tokens, self.feeds, self.acting = tokens, feeds, acting
        self.failures, self.calendar = Failures(), load_calendar()

    def look(self, request: Request) -> Session | None:
        """Who asks; None without a session."""
        return self.tokens.opened(request.cookies.get(COOKIE))

    def session(self, request: Request) -> Session:
        """Who asks. Raises Denied."""
        if (found := self.look(request)) is None:
            raise Denied("Sign in at /console first.")
        return found

    def act_session(self, request: Request) -> Session:
        """Who acts: the page's own script, on its own origin. Raises Denied."""
        if not same_origin(request) or request.headers.get("x-console") != "1":
            raise Denied("Acts are taken from the console's own page only.")
        return self.session(request)


def install(app: FastAPI, desk: Desk) -> None:
    """Add the console to the service."""
    app.include_router(_sign_in(desk))
    app.include_router(_board(desk))
    app.mount("/console/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.add_middleware(SecureHeaders)

    @app.exception_handler(Denied)
    async def denied(_: Request, error: Denied) -> Response:
        return JSONResponse({"detail": str(error)}, 403)


def _sign_in(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/console", include_in_schema=False)

    @router.get("")
    async def page(request: Request) -> Response:
        session, language = desk.look(request), language_of(request)
        answer = login_page(language) if session is None else console_page(session, language)
        return remember(answer, request, language)

    @router.post("/login")
    async def login(request: Request) -> Response:
        refuse = partial(login_page, language_of(request))
        if not same_origin(request):
            return refuse("foreign", 403)
        address = request.client.host if request.client else ""
        if seconds := desk.failures.wait(address):
            return refuse("too_often", 429, seconds=seconds)
        form = await _form(request)
        token, by = form.get("token", ""), form.get("by", "").strip()
        if by and not CODE.fullmatch(by):
            return refuse("wrong_by", 422)
        centre = desk.tokens.centre_of(token)
        if centre is None:
            desk.failures.note(address)
            return refuse("wrong_token", 403)
        answer = RedirectResponse("/console", 303)
        answer.set_cookie(
            COOKIE,
            desk.tokens.session(centre, by or None),
            max_age=SESSION_SECONDS,
            path="/console",
            secure=is_https(request),
            httponly=True,
            samesite="strict",
        )
        return answer

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        if not same_origin(request):
            raise Denied("Signing out is taken from the console's own page only.")
        answer = RedirectResponse("/console", 303)
        answer.delete_cookie(COOKIE, path="/console", httponly=True, samesite="strict")
        return answer

    @router.get("/session")
    async def session(_: Annotated[Session, Depends(desk.session)]) -> Response:
        return Response(status_code=204)

    return router


def _board(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/console", include_in_schema=False)

    @router.get("/events")
    async def events(
        request: Request, session: Annotated[Session, Depends(desk.session)], last: int | None = None
    ) -> Response:
        if desk.feeds.is_full:
            return JSONResponse({"detail": "too many open pages"}, 503, {"Retry-After": "5"})
        given = request.headers.get("last-event-id", "")
        ask = Ask(
            partial(row_of, language=language_of(request), calendar=desk.calendar),
            int(given) if given.isdecimal() else last,
            lambda: desk.look(request) is not None,
        )
        quiet = {"X-Accel-Buffering": "no"}
        return StreamingResponse(desk.feeds.stream(session.centre, ask), 200, quiet, "text/event-stream")

    @router.post("/escalations/{escalation_id}/{act}")
    async def do(
        escalation_id: str, act: Act, command: Command, session: Annotated[Session, Depends(desk.act_session)]
    ) -> Response:
        board = desk.feeds.of(session.centre).board
        try:
            sent = await desk.acting.do(act, escalation_id, command.key, session, board)
        except NotOpen:
            return JSONResponse({"detail": "not open at this centre, or acknowledged already"}, 409)
        except (KafkaError, TimeoutError, OSError):
            return JSONResponse({"detail": "Kafka has not confirmed; send it again with the same key"}, 503)
        return JSONResponse({"command": sent}, 202)

    @router.get("/export.csv")
    async def export(
        request: Request,
        session: Annotated[Session, Depends(desk.session)],
        rung: Annotated[list[str] | None, Query()] = None,
        agency: str = "",
        kind: str = "",
        q: str = "",
        *,
        late: bool = False,
    ) -> Response:
        shown = Filter(frozenset(rung or ()), agency, kind, late, q)
        items = [item for item in desk.feeds.of(session.centre).board.open if shown.takes(item)]
        text = await asyncio.to_thread(as_csv, items, language_of(request), desk.calendar)
        name = f'attachment; filename="escalations-{session.centre}.csv"'
        return Response(text.encode("utf-8-sig"), 200, {"Content-Disposition": name}, "text/csv; charset=utf-8")

    return router


async def _form(request: Request) -> dict[str, str]:
    """A short urlencoded form; a longer one is empty."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FORM_BYTES:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode("ascii", "replace")).items()}
