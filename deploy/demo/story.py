"""The simulated part of the demo: everybody is called in, the two months are lived, the import comes in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import httpx

from deploy.demo import importing
from deploy.demo.barrier import Barrier
from deploy.demo.bodies import Bodies
from deploy.demo.installation import DemoError, Installation
from deploy.demo.post import Post
from deploy.demo.progress import Bars
from deploy.demo.settings import DemoSettings
from deploy.demo.simulator import Simulator
from deploy.demo.steps import plan_steps
from deploy.demo.tempers import tempers
from deploy.demo.window import Window
from shared.kafka.offsets import Offsets
from shared.reference import load_reference
from shared.workdays import load_calendar


@dataclass(slots=True)
class Story:
    """What was lived, for the summary."""

    simulator: Simulator
    imported: int = 0
    import_source: str = ""


@asynccontextmanager
async def cast(installation: Installation, settings: DemoSettings) -> AsyncIterator[Simulator]:
    """The simulator with its clients open."""
    agencies = load_reference().routed_agencies()
    bodies = Bodies(tempers(agencies, settings.seed), load_calendar(), settings.seed)
    async with (
        httpx.AsyncClient(timeout=30.0) as http,
        Offsets(installation.kafka) as offsets,
        Post(installation.kafka, offsets) as post,
    ):
        window = Window(http, installation.services["intake"].url)
        barrier = Barrier(offsets, installation.kafka, installation.services, http)
        yield Simulator(installation.clock, window, post, bodies, barrier, settings.seed)


async def live(
    simulator: Simulator, installation: Installation, settings: DemoSettings, begins: datetime, bars: Bars
) -> Story:
    """Live the days from `begins` to this moment, with the import in between. Raises what the simulator raises."""
    now, calendar = datetime.now(UTC), load_calendar()
    rng = Random(f"{settings.seed}:steps")  # noqa: S311
    steps = plan_steps(begins, now, settings.appeals, calendar, rng)
    story = Story(simulator)
    import_at = now - timedelta(days=settings.import_days_ago)
    before = [step for step in steps if step.at < import_at]
    with bars.simulation(steps) as told:
        await simulator.live(before, told)
    _import(story, installation, settings, simulator.at or begins, bars)
    await simulator.digest()
    with bars.simulation(steps, done=len(before)) as told:
        await simulator.live(steps[len(before) :], told)
        await simulator.barrier.finish()
    return story


def _import(story: Story, installation: Installation, settings: DemoSettings, at: datetime, bars: Bars) -> None:
    path = importing.source()
    found = importing.texts(path)
    file = installation.folder / "import.jsonl"
    lines = importing.rows(found, at, load_calendar(), settings.seed)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with bars.importing(len(found), path.name):
        done = installation.command("services.intake", "import", str(file))
    if done.returncode != 0:
        raise DemoError(f"the import failed: {(done.stdout + done.stderr)[-1500:]}")
    story.imported, story.import_source = len(found), path.name
