"""Repeats and campaigns on a real store: between batches, after a crash, with two replicas, and the report on them."""

from datetime import timedelta

import pytest
from pymongo.errors import PyMongoError

from deploy.local import Stack
from services.router.app import INPUTS, NAME, build_app
from services.router.campaigns_command import all_campaigns
from services.router.rules.resemblance import sightings
from services.router.sightings import MongoSightings
from shared.contracts.envelope import Outgoing, decode, encode
from shared.contracts.lifecycle import AppealAssigned
from shared.contracts.likeness import Likeness
from shared.contracts.submissions import Applicant, SubmitAppeal
from shared.contracts.topics import LIFECYCLE, SUBMITTED
from shared.mongo.client import connect
from tests.support.installation import Installation, caught_up, install, publish, read_all, running
from tests.support.router import MORNING, ROAD, submission
from tests.support.sightings import APPLICANT_KEY, SETTINGS

IIN = "900101000017"
AGAIN = "Пишу второй раз: улица наша разбита, на дороге ямы, тротуара нет. Просим отремонтировать асфальт"


def appeal(name: str, text: str = ROAD, iin: str = IIN, hour: int = 0) -> SubmitAppeal:
    told = submission(name, text, at=MORNING + timedelta(hours=hour))
    return told.model_copy(update={"applicant": Applicant(name="Заявитель Пример", iin_bin=iin)})


def crowd(count: int) -> list[SubmitAppeal]:
    return [appeal(f"p{n}", iin=f"9001010{n:05}", hour=n) for n in range(count)]


def records(*appeals: SubmitAppeal) -> list[Outgoing]:
    return [encode(told, SUBMITTED.name, "intake") for told in appeals]


async def likenesses(installation: Installation) -> dict[str, list[Likeness]]:
    """By number, one per fact in the log."""
    found: dict[str, list[Likeness]] = {}
    for record in await read_all(installation, [LIFECYCLE]):
        fact = decode(record.headers, record.key, record.value, LIFECYCLE.types)
        if isinstance(fact, AppealAssigned) and fact.likeness is not None:
            found.setdefault(fact.number, []).append(fact.likeness)
    return found


async def documents(installation: Installation) -> str:
    """Everything in the two indexes, as text."""
    database = connect(installation.mongo, NAME)
    try:
        return str([await database[name].find({}).to_list(None) for name in ("applicants", "campaigns")])
    finally:
        database.client.close()


async def test_a_repeat_in_a_later_batch_is_flagged_and_the_indexes_hold_neither_iin_nor_text(stack: Stack) -> None:
    installation = await install(stack)
    first, again = appeal("first"), appeal("again", AGAIN, hour=3)
    for told in (first, again):
        async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
            await publish(installation, records(told))
            await caught_up(installation, "router", INPUTS)
    found = await likenesses(installation)
    ((likeness,), (original,)) = found[again.number], found[first.number]
    assert original.repeats is None
    assert likeness.repeats is not None
    assert (likeness.repeats.number, likeness.repeats.agency) == (first.number, "akimat-75")
    kept = await documents(installation)
    assert first.number in kept
    assert not any(secret in kept for secret in (IIN, "Пример", "дорог"))


async def test_a_crash_between_index_and_case_leaves_a_sighting_and_the_fact_is_the_same(stack: Stack) -> None:
    installation = await install(stack)
    first, again = appeal("first"), appeal("again", AGAIN, hour=3)
    database = connect(installation.mongo, NAME)
    await MongoSightings(database).note(sightings([first, again], {}, APPLICANT_KEY).values())
    database.client.close()
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, records(first))
        await caught_up(installation, "router", INPUTS)
        await publish(installation, records(again, again))
        await caught_up(installation, "router", INPUTS)
    found = await likenesses(installation)
    assert [likeness.repeats for likeness in found[first.number]] == [None]
    ((likeness),) = found[again.number]
    assert likeness.repeats is not None
    assert likeness.repeats.number == first.number


async def test_two_replicas_find_one_campaign_and_the_report_counts_its_people(stack: Stack) -> None:
    installation = await install(stack)
    people = crowd(30)
    first, second = (build_app(SETTINGS, installation.replica(name), installation.mongo) for name in ("a", "b"))
    async with running(first), running(second):
        await publish(installation, records(*people[:10]))
        await caught_up(installation, "router", INPUTS)
        await publish(installation, records(*people[10:], people[12]))
        await caught_up(installation, "router", INPUTS)
    found = await likenesses(installation)
    late = {found[told.number][0].campaign for told in people[10:]}
    assert len(late) == 1
    assert None not in late
    assert [found[told.number][0].campaign for told in people[:4]] == [None] * 4
    (campaign,) = await all_campaigns(installation.mongo)
    assert {campaign.id} == late
    assert (campaign.people, campaign.region, campaign.first_number) == (30, "KZ-75", people[0].number)
    assert str(campaign.last_day) == "2026-03-14"


async def test_a_store_that_fails_at_the_index_loses_no_appeal(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    installation = await install(stack)
    failures = iter([PyMongoError("down"), PyMongoError("down")])
    note = MongoSightings.note

    async def failing(self: MongoSightings, new: object) -> object:
        for failure in failures:
            raise failure
        return await note(self, new)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(MongoSightings, "note", failing)
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, records(appeal("first")))
        await caught_up(installation, "router", INPUTS)
    assert [len(found) for found in (await likenesses(installation)).values()] == [1]
