"""Server-sent events of the boards: all of it or what was missed, then each change; ends when the service stops."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import orjson

from services.sla_monitor.web.board import Board, Change, Open
from services.sla_monitor.web.view import end_of, ordered
from shared.clock import Now

HEARTBEAT_SECONDS = 15.0
MAX_READERS = 200
MAX_BACKLOG = 2000
"""Changes that a slow reader may be behind before it is let go; it comes back and resumes."""


def frame(event: str, data: object, offset: int | None = None) -> bytes:
    """One server-sent event; `offset` is its id. JSON has no line breaks, so the data are one line."""
    head = b"" if offset is None else b"id: %d\n" % offset
    return b"%bevent: %b\ndata: %b\n\n" % (head, event.encode(), orjson.dumps(data))


@dataclass(slots=True, eq=False)
class Reader:
    """One open page: changes that it has not been sent yet; None ends it."""

    queue: asyncio.Queue[Change | None] = field(default_factory=lambda: asyncio.Queue(MAX_BACKLOG))
    lost: bool = False
    """It was too slow, and was let go."""


@dataclass(slots=True, eq=False)
class Feed:
    """A centre's board and who looks at it. Nothing is sent before the board is complete."""

    board: Board = field(default_factory=Board)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    readers: set[Reader] = field(default_factory=set)

    def changed(self, change: Change) -> None:
        """Tell every reader."""
        for reader in self.readers:
            try:
                reader.queue.put_nowait(change)
            except asyncio.QueueFull:
                reader.lost = True


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page asks for: rows by `row`, changes after the offset `last`, as long as `allowed` holds."""

    row: Callable[[Open], object]
    last: int | None
    allowed: Callable[[], bool]


class Feeds:
    """The feeds of all centres that have a token. `heartbeat` is in seconds."""

    def __init__(self, clock: Now, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._clock, self._heartbeat = clock, heartbeat
        self._feeds: dict[str, Feed] = {}
        self._closing = False
        self.count = 0
        """Open pages."""

    @property
    def is_full(self) -> bool:
        """No further page is served by this replica."""
        return self.count >= MAX_READERS or self._closing

    def of(self, centre: str) -> Feed:
        """The feed of a centre, made when it is first asked for."""
        return self._feeds.setdefault(centre, Feed())

    def drop(self, centre: str) -> None:
        """Forget a centre whose token is gone."""
        self._feeds.pop(centre, None)

    def close(self) -> None:
        """End every stream: a server that stops waits for its open responses."""
        self._closing = True
        for feed in self._feeds.values():
            feed.complete.set()
            for reader in feed.readers:
                while not reader.queue.empty():
                    reader.queue.get_nowait()
                reader.queue.put_nowait(None)

    async def stream(self, centre: str, ask: Ask) -> AsyncIterator[bytes]:
        """Frames until the reader goes, may no longer look, was too slow, or the service stops."""
        feed, reader = self.of(centre), Reader()
        self.count += 1
        try:
            async for beat in self._until_complete(feed):
                yield beat
            feed.readers.add(reader)  # in the same step as what it missed: no change falls between
            for piece in self._beginning(feed.board, ask):
                yield piece
            while not reader.lost and not self._closing and ask.allowed():
                change = await _next(reader.queue, self._heartbeat)
                yield self._beat() if change is None else _told(change, ask)
        finally:
            feed.readers.discard(reader)
            self.count -= 1

    async def _until_complete(self, feed: Feed) -> AsyncIterator[bytes]:
        while not feed.complete.is_set():
            yield frame("loading", {})
            try:
                await asyncio.wait_for(feed.complete.wait(), self._heartbeat)
            except TimeoutError:
                continue

    def _beginning(self, board: Board, ask: Ask) -> Sequence[bytes]:
        missed = None if ask.last is None else board.since(ask.last)
        if missed is not None:
            return [self._beat(), *(_told(change, ask) for change in missed)]
        rows = [ask.row(item) for item in ordered(board.open)]
        return [self._beat(), frame("snapshot", rows, board.next - 1)]

    def _beat(self) -> bytes:
        """The platform's clock, so that a page knows ages, and that the line is alive."""
        return frame("beat", {"now": self._clock()})


async def _next(queue: asyncio.Queue[Change | None], seconds: float) -> Change | None:
    try:
        return await asyncio.wait_for(queue.get(), seconds)
    except TimeoutError:
        return None


def _told(change: Change, ask: Ask) -> bytes:
    if change.item is None:
        return frame("gone", end_of(change), change.offset)
    return frame("put", ask.row(change.item), change.offset)
