"""Composition of the console: its parts, how it joins the service, how its streams end when the server stops."""

import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from services.sla_monitor.metrics import CONSOLE_PAGES
from services.sla_monitor.web.access import Tokens, read_hashes
from services.sla_monitor.web.acting import Acting
from services.sla_monitor.web.feed import Feeds
from services.sla_monitor.web.following import Following
from services.sla_monitor.web.routes import Desk, install, install_off
from shared.clock import platform_clock
from shared.kafka.publish import Publisher
from shared.kafka.settings import KafkaSettings


@dataclass(frozen=True, slots=True)
class Console:
    """The parts that outlive a request."""

    desk: Desk
    follow: Callable[[], Awaitable[None]]
    """The loop that keeps the boards true."""

    def close(self) -> None:
        """End the streams."""
        self.desk.feeds.close()


def make_console(tokens_file: Path | None, kafka: KafkaSettings, publisher: Publisher) -> Console | None:
    """The console, or None without a file of tokens. Raises BadTokens: better no start than one nobody can enter."""
    if tokens_file is None:
        return None
    read_hashes(tokens_file)
    tokens, clock = Tokens(tokens_file), platform_clock()
    feeds = Feeds(clock)
    CONSOLE_PAGES.set_function(lambda: feeds.count)
    return Console(Desk(tokens, feeds, Acting(publisher.send, clock)), Following(kafka, tokens, feeds).run)


def add_console(app: FastAPI, console: Console | None) -> None:
    """Serve it, or say how to switch it on."""
    app.state.console = console
    if console is None:
        install_off(app)
    else:
        install(app, console.desk)


def ending_streams(server: uvicorn.Server, app: FastAPI) -> uvicorn.Server:
    """A server that ends the event streams first when it stops: it waits for open responses before the lifespan."""
    shutdown = server.shutdown

    async def ended(sockets: list[socket.socket] | None = None) -> None:
        if app.state.console is not None:
            app.state.console.close()
        await shutdown(sockets)

    server.shutdown = ended  # type: ignore[method-assign]  # the server has no hook for it
    return server
