"""Live figures by server-sent events: one computation a second at most, however many look on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from services.analytics import answers
from services.analytics.answers import Slice
from services.analytics.derived import Derived
from services.analytics.desk import Problem
from services.analytics.rules.periods import ALL
from services.analytics.tables import Tables
from shared.clock import Now
from shared.workdays import civil_day

PUBLIC = Slice()
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds, and for how many."""

    round: float = 1.0
    """Least time between two computations."""
    heartbeat: float = 15.0
    """Silence after which a comment is sent, so that nobody on the way takes the stream for dead."""
    lifetime: float = 3600.0
    """A stream ends after that; the browser comes back by itself and gives others their turn."""
    retry: float = 3.0
    clients: int = 200
    """Streams at one time; one more is told 503."""


@dataclass(slots=True)
class Live:
    """Computes the public figures of today and of all time when facts were counted, for whoever listens."""

    derived: Derived
    now: Now
    pace: Pace = field(default_factory=Pace)
    clients: int = 0
    _event: bytes = b""
    _id: str = ""
    _made: float = float("-inf")
    _turn: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _is_stopped: bool = False

    async def keep_current(self) -> None:
        """Loop: compute anew when somebody listens and something changed."""
        while True:
            await asyncio.sleep(self.pace.round)
            if self.clients:
                await self._refresh()

    def stop(self) -> None:
        """End all streams; called before the server waits for its connections."""
        self._is_stopped = True
        self._turn.set()

    def enter(self) -> None:
        """Take a place. Raises Problem 503 when all are taken."""
        if self._is_stopped or self.clients >= self.pace.clients:
            raise Problem(503, "Too many listeners", "all places of the live stream are taken: try again in a minute")
        self.clients += 1

    async def stream(self, last_seen: str) -> AsyncIterator[bytes]:
        """The events for one who entered. `last_seen` is the id of the event it has: that one is not sent again."""
        until = monotonic() + self.pace.lifetime
        try:
            yield b"retry: %d\n\n" % (self.pace.retry * 1000)
            await self._refresh()
            while not self._is_stopped and monotonic() < until:
                turn = self._turn
                if self._id != last_seen:
                    last_seen = self._id
                    yield self._event
                elif not await _happens(turn, self.pace.heartbeat):
                    yield HEARTBEAT
        finally:
            self.clients -= 1

    async def _refresh(self) -> None:
        async with self._busy:
            today, tables = civil_day(self.now()).isoformat(), self.derived.current
            offsets = dict(sorted(tables.offsets.items()))
            identity = sha256(orjson.dumps([today, offsets])).hexdigest()[:24]
            if identity == self._id or monotonic() - self._made < self.pace.round:
                return
            body = await asyncio.to_thread(_figures, tables.frozen(), today)
            data = orjson.dumps({"today": today, **body, "offsets": offsets})
            self._event = b"event: figures\nid: %b\ndata: %b\n\n" % (identity.encode(), data)
            self._id, self._made = identity, monotonic()
            turn, self._turn = self._turn, asyncio.Event()
            turn.set()


def install(app: FastAPI, live: Live) -> None:
    """Add `GET /v1/live`; `app.state.end_streams` ends what is being sent."""
    app.state.end_streams = live.stop

    @app.get("/v1/live", tags=["statistics"], response_class=StreamingResponse)
    async def figures(request: Request) -> Response:
        """Server-sent events `figures`: today's and all time's public figures and the offsets they stand on."""
        live.enter()
        seen = request.headers.get("last-event-id", "")
        return StreamingResponse(live.stream(seen), headers=HEADERS, media_type="text/event-stream")


def _figures(tables: Tables, today: str) -> answers.Answer:
    shown = {name: answers.summary(tables, period, PUBLIC) for name, period in (("day", today), (ALL, ALL))}
    return {
        "figures": {name: answer["figures"] for name, answer in shown.items()},
        "suppressed": {name: answer["suppressed"] for name, answer in shown.items()},
    }


async def _happens(turn: asyncio.Event, seconds: float) -> bool:
    """Whether it happens in time."""
    try:
        async with asyncio.timeout(seconds):
            await turn.wait()
    except TimeoutError:
        return False
    return True
