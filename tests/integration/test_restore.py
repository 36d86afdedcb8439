"""Intake and router lose their databases and get back an older backup: the log brings them to where they were."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
from pydantic import SecretStr

from deploy.ledger.books import disagreements
from deploy.ledger.reading import read_all as read_books
from deploy.local import Stack
from services.analytics.app import build_app as build_analytics
from services.analytics.settings import AnalyticsSettings
from services.intake import catch_up as intake_catch_up
from services.intake.app import build_app as build_intake
from services.intake.app import build_core
from services.intake.settings import IntakeSettings
from services.router import catch_up as router_catch_up
from services.router.app import INPUTS, load_law
from services.router.app import build_app as build_router
from services.sla_monitor.app import build_app as build_monitor
from services.sla_monitor.settings import SlaMonitorSettings
from shared.clock import wall_clock
from shared.contracts.agency import AcceptAppeal, RedirectAppeal, RedirectPart
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, NOTICES, SUBMITTED
from shared.mongo.client import Document, connect
from tests.support.installation import Installation, caught_up, eventually, install, publish, read_all, running
from tests.support.intake_builders import body
from tests.support.router import ROAD
from tests.support.sightings import APPLICANT_KEY, SETTINGS

INTAKE = IntakeSettings(secret_key=SecretStr("a key for tests only"), relay_scan_seconds=0.2, number_block=4)
HOLDER = AGENCY_ACTIONS_TOPIC.of("akimat-75")
Backup = dict[tuple[str, str], list[Document]]


@asynccontextmanager
async def serving(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """Intake and router; a client of intake."""
    kafka, mongo = installation.kafka, installation.mongo
    intake = build_intake(INTAKE, kafka, mongo)
    async with running(intake), running(build_router(SETTINGS, kafka, mongo)):
        transport = httpx.ASGITransport(intake)
        async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
            yield client


async def file(client: httpx.AsyncClient, count: int) -> list[dict[str, Any]]:
    """File appeals about a road and wait until they are published."""
    answers = [await client.post("/v1/appeals", json=body(text=ROAD)) for _ in range(count)]

    async def published() -> bool:
        return bool((await client.get("/health/progress")).json()["outbox_pending"] == 0)

    await eventually(published, "the outbox is empty")
    return [answer.raise_for_status().json() for answer in answers]


def act(kind: type[AcceptAppeal | RedirectAppeal | RedirectPart], receipt: dict[str, Any], **fields: str) -> Outgoing:
    """A command of the holder about one appeal."""
    context = {"event_id": f"{kind.__name__} {receipt['number']}", "appeal_id": receipt["appeal_id"]}
    return encode(kind.model_validate(context | {"occurred_at": wall_clock()} | fields), HOLDER, "akimat-75")


async def settle(installation: Installation) -> None:
    """Wait until everything has been read, children of a partial redirect too."""
    for _ in range(2):
        await caught_up(installation, "router", INPUTS)
    for service in ("intake", "sla_monitor", "analytics"):
        await caught_up(installation, service, [LIFECYCLE])
    await caught_up(installation, "intake", [NOTICES])


async def backed_up(installation: Installation) -> Backup:
    """All documents of intake and router."""
    found: Backup = {}
    for service in ("intake", "router"):
        database = connect(installation.mongo, service)
        for name in await database.list_collection_names():
            found[service, name] = await database[name].find({}).to_list(None)
        database.client.close()
    return found


async def restore(installation: Installation, backup: Backup) -> None:
    """The databases as they were then."""
    for service in ("intake", "router"):
        database = connect(installation.mongo, service)
        for name in await database.list_collection_names():
            await database[name].delete_many({})
            if documents := backup.get((service, name)):
                await database[name].insert_many(documents)
        database.client.close()


async def catch_up(installation: Installation) -> tuple[router_catch_up.CaughtUp, intake_catch_up.CaughtUp]:
    kafka, mongo = installation.kafka, installation.mongo
    router = await router_catch_up.catch_up(kafka, mongo, load_law(), APPLICANT_KEY)
    return router, await intake_catch_up.catch_up(build_core(INTAKE, kafka, mongo))


async def wrong(installation: Installation) -> list[str]:
    return disagreements(*await read_books(installation.kafka, installation.mongo, patience=20))


async def test_an_older_backup_is_brought_up_to_the_log_and_goes_on_as_if_nothing_had_been(stack: Stack) -> None:
    installation = await install(stack)
    kafka, mongo = installation.kafka, installation.mongo
    async with AsyncExitStack() as readers:
        await readers.enter_async_context(running(build_monitor(SlaMonitorSettings(), kafka, mongo)))
        await readers.enter_async_context(running(build_analytics(AnalyticsSettings(), kafka, mongo)))
        async with serving(installation) as client:
            old = await file(client, 4)
            await settle(installation)
            await publish(installation, [act(AcceptAppeal, old[0])])
            await settle(installation)
        backup = await backed_up(installation)
        async with serving(installation) as client:
            new = await file(client, 3)
            await settle(installation)
            acts = [act(AcceptAppeal, old[1]), act(AcceptAppeal, new[0])]
            acts += [act(RedirectAppeal, old[0], to_agency="mot", reason="трасса")]
            acts += [act(RedirectPart, new[1], to_agency="mot", reason="трасса", text="съезд")]
            await publish(installation, acts)
            await settle(installation)
            lived = await backed_up(installation)
        await restore(installation, backup)
        assert any("behind the log" in line for line in await wrong(installation))
        router, intake = await catch_up(installation)
        assert (router.cases, router.diverged) == (6, [])  # two old ones, three new ones and the child
        assert (intake.restored, intake.missing) == (3, {})
        again, _ = await catch_up(installation)
        assert (again.cases, again.facts) == (0, 0)
        caught = await backed_up(installation)
        assert stand(caught) == stand(lived)
        assert await wrong(installation) == []
        async with serving(installation) as client:
            latest = await file(client, 5)
            await publish(installation, [*acts, act(AcceptAppeal, old[2])])  # a sender repeats all that it had sent
            await settle(installation)
            status = await client.get(f"/v1/appeals/{new[0]['number']}", headers={"X-Appeal-Secret": new[0]["secret"]})
        assert status.json()["status"] == "in_work"
        assert len({one["number"] for one in [*old, *new, *latest]}) == 12
        assert await wrong(installation) == []
    submits = [dict(record.headers)["ce_type"] for record in await read_all(installation, [SUBMITTED])]
    assert submits.count(b"appeal.submit") == 13


def stand(backup: Backup) -> dict[str, tuple[Any, ...]]:
    """What people look at of each case, and the sightings."""
    cases = {d["_id"]: (d["state"], d["agency"], d["sequence"], d["clocks_until"]) for d in backup["router", "cases"]}
    seen = {d["_id"]: tuple(sorted(d["of"])) for d in backup["router", "applicants"]}
    return cases | seen
