"""Repeats of one applicant (Art. 64(7)(2), 88(1)(1)) and campaigns of many: flags on the first fact, never a return."""

from datetime import timedelta

import pytest

from services.router.rules.case import State
from services.router.rules.likeness import fingerprint
from shared.contracts.agency import AnswerAppeal, AppealDelivered, RedirectAppeal, RedirectPart
from shared.contracts.event import Event
from shared.contracts.lifecycle import AppealAssigned, AppealTriaged
from shared.contracts.likeness import Likeness
from shared.contracts.submissions import Applicant, SubmitAppeal
from shared.contracts.vocabulary import Kind, Language, Outcome
from tests.support.replies import lawful_reply
from tests.support.router import (
    EVERYTHING,
    MORNING,
    PENSION,
    ROAD,
    Confirmed,
    Router,
    appeal_id,
    from_agency,
    submission,
    submitted,
)
from tests.support.router_acts import AKIMAT, action, case_of, fact

AGAIN = "Пишу второй раз: улица наша разбита, на дороге ямы, тротуара нет. Просим отремонтировать асфальт"
NONSENSE = "Лопухи синеют мимо облаков, где тихие кастрюли вспоминают вчерашний звон"


def appeal(name: str, text: str = ROAD, person: str = "1", hour: int = 0, region: str = "KZ-75") -> SubmitAppeal:
    told = submission(name, text, kind=Kind.MESSAGE, at=MORNING + timedelta(hours=hour), region=region)
    return told.model_copy(update={"applicant": Applicant(name="Заявитель Пример", phone=f"870000{person:>05}")})


def likeness_of(events: list[Event], name: str) -> Likeness:
    (first,) = [e for e in events if isinstance(e, AppealAssigned | AppealTriaged) and e.appeal_id == appeal_id(name)]
    assert first.likeness is not None
    return first.likeness


async def router_with(*appeals: SubmitAppeal) -> Router:
    router = Router(confirmed=Confirmed(EVERYTHING))
    for told in appeals:
        await router.take(submitted(told))
    return router


@pytest.mark.parametrize("text", [ROAD, AGAIN, f"Здравствуйте!\n{ROAD.upper()}\nС уважением, Пример"])
async def test_article_64_7_a_repeat_is_flagged_with_the_earlier_number_and_still_assigned(text: str) -> None:
    router = await router_with(appeal("first"))
    events = await router.take(submitted(appeal("again", text, hour=3)))
    repeats = likeness_of(events, "again").repeats
    assert repeats is not None
    assert (repeats.appeal_id, repeats.number, repeats.agency) == (
        appeal_id("first"),
        submission("first").number,
        AKIMAT,
    )
    assert (repeats.outcome, repeats.closed_on) == (None, None)
    assert case_of(router, "again").state is State.ASSIGNED


async def test_article_88_1_the_flag_says_how_the_earlier_appeal_was_answered_and_when() -> None:
    router = await router_with(appeal("first"))
    reply = {"outcome": Outcome.EXPLAINED, "language": Language.RU, "text": lawful_reply()}
    await router.take(from_agency(AKIMAT, action(AnswerAppeal, day=3, **reply)))
    repeats = likeness_of(await router.take(submitted(appeal("again", hour=90))), "again").repeats
    assert repeats is not None
    assert repeats.outcome is Outcome.EXPLAINED
    assert str(repeats.closed_on) == "2026-03-16"


async def test_a_repeat_inside_one_batch_is_found_in_either_order() -> None:
    first, again = appeal("first"), appeal("again", AGAIN, hour=3)
    for batch in ((first, again), (again, first)):
        router = Router(confirmed=Confirmed(EVERYTHING))
        events = await router.take(*map(submitted, batch))
        repeats = likeness_of(events, "again").repeats
        assert repeats is not None
        assert repeats.number == first.number
        assert likeness_of(events, "first").repeats is None


@pytest.mark.parametrize(
    "other", [appeal("other", PENSION, hour=1), appeal("other", ROAD, person="2", hour=1)], ids=["matter", "person"]
)
async def test_another_matter_or_another_person_is_no_repeat(other: SubmitAppeal) -> None:
    router = await router_with(appeal("first"))
    likeness = likeness_of(await router.take(submitted(other)), "other")
    assert (likeness.repeats, likeness.campaign) == (None, None)


