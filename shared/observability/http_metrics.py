"""ASGI middleware: how many requests, how long until the answer begins, by template of the route."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
        began, answered = time.monotonic(), False

        async def noted(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start" and not answered:
                answered = True
                _count(scope, message["status"], time.monotonic() - began)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            if not answered:
                _count(scope, 500, time.monotonic() - began)
            raise


def _count(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", UNMATCHED)
    method = scope["method"] if scope["method"] in METHODS else "other"
    HTTP_SECONDS.labels(route).observe(seconds)
    HTTP_REQUESTS.labels(method, route, str(status)).inc()
