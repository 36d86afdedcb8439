"""A router whose cases are behind the log does not serve: it would write facts under sequences that are taken."""

from datetime import UTC, datetime

import pytest

from deploy.local import Stack
from services.router.app import INPUTS, build_app, load_law
from services.router.catch_up import CaughtUp, catch_up
from services.router.store import CatchUpUnfinished, MongoCases
from shared.contracts.envelope import encode
from shared.contracts.lifecycle import AppealAccepted
from shared.contracts.topics import LIFECYCLE, SUBMITTED
from shared.mongo.client import connect
from tests.support.installation import Installation, caught_up, install, publish, read_all, running
from tests.support.router import appeal_id, submission
from tests.support.sightings import APPLICANT_KEY, SETTINGS
from tests.unit.sla_monitor.builders import fact

NOW = datetime.now(UTC)


@pytest.fixture
async def installation(stack: Stack) -> Installation:
    """An appeal has been submitted; no router has read it yet."""
    made = await install(stack)
    await publish(made, [encode(submission(at=NOW), SUBMITTED.name, "intake")])
    return made


async def interrupted(installation: Installation) -> None:
    """A catch-up was killed before it had finished."""
    database = connect(installation.mongo, "router")
    await MongoCases(database).begin_catch_up()
    database.client.close()


async def finish(installation: Installation) -> CaughtUp:
    return await catch_up(installation.kafka, installation.mongo, load_law(), APPLICANT_KEY)


async def serve(installation: Installation) -> int:
    """Let the router read everything; the number of facts that are in the log then."""
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await caught_up(installation, "router", INPUTS)
    return len(await read_all(installation, [LIFECYCLE]))


async def test_a_router_does_not_serve_before_an_interrupted_catch_up_has_finished(installation: Installation) -> None:
    await interrupted(installation)
    with pytest.raises(CatchUpUnfinished, match=r"run `python -m services.router catch-up` again"):
        await serve(installation)
    assert await read_all(installation, [LIFECYCLE]) == []
    assert (await finish(installation)).diverged == []
    assert await serve(installation) == 1


async def test_a_router_does_not_serve_while_a_fact_of_the_log_cannot_be_had(installation: Installation) -> None:
    """The fact names an input that stands in no topic: by these tables nobody comes to it."""
    stray = fact(AppealAccepted, 2, NOW, appeal_id("first")).model_copy(update={"causation_id": "nowhere"})
    await publish(installation, [encode(stray, LIFECYCLE.name, "router")])
    (diverged,) = (await finish(installation)).diverged
    assert (diverged.appeal_id, diverged.sequence) == (appeal_id("first"), 2)
    with pytest.raises(CatchUpUnfinished):
        await serve(installation)
    assert len(await read_all(installation, [LIFECYCLE])) == 1
