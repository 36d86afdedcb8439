"""Several persons in one appeal: those who signed it, and those who join the open case (Art. 22(1), 64(7-1))."""

import pytest

from services.router.rules.case import State
from shared.contracts.agency import AppealDelivered, RedirectAppeal, RedirectPart, ReturnAppeal
from shared.contracts.event import Event
from shared.contracts.joining import AppealJoined, JoinDelivered
from shared.contracts.lifecycle import AppealReturned
from shared.contracts.notices import ApplicantNotified
from shared.contracts.submissions import MOST_NAMED, JoinAppeal, SubmitAppeal, WithdrawAppeal
from shared.contracts.vocabulary import NoticeKind
from tests.support.router import EVERYTHING, Confirmed, Router, submission, submitted
from tests.support.router_acts import action, ask, case_of, do, fact, facts, opened

SECOND, THIRD = "Вторая Тестова", "Третья Тестова"


def joining(name: str = SECOND, day: int = 1) -> JoinAppeal:
    return action(JoinAppeal, day=day, applicant={"name": name, "address": "Алматы"})


def collective(*names: str) -> SubmitAppeal:
    told = submission()
    dims = told.dims.model_copy(update={"collective": True})
    return told.model_copy(update={"dims": dims, "co_applicants": len(names), "co_applicant_names": names})


async def test_article_22_1_the_body_gets_the_names_of_all_who_signed() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    delivered = fact(await router.take(submitted(collective(SECOND, THIRD))), AppealDelivered)
    assert (delivered.co_applicants, delivered.co_applicant_names) == (2, (SECOND, THIRD))
    assert delivered.dims.collective


async def test_article_22_1_who_joins_is_named_to_the_body_and_only_counted_in_the_log() -> None:
    router = await opened()
    before = case_of(router)
    events = await ask(router, joining())
    joined, told = fact(events, AppealJoined), fact(events, JoinDelivered)
    assert (joined.sequence, joined.co_applicants, joined.starts) == (before.sequence + 1, 1, ())
    assert SECOND not in joined.model_dump_json()
    assert (told.applicant.name, told.co_applicants, told.sequence) == (SECOND, 1, joined.sequence)
    assert (case_of(router).deadlines, case_of(router).state) == (before.deadlines, before.state)


async def test_article_22_1_the_next_body_and_the_child_have_those_who_joined() -> None:
    router = await opened()
    await ask(router, joining())
    part = action(RedirectPart, day=2, to_agency="moe", reason="часть", text="Школа")
    assert fact(await do(router, part), SubmitAppeal).co_applicant_names == (SECOND,)
    moved = await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="не наше"))
    assert fact(moved, AppealDelivered).co_applicant_names == (SECOND,)


async def test_article_22_1_a_person_joins_once_however_often_it_is_asked() -> None:
    router = await opened()
    await ask(router, joining())
    assert await ask(router, joining()) == []
    assert fact(await ask(router, joining(THIRD, day=2)), AppealJoined).co_applicants == 2


async def test_article_22_1_before_a_body_is_named_a_person_joins_and_comes_with_the_delivery() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission(text="Добрый день")))
    assert case_of(router).state is State.TRIAGE
    events: list[Event] = await ask(router, joining())
    assert [event.type for event in events] == ["appeal.joined"]
    assert case_of(router).submission.co_applicant_names == (SECOND,)


async def test_article_22_1_nobody_joins_a_case_that_has_ended() -> None:
    router = await opened()
    await ask(router, action(WithdrawAppeal))
    before = case_of(router)
    events = await ask(router, joining(day=2))
    notice = fact(events, ApplicantNotified)
    assert (notice.notice, facts(events), case_of(router)) == (NoticeKind.JOIN_REFUSED, [], before)
    assert notice.text is not None
    assert notice.text.startswith("Art. 22(1)")


async def test_article_64_7_1_a_collective_appeal_is_returned_like_any_other() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(collective(SECOND)))
    returned = fact(await do(router, action(ReturnAppeal, ground="insulting", reason="брань")), AppealReturned)
    assert returned.dims.collective


@pytest.mark.parametrize("known", [MOST_NAMED - 1, MOST_NAMED])
async def test_article_22_1_beyond_the_names_that_travel_persons_are_counted(known: int) -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(collective(*(f"Тест {n}" for n in range(known)))))
    await ask(router, joining())
    told = case_of(router).submission
    assert (told.co_applicants, len(told.co_applicant_names)) == (known + 1, MOST_NAMED)