async def test_an_appeal_received_earlier_but_handled_later_is_no_repeat_of_the_later() -> None:
    router = await router_with(appeal("later", hour=5))
    assert likeness_of(await router.take(submitted(appeal("earlier"))), "earlier").repeats is None


async def test_the_likeliest_of_several_earlier_appeals_is_named() -> None:
    router = await router_with(appeal("a", AGAIN), appeal("b", ROAD, hour=1), appeal("c", PENSION, hour=2))
    repeats = likeness_of(await router.take(submitted(appeal("again", ROAD, hour=3))), "again").repeats
    assert repeats is not None
    assert repeats.number == submission("b").number


async def test_a_crash_between_index_and_case_changes_nothing_of_the_fact() -> None:
    whole = await router_with(appeal("first"))
    expected = await whole.take(submitted(appeal("again", hour=3), offset=9))
    crashed = await router_with(appeal("first"))
    await crashed.take(submitted(appeal("again", hour=3), offset=9))
    crashed.cases.dossiers.pop(appeal_id("again"))  # its sighting stayed
    assert await crashed.take(submitted(appeal("again", hour=3), offset=9)) == expected


async def test_a_redelivery_gives_the_identical_fact_though_more_was_seen_since() -> None:
    router = Router()
    first = submitted(appeal("first"), offset=1)
    once = await router.take(first)
    await router.take(submitted(appeal("before", hour=-20), offset=2))
    assert (await router.take(first))[: len(once)] == once


async def test_article_64_7_1_a_text_in_triage_bears_the_flag_too() -> None:
    router = await router_with(appeal("first", NONSENSE))
    repeats = likeness_of(await router.take(submitted(appeal("again", NONSENSE, hour=1))), "again").repeats
    assert repeats is not None
    assert (repeats.number, repeats.agency) == (submission("first").number, None)


async def test_every_body_that_gets_it_sees_the_earlier_number() -> None:
    router = await router_with(appeal("a"))
    delivered = fact(await router.take(submitted(appeal("first", hour=1))), AppealDelivered)
    redirect = action(RedirectAppeal, to_agency="mot", reason="республиканская трасса")
    onwards = fact(await router.take(from_agency(AKIMAT, redirect)), AppealDelivered)
    for record in (delivered, onwards):
        assert record.repeats is not None
        assert record.repeats.number == submission("a").number


async def test_from_the_fifth_person_on_one_text_about_one_region_is_a_campaign() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    found = []
    for n in range(8):
        text = f"Здравствуйте, {ROAD}" if n % 2 else ROAD
        events = await router.take(submitted(appeal(f"p{n}", text, person=str(n), hour=n)))
        found.append(likeness_of(events, f"p{n}").campaign)
        assert fact(events, AppealDelivered).campaign == found[-1]
        assert likeness_of(events, f"p{n}").repeats is None
    assert found[:4] == [None] * 4
    assert len(set(found[4:])) == 1
    assert found[4] is not None


@pytest.mark.parametrize(
    "letters",
    [
        {f"p{n}": appeal(f"p{n}", hour=n) for n in range(6)},
        {code: appeal(code, person=code[-2:], region=code) for code in ("KZ-75", "KZ-71", "KZ-79", "KZ-10", "KZ-11")},
    ],
    ids=["one person", "five regions"],
)
async def test_five_letters_of_one_person_or_from_five_regions_are_no_campaign(
    letters: dict[str, SubmitAppeal],
) -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    for name, letter in letters.items():
        assert likeness_of(await router.take(submitted(letter)), name).campaign is None


async def test_a_demand_passed_on_is_no_repeat_of_its_own_appeal_but_has_a_fingerprint() -> None:
    router = await router_with(appeal("first"))
    part = action(RedirectPart, to_agency="mot", reason="трасса", text=ROAD)
    child = fact(await router.take(from_agency(AKIMAT, part)), SubmitAppeal)
    (assigned, delivered) = await router.take(submitted(child))
    assert isinstance(assigned, AppealAssigned)
    assert assigned.likeness is not None
    assert (assigned.likeness.repeats, assigned.likeness.matter) == (None, fingerprint(ROAD))
    assert isinstance(delivered, AppealDelivered)
    assert delivered.repeats is None
