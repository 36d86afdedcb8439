"""The two pages of the console, from templates; everything that changes comes by events."""

from functools import cache
from pathlib import Path

import orjson
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from services.sla_monitor.web.access import Session
from services.sla_monitor.web.guard import is_https
from services.sla_monitor.web.texts import LANGUAGES, Language, texts_in
from services.sla_monitor.web.view import GRAVE, SEVERITY
from shared.contracts.vocabulary import Kind
from shared.reference import load_reference

LANGUAGE_COOKIE = "console_language"
YEAR_SECONDS = 365 * 24 * 3600
NAMES: dict[Language, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def language_of(request: Request) -> Language:
    """`lang` of the address, the language chosen before, the browser's, or the state language."""
    preferred = request.headers.get("accept-language", "").split(",")
    accepted = [part.split(";")[0].split("-")[0].strip() for part in preferred]
    for code in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE), *accepted):
        for known in LANGUAGES:
            if code == known:
                return known
    return "kk"


def remember(answer: Response, request: Request, language: Language) -> Response:
    """Keep a language that was chosen by `lang`."""
    if request.query_params.get("lang") == language:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=YEAR_SECONDS,
            path="/console",
            secure=is_https(request),
            httponly=True,
            samesite="strict",
        )
    return answer


def login_page(language: Language, problem: str | None = None, status: int = 200, *, seconds: int = 0) -> Response:
    """The form; `problem` is a key of the texts."""
    words = texts_in(language).page
    said = None if problem is None else words[problem].format(seconds=seconds)
    headers = {"Retry-After": str(seconds)} if seconds else None
    return _page("login.html", language, status, headers, problem=said, wrong_by=problem == "wrong_by")


def console_page(session: Session, language: Language) -> Response:
    """The page of a centre."""
    words, centre = texts_in(language), load_reference().centres.get(session.centre)
    rungs = [
        {"code": rung, "name": words.rung(rung), "grave": rung in GRAVE, "severity": SEVERITY[rung]}
        for rung in sorted(SEVERITY, key=lambda rung: -SEVERITY[rung])
    ]
    data = {"language": language, "texts": dict(words.page), "rungs": rungs}
    return _page(
        "console.html",
        language,
        centre=session.centre if centre is None else centre.names.in_language(language),
        session=session,
        rungs=rungs,
        kinds=[(kind, words.kind(kind)) for kind in Kind],
        data=_embedded(data),
    )


def _page(
    name: str, language: Language, status: int = 200, headers: dict[str, str] | None = None, **values: object
) -> Response:
    text = (
        _templates().get_template(name).render(language=language, languages=NAMES, t=texts_in(language).page, **values)
    )
    return HTMLResponse(text, status, headers)


def _embedded(data: object) -> Markup:
    """JSON that cannot end the element it stands in."""
    return Markup(orjson.dumps(data).decode().replace("<", "\\u003c"))  # noqa: S704  # escaped right here
