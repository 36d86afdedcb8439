"""The demo from beginning to end: set up, live two months, check, tell, stay up, take down."""

import asyncio
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from rich.console import Console

from deploy.demo import installation as installations
from deploy.demo.barrier import LaggardError
from deploy.demo.check import check
from deploy.demo.installation import DemoError, Installation
from deploy.demo.progress import Bars
from deploy.demo.runner import ServiceFailedError, start_all
from deploy.demo.settings import DemoSettings
from deploy.demo.story import cast, live
from deploy.demo.summary import Telling, tell
from deploy.demo.window import NotAcceptedError
from deploy.local import StackError
from shared.clock import write_instant
from shared.kafka.provision import provision

EXPECTED = (StackError, ServiceFailedError, LaggardError, NotAcceptedError, DemoError, httpx.HTTPError)
"""Errors whose message is for the person before the terminal."""

PIPE_WIDTH = 110
CONSOLE_CENTRE = "kz-75"
"""Almaty: the centre whose console the demo opens."""
TICK_SECONDS = 0.5


@dataclass(slots=True)
class Stopwatch:
    """Wall seconds by phase."""

    began: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, phase: str) -> None:
        """The phase ends now."""
        now = time.monotonic()
        self.laps[phase], self.last = now - self.last, now

    def __str__(self) -> str:
        laps = ", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in self.laps.items())
        return f"{time.monotonic() - self.began:.1f} s ({laps})"


def main() -> int:
    """0 when the check agrees, 1 when it does not or the demo cannot go on, 130 after Ctrl-C."""
    console, settings = _console(), DemoSettings()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with installations.the_only_demo():
            return _run(console, settings)
    except EXPECTED as error:
        console.print(f"[red]{type(error).__name__}[/red]: {error}", highlight=False)
        return 1
    except KeyboardInterrupt:
        console.print("stopped")
        return 130


def _run(console: Console, settings: DemoSettings) -> int:
    bars, watch = Bars(console), Stopwatch()
    begins = datetime.now(UTC) - timedelta(days=settings.days)
    installation: Installation | None = None
    try:
        with bars.busy("starting Kafka and the store"):
            installation = installations.set_up(begins)
        watch.lap("stack")
        with bars.busy("making topics"):
            report = asyncio.run(provision(installation.kafka))
        watch.lap(f"{len(report.made)} topics")
        with bars.busy("starting intake, router, sla_monitor, analytics"):
            start_all(list(installation.services.values()))
        watch.lap("services")
        code = asyncio.run(_show(installation, settings, begins, bars, watch))
        bars.say(f"took {watch}")
        if not settings.once:
            _stay(bars, installation)
        return code
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave processes behind
        with bars.busy("stopping everything"):
            installations.take_down(installation)


def _console() -> Console:
    """The terminal as wide as it is; a file or a pipe gets room enough for the tables."""
    console = Console()
    return console if console.is_terminal else Console(width=PIPE_WIDTH)


async def _show(
    installation: Installation, settings: DemoSettings, begins: datetime, bars: Bars, watch: Stopwatch
) -> int:
    async with cast(installation, settings) as simulator:
        story = await live(simulator, installation, settings, begins, bars)
        watch.lap("import and simulation")
        with bars.busy("checking the statistics against the ledger"):
            checked = await check(installation, simulator.window)
        watch.lap("check")
        bars.say(f"{story.imported} appeals imported from {story.import_source}, {simulator.filed} filed over HTTP")
        await tell(bars.console, Telling(installation, settings, simulator.window, checked))
        watch.lap("summary")
    return 0 if checked.agrees else 1


def _stay(bars: Bars, installation: Installation) -> None:
    """Until Ctrl-C; the platform's clock goes with the wall's now."""
    address, token = installation.services["sla_monitor"].url, installation.centre_token(CONSOLE_CENTRE)
    bars.say(f"console of the Nätije centre {CONSOLE_CENTRE}: {address}/console, token {token}")
    bars.say("the platform stays up: Ctrl-C stops it")
    try:
        while True:
            write_instant(installation.clock, datetime.now(UTC))
            time.sleep(TICK_SECONDS)
    except KeyboardInterrupt:
        return
