"""How much one client may ask of the service: requests by address, and the time a body may take to come."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.intake.problem_texts import ProblemKind
from services.intake.problems import problem

REMEMBERED_CLIENTS = 10_000
IPV6_SITE = 64
"""One household or office has 2^64 addresses of its own: they count as one client."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` requests at once, then `per_second`. Clients of the `trusted` networks are not counted."""

    per_second: float
    burst: int
    trusted: Sequence[IPv4Network | IPv6Network] = ()


def networks(texts: Sequence[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks as `10.0.0.0/8`. Raises ValueError."""
    return tuple(ip_network(text) for text in texts)


@dataclass(slots=True)
class Buckets:
    """A bucket of tokens by client, per process; the longest unseen client is forgotten when there are too many."""

    rate: Rate
    now: Callable[[], float] = time.monotonic
    _found: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, address: str) -> float:
        """Take a token and return 0, or the seconds until there is one."""
        client = self._client(address)
        if client is None:
            return 0.0
        now = self.now()
        tokens, seen = self._found.get(client, (float(self.rate.burst), now))
        tokens = min(float(self.rate.burst), tokens + (now - seen) * self.rate.per_second)
        enough = tokens >= 1.0
        self._found[client] = (tokens - 1.0 if enough else tokens, now)
        self._found.move_to_end(client)
        if len(self._found) > REMEMBERED_CLIENTS:
            self._found.popitem(last=False)
        return 0.0 if enough else (1.0 - tokens) / self.rate.per_second

    def _client(self, address: str) -> str | None:
        """Whose bucket it is; None for who is not counted. Without an address (a Unix socket) nobody is."""
        try:
            found = ip_address(address)
        except ValueError:
            return None
        if any(found in network for network in self.rate.trusted):
            return None
        return str(ip_network((found, IPV6_SITE), strict=False)) if isinstance(found, IPv6Address) else address


class Limits:
    """ASGI middleware over `/v1/`: 429 with `retry-after` above the rate, 408 when a body takes too long."""

    def __init__(self, app: ASGIApp, buckets: Buckets, body_seconds: float) -> None:
        self._app, self._buckets, self._body_seconds = app, buckets, body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        wait = self._buckets.wait((scope.get("client") or ("", 0))[0])
        if wait > 0:
            answer = problem(Request(scope), 429, ProblemKind.TOO_MANY)
            answer.headers["retry-after"] = str(ceil(wait))
            await answer(scope, receive, send)
            return
        await self._app(scope, _hurried(receive, self._body_seconds), send)


def _hurried(receive: Receive, seconds: float) -> Receive:
    """The same channel until the body is whole; HTTPException 408 when that takes longer than `seconds`."""
    deadline = asyncio.get_running_loop().time() + seconds
    whole = False

    async def hurried() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, headers={"connection": "close"}) from error
        whole = not message.get("more_body", False)
        return message

    return hurried
