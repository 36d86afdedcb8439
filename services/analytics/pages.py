"""The pages for people: a shell in Kazakh, Russian and English, its files, and what a browser may do with them."""

import gzip
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.analytics.words import TONGUES, WEB, Tongue, words_of
from shared.clock import Now
from shared.workdays import civil_day

PAGES = {"": "overview.html", "/formalism": "formalism.html"}
"""Template by path below the language."""
FOREVER = "public, max-age=31536000, immutable"
KINDS = {".woff2": "font/woff2", ".js": "text/javascript", ".md": "text/markdown"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
Page = Callable[[], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    kind: str
    plain: bytes
    packed: bytes

    def response(self, request: Request) -> Response:
        """The file, packed for whoever can unpack it."""
        headers = {**HEADERS, "Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", "") and len(self.packed) < len(self.plain):
            return Response(self.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=self.kind)
        return Response(self.plain, headers=headers, media_type=self.kind)


def install(app: FastAPI, now: Now) -> None:
    """Add `/`, `/kk`, `/ru`, `/en`, the pages below them and the files they load."""
    router = APIRouter(include_in_schema=False)
    files, digest = assets()

    @router.get("/")
    async def entrance(request: Request) -> Response:
        wanted = preferred(request.headers.get("accept-language", ""))
        return RedirectResponse(f"/{wanted}", 307, headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"})

    @router.get("/static/{version}/{path:path}")
    async def file(version: str, path: str, request: Request) -> Response:
        asset = files.get(path) if version == digest else None
        return asset.response(request) if asset is not None else Response(status_code=404)

    for language in TONGUES:
        for path in PAGES:
            router.add_api_route(f"/{language}{path}", _page(path, language, now))
    app.include_router(router)


def preferred(accept: str) -> Tongue:
    """The language of ours that a browser likes best (RFC 9110, 12.5.4); Kazakh, the state language, otherwise."""
    liked: list[tuple[float, int, Tongue]] = []
    for place, part in enumerate(accept.lower().split(",")):
        tag, _, quality = part.partition(";q=")
        primary = tag.strip().partition("-")[0]
        weight = float(quality) if re.fullmatch(r"[01](\.\d{0,3})?", quality.strip()) else 1.0
        liked += [(-weight, place, tongue) for tongue in TONGUES if tongue == primary and weight > 0]
    return min(liked)[2] if liked else "kk"


@cache
def assets() -> tuple[dict[str, Asset], str]:
    """Files by path, and the digest of them all, which stands in their addresses: they never change under one."""
    plain = {f"words/{language}.json": orjson.dumps(words_of(language)) for language in TONGUES}
    for folder in (WEB / "static", WEB / "vendor"):
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        plain |= {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    whole = sha256()
    for name, content in sorted(plain.items()):
        whole.update(f"{name}:{len(content)}:".encode() + content)
    return {name: _asset(name, content) for name, content in plain.items()}, whole.hexdigest()[:16]


def _asset(name: str, content: bytes) -> Asset:
    kind = KINDS.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    packed = content if name.endswith(".woff2") else gzip.compress(content, 6, mtime=0)
    return Asset(kind or "text/plain", content, packed)


def _page(path: str, language: Tongue, now: Now) -> Page:
    look = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined)
    template, words = look.get_template(PAGES[path]), words_of(language)
    fixed = {
        "language": language,
        "path": path,
        "base": f"/static/{assets()[1]}",
        "tongues": [(code, words_of(code)["ui"]["tongue"]) for code in TONGUES],
        "words": words,
        "ui": words["ui"],
    }

    async def page() -> Response:
        html = template.render(today=civil_day(now()).isoformat(), **fixed)
        return Response(html, headers={**HEADERS, "Cache-Control": "no-cache"}, media_type="text/html")

    return page
