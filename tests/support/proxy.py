"""A network between one service and a server: forwards TCP, and delays, cuts or swallows it when told to."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from deploy.local import ports

CHUNK = 64 * 1024
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset."""


@dataclass(eq=False, slots=True)
class _Line:
    """Both halves of one connection."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter

    def reset(self) -> None:
        """Both ends see "connection reset by peer"."""
        for writer in (self.client, self.server):
            plug: socket.socket | None = writer.get_extra_info("socket")
            if plug is not None:
                with contextlib.suppress(OSError):
                    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            writer.transport.abort()


@dataclass(eq=False)
class Proxy:
    """Listens on `port` of the loopback address and forwards to `target`, another port of it.

    Works in a thread of its own, so that a busy test does not delay what it forwards. Every method returns when the
    network is as it says.
    """

    port: int
    target: int
    seconds: float = 0.0
    """Delay each way; bytes keep their order, and any number of them is under way."""
    connections: int = 0
    """How many were made so far."""
    resets: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None
    _lines: set[_Line] = field(default_factory=set)
    _passing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def standing(self) -> int:
        """Connections that are open now."""
        return len(self._lines)

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"{ports.HOST}:{self.port}"

    def delay(self, seconds: float) -> None:
        """Every byte arrives so much later, each way."""
        self.seconds = seconds

    def cut(self) -> None:
        """Connections are reset, new ones refused."""
        self._do(self._close)

    def swallow(self) -> None:
        """No byte arrives and nobody is told: neither answer nor reset. What was sent waits, as TCP would repeat it."""
        self._do(self._hold)

    def mend(self) -> None:
        """As if nothing had been; what waited arrives now."""
        self.seconds = 0.0
        self._do(self._open)

    def _do(self, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        asyncio.run_coroutine_threadsafe(step(), self._loop).result(10)

    async def _open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, ports.HOST, self.port)
        self._passing.set()

    async def _hold(self) -> None:
        self._passing.clear()

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self.resets += len(self._lines)
        for line in list(self._lines):
            line.reset()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_connection(ports.HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        line = _Line(writer, server)
        self._lines.add(line)
        self.connections += 1
        try:
            await _first_ended(self._carry(reader, server), self._carry(answers, writer))
        finally:
            self._lines.discard(line)
            writer.close()
            server.close()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Reading and writing are two tasks, so that a delay costs no throughput."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        await _first_ended(self._read(source, under_way), self._write(under_way, sink))

    async def _read(self, source: asyncio.StreamReader, under_way: "asyncio.Queue[tuple[float, bytes]]") -> None:
        while data := await source.read(CHUNK):
            under_way.put_nowait((self._loop.time() + self.seconds, data))
        under_way.put_nowait((self._loop.time() + self.seconds, b""))
        await asyncio.Event().wait()  # the writer ends the line when it has come to the end

    async def _write(self, under_way: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter) -> None:
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            await self._passing.wait()
            if not data:
                return
            sink.write(data)
            await sink.drain()

    async def _end(self) -> None:
        await self._close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _stop(self) -> None:
        self._do(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)


async def _first_ended(*works: Awaitable[None]) -> None:
    """Until one of them ends, in whatever way; the others are cancelled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def proxied(port: int, target: int) -> Iterator[Proxy]:
    """A proxy that forwards, ended with the context."""
    proxy = Proxy(port, target)
    thread = threading.Thread(target=proxy._loop.run_forever, daemon=True)
    thread.start()
    try:
        proxy.mend()
        yield proxy
    finally:
        proxy._stop()
        thread.join(10)
