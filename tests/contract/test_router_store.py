"""One suite for every store of the router: the fake that unit tests use behaves as the real one."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from deploy.local import Stack
from services.router.rules.case import Answer, Case, Dossier, Memory, Recused, State, TailEntry
from services.router.store import KEPT, Cases, MongoCases
from shared.contracts.envelope import Outgoing, Place
from shared.contracts.vocabulary import Language, Outcome
from shared.mongo.client import MongoSettings, connect
from shared.mongo.versioned import LostVersion
from tests.support.router import InMemoryCases, appeal_id, submission


@pytest.fixture(params=["memory", "mongo"])
async def cases(request: pytest.FixtureRequest) -> AsyncIterator[Cases]:
    if request.param == "memory":
        yield InMemoryCases()
        return
    stack: Stack = request.getfixturevalue("stack")
    database = connect(MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=uuid4().hex[:8]), "router")
    store = MongoCases(database)
    await store.prepare()
    yield store
    database.client.close()


def dossier(name: str = "first", version: int = 0, **changes: Any) -> Dossier:
    told = submission(name)
    case = Case(told, State.ASSIGNED, 2, told.occurred_at, told.dims, "kz-75", "akimat-75", deadlines=told.deadlines)
    record = Outgoing("appeals.lifecycle.v1", told.appeal_id, b'{"a":1}', {"ce_id": "1", "ce_type": "appeal.assigned"})
    place = Place("appeals.submitted.v1", 3, 17)
    memory = Memory((("appeals.submitted.v1/3", 17),), (("appeals.submitted.v1", "x"),), (TailEntry(place, (record,)),))
    return Dossier(replace(case, **changes), memory, version)


async def test_what_is_saved_is_loaded_whole_with_the_next_version(cases: Cases) -> None:
    await cases.save({appeal_id("first"): dossier()})
    assert await cases.load([appeal_id("first"), appeal_id("absent")]) == {appeal_id("first"): dossier(version=1)}


async def test_what_an_applicant_asked_and_a_body_decided_is_loaded_as_it_was(cases: Cases) -> None:
    changes: dict[str, Any] = {
        "answer": Answer(Outcome.EXPLAINED, Language.KK),
        "recused": (Recused("akimat-75", "a-17"), Recused("mot")),
        "access_asked_on": date(2026, 3, 16),
        "correction_asked": True,
    }
    await cases.save({appeal_id("first"): dossier(**changes)})
    assert (await cases.load([appeal_id("first")]))[appeal_id("first")] == dossier(version=1, **changes)


def test_a_case_that_was_stored_before_recusals_and_requests_is_read_as_one_without_them() -> None:
    told = dossier()
    kept = json.loads(KEPT.dump_json((told.case, told.memory)))
    for field in ("answer", "recused", "access_asked_on", "correction_asked"):
        del kept[0][field]
    assert KEPT.validate_json(json.dumps(kept)) == (told.case, told.memory)


async def test_a_write_over_the_stored_version_replaces_it(cases: Cases) -> None:
    await cases.save({appeal_id("first"): dossier()})
    await cases.save({appeal_id("first"): dossier(version=1, state=State.IN_WORK)})
    assert (await cases.load([appeal_id("first")]))[appeal_id("first")].case.state is State.IN_WORK


@pytest.mark.parametrize("version", [0, 2])
async def test_a_write_over_another_version_is_lost_and_changes_nothing(cases: Cases, version: int) -> None:
    await cases.save({appeal_id("first"): dossier()})
    with pytest.raises(LostVersion):
        await cases.save({appeal_id("first"): dossier(version=version, state=State.IN_WORK)})
    assert (await cases.load([appeal_id("first")]))[appeal_id("first")] == dossier(version=1)


async def test_the_others_of_a_lost_write_are_written(cases: Cases) -> None:
    await cases.save({appeal_id("first"): dossier()})
    with pytest.raises(LostVersion):
        await cases.save({appeal_id("first"): dossier(), appeal_id("second"): dossier("second")})
    assert appeal_id("second") in await cases.load([appeal_id("second")])
