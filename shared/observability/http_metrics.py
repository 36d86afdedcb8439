"""ASGI middleware: how many requests, how long until the answer begins, by template of the route; and the trace."""

import time
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability import tracing
from shared.observability.metrics import HTTP_REQUESTS, HTTP_SECONDS

METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS"})
OWN = ("/health/", "/metrics")
"""What the platform asks itself every few seconds is not counted."""
UNMATCHED = "unmatched"
"""The route of what no route took: unknown addresses, and what was refused before the routes."""


class Requests:
    """Counts what was answered; an event stream is answered when it begins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http" or scope["path"].startswith(OWN):
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0
        failed: Exception | None = None
        span = tracing.requested(scope)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start" and not status:
                status = message["status"]
                _count(scope, status, time.monotonic() - began)
            await send(message)

        try:
            with _logged(scope):
                await self._app(scope, receive, noted)
        except Exception as error:
            failed = error
            if not status:
                status = 500
                _count(scope, status, time.monotonic() - began)
            raise
        finally:
            if span is not None:
                route = _route(scope)
                about: tracing.Attributes = {"http.route": route, "http.response.status_code": status}
                span.end(failed, f"{_method(scope)} {route}", about)


def _logged(scope: Scope) -> AbstractContextManager[object]:
    """Every line logged inside names the trace that the request belongs to."""
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None)
    trace = tracing.trace_id(given)
    return structlog.contextvars.bound_contextvars(trace_id=trace) if trace else nullcontext()


def _count(scope: Scope, status: int, seconds: float) -> None:
    requests, durations = _series(_method(scope), _route(scope), status)
    requests.inc()
    durations.observe(seconds)


@lru_cache(maxsize=1000)
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Finding a series by its labels costs more than counting."""
    return HTTP_REQUESTS.labels(method, route, str(status)), HTTP_SECONDS.labels(route)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNMATCHED))


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "other"
