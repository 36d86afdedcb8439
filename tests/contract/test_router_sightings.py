"""One suite for both indexes of sightings: the fake that unit tests use behaves as the real one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr

from deploy.local import Stack
from services.router.rules.likeness import fingerprint
from services.router.rules.resemblance import IN_BAND, Neighbours, Sighting
from services.router.sightings import OF_APPLICANT, MongoSightings, Sightings
from shared.mongo.client import MongoSettings, connect
from tests.support.router import MORNING, PENSION, ROAD, appeal_id
from tests.support.sightings import InMemorySightings


@pytest.fixture(params=["memory", "mongo"])
async def index(request: pytest.FixtureRequest) -> AsyncIterator[Sightings]:
    if request.param == "memory":
        yield InMemorySightings()
        return
    stack: Stack = request.getfixturevalue("stack")
    database = connect(MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=uuid4().hex[:8]), "router")
    store = MongoSightings(database)
    yield store
    database.client.close()


def sighting(number: int, applicant: str | None = "a" * 24, text: str = ROAD, region: str = "KZ-75") -> Sighting:
    received = MORNING + timedelta(microseconds=number)
    name = f"ЖТ-2026-{number:08d}"
    return Sighting(appeal_id(name), name, received, applicant, fingerprint(text), region)


async def test_what_is_noted_is_found_by_applicant_and_by_band_in_order_of_receipt(index: Sightings) -> None:
    second, first, other = sighting(2), sighting(1), sighting(3, "b" * 24)
    await index.note([second])
    found = await index.note([first, other])
    assert found.of_applicant == {"a" * 24: [first, second], "b" * 24: [other]}
    assert found.in_band == {band: [first, second, other] for band in first.bands}


async def test_noting_again_changes_nothing(index: Sightings) -> None:
    once = await index.note([sighting(1), sighting(2)])
    again = await index.note([sighting(2), sighting(1)])
    assert again == once


async def test_another_region_or_text_shares_no_band(index: Sightings) -> None:
    await index.note([sighting(1), sighting(2, "b" * 24, region="KZ-71")])
    far = sighting(3, "c" * 24, text=PENSION)
    assert (await index.note([far])).in_band == {band: [far] for band in far.bands}


async def test_nothing_of_a_demand_passed_on_or_of_a_text_too_short_is_kept(index: Sightings) -> None:
    part = Sighting("1", "1/1", MORNING, "a" * 24, fingerprint(ROAD), "KZ-75", kept=False)
    short = Sighting("2", "2", MORNING, "a" * 24, None, "KZ-75")
    assert await index.note([part, short]) == Neighbours()


async def test_a_person_unknown_is_in_no_index(index: Sightings) -> None:
    assert await index.note([sighting(1, applicant=None)]) == Neighbours()


async def test_only_the_last_appeals_of_one_applicant_are_compared(index: Sightings) -> None:
    texts = [f"{ROAD} {PENSION}", ROAD]
    for start in range(0, 120, 40):
        await index.note(sighting(n, text=texts[n % 2]) for n in range(start, start + 40))
    found = (await index.note([sighting(120)])).of_applicant["a" * 24]
    assert [s.number for s in found] == [sighting(n).number for n in range(121 - OF_APPLICANT, 121)]


async def test_a_band_keeps_the_first_people_and_no_crowd(index: Sightings) -> None:
    for start in range(0, 10 * IN_BAND, IN_BAND):
        found = await index.note(sighting(n, f"{n:024x}") for n in range(start, start + IN_BAND))
    for seen in found.in_band.values():
        assert [s.number for s in seen[:IN_BAND]] == [sighting(n).number for n in range(IN_BAND)]
        assert len(seen) <= 2 * IN_BAND


async def test_bands_that_nobody_joined_since_a_day_are_forgotten_on_request(stack: Stack) -> None:
    database = connect(MongoSettings(url=SecretStr(stack.mongo_url), database_prefix=uuid4().hex[:8]), "router")
    store = MongoSightings(database)
    await store.note([sighting(1), sighting(2, "b" * 24, text=PENSION)])
    assert await store.forget_bands(MORNING) == 0
    assert await store.forget_bands(MORNING + timedelta(days=1)) == 4
    assert [seen async for seen in store.bands()] == []
    database.client.close()
