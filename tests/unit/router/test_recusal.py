"""Recusal of the official who considers an appeal: Art. 67 and 97(2)."""

from typing import Any

import pytest

from services.router.rules.case import State
from shared.contracts.agency import (
    AcceptAppeal,
    AnswerAppeal,
    AppealDelivered,
    DecideRecusal,
    RecusalDelivered,
    RedirectAppeal,
    TerminateAppeal,
)
from shared.contracts.lifecycle import AppealAnswered, AppealRedirected, AppealTerminated
from shared.contracts.notices import ApplicantNotified
from shared.contracts.recusal import RecusalDecided, RecusalMoved
from shared.contracts.submissions import MoveRecusal
from shared.contracts.vocabulary import ClockName, Kind, Language, NoticeKind, Outcome, Refusal, TerminationGround
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, Confirmed, Router, submission, submitted
from tests.support.router_acts import AKIMAT, action, ask, case_of, do, fact, facts, opened, refused, started

BIASED = "Исполнитель сам принял решение"
GRANTED: dict[str, Any] = {"granted": True, "reason": "Довод подтвердился"}
ANSWER: dict[str, Any] = {"outcome": Outcome.ACT_CANCELLED, "language": Language.RU, "text": lawful_reply()}


async def moved(kind: Kind = Kind.APPLICATION) -> Router:
    """A router where the applicant has moved to recuse on Monday."""
    router = await opened(kind)
    await ask(router, action(MoveRecusal, day=3, reason=BIASED))
    return router


@pytest.mark.parametrize("kind", list(Kind))
async def test_article_67_3_a_motion_to_recuse_is_decided_in_three_working_days(kind: Kind) -> None:
    events = await ask(await opened(kind), action(MoveRecusal, day=3, reason=BIASED))
    assert started(fact(events, RecusalMoved)) == {"recusal": "2026-03-19"}


async def test_article_67_the_body_gets_the_motion_in_the_applicants_words_and_the_log_does_not() -> None:
    events = await ask(await opened(), action(MoveRecusal, reason=BIASED))
    assert fact(events, RecusalDelivered).reason == BIASED
    assert BIASED not in fact(events, RecusalMoved).model_dump_json()


async def test_article_67_a_motion_leaves_the_appeal_where_it_is_and_its_term_running() -> None:
    router = await opened()
    await do(router, action(AcceptAppeal))
    before = case_of(router)
    await ask(router, action(MoveRecusal, day=3, reason=BIASED))
    after = case_of(router)
    assert (after.state, after.agency, after.deadlines) == (State.IN_WORK, AKIMAT, before.deadlines)


@pytest.mark.parametrize(
    ("granted", "notice"), [(True, NoticeKind.RECUSAL_GRANTED), (False, NoticeKind.RECUSAL_DENIED)]
)
async def test_article_67_3_the_decision_stops_the_clock_and_tells_the_applicant_why(
    granted: bool, notice: NoticeKind
) -> None:
    router = await moved()
    events = await do(router, action(DecideRecusal, day=4, granted=granted, reason="Довод проверен"))
    decided = fact(events, RecusalDecided)
    assert (decided.granted, decided.stops) == (granted, (ClockName.RECUSAL,))
    told = fact(events, ApplicantNotified)
    assert (told.notice, told.text) == (notice, "Довод проверен")


async def test_article_67_3_a_late_decision_is_still_taken() -> None:
    decided = fact(await do(await moved(), action(DecideRecusal, day=18, **GRANTED)), RecusalDecided)
    assert decided.stops == (ClockName.RECUSAL,)


async def test_article_67_3_a_body_decides_no_motion_that_nobody_made_and_none_twice() -> None:
    router = await opened()
    assert await refused(router, action(DecideRecusal, **GRANTED)) == (Refusal.WRONG_STATE, "Art. 67(3)")
    await ask(router, action(MoveRecusal, reason=BIASED))
    await do(router, action(DecideRecusal, day=2, **GRANTED))
    assert await refused(router, action(DecideRecusal, day=3, **GRANTED)) == (Refusal.WRONG_STATE, "Art. 67(3)")


async def test_article_67_3_a_second_motion_waits_for_the_first_and_the_applicant_hears_so() -> None:
    router = await moved()
    before = case_of(router)
    (notice,) = await ask(router, action(MoveRecusal, day=4, reason="ещё раз"))
    assert isinstance(notice, ApplicantNotified)
    assert notice.notice is NoticeKind.RECUSAL_REFUSED
    assert case_of(router) == before


async def test_article_67_a_new_motion_may_follow_a_decision() -> None:
    router = await moved()
    await do(router, action(DecideRecusal, day=4, **GRANTED))
    assert facts(await ask(router, action(MoveRecusal, day=5, reason="новый исполнитель"))) != []


async def test_article_67_after_the_end_nobody_is_recused() -> None:
    router = await opened()
    ground = TerminationGround.EARLIER_DECISION
    fact(await do(router, action(TerminateAppeal, ground=ground, reason="решено")), AppealTerminated)
    (notice,) = await ask(router, action(MoveRecusal, day=4, reason=BIASED))
    assert isinstance(notice, ApplicantNotified)
    assert notice.notice is NoticeKind.RECUSAL_REFUSED


async def test_article_67_a_motion_against_a_former_body_does_not_bind_the_next() -> None:
    router = await moved()
    events = await do(router, action(RedirectAppeal, day=4, to_agency="mot", reason="трасса"))
    assert ClockName.RECUSAL in fact(events, AppealRedirected).stops
    verdict = await refused(router, action(DecideRecusal, day=5, **GRANTED), "mot")
    assert verdict == (Refusal.WRONG_STATE, "Art. 67(3)")


async def complained(kind: Kind = Kind.COMPLAINT, official: str | None = "a-17") -> Router:
    """A router with a complaint against an official of the akimat."""
    router = Router(confirmed=Confirmed(EVERYTHING))
    told = submission(kind=kind).model_copy(update={"complained_official": official})
    events = await router.take(submitted(told))
    assert fact(events, AppealDelivered).complained_official == official
    return router


async def test_article_97_2_the_official_complained_of_may_not_consider_the_complaint() -> None:
    verdict = await refused(await complained(), action(AnswerAppeal, official="a-17", **ANSWER))
    assert verdict == (Refusal.OFFICIAL_COMPLAINED_OF, "Art. 97(2)")


@pytest.mark.parametrize(("complained_of", "answers"), [("a-17", "a-18"), ("a-17", None), (None, "a-17"), (None, None)])
async def test_article_97_2_anybody_else_may_consider_it(complained_of: str | None, answers: str | None) -> None:
    router = await complained(official=complained_of)
    fact(await do(router, action(AnswerAppeal, official=answers, **ANSWER)), AppealAnswered)
    assert case_of(router).state is State.ANSWERED


async def test_article_97_2_binds_complaints_only() -> None:
    router = await complained(Kind.MESSAGE)
    explained = ANSWER | {"outcome": Outcome.EXPLAINED}
    fact(await do(router, action(AnswerAppeal, official="a-17", **explained)), AppealAnswered)


async def recused(official: str | None = "a-17") -> Router:
    """A router where the akimat has granted the motion on Tuesday."""
    router = await moved(Kind.COMPLAINT)
    fact(await do(router, action(DecideRecusal, day=4, official=official, **GRANTED)), RecusalDecided)
    return router


@pytest.mark.parametrize("official", ["a-17", None])
async def test_article_67_after_a_grant_an_answer_names_its_official(official: str | None) -> None:
    verdict = await refused(await recused(official), action(AnswerAppeal, day=5, **ANSWER))
    assert verdict == (Refusal.OFFICIAL_NOT_NAMED, "Art. 67")


async def test_article_67_a_recused_official_may_not_answer_and_another_may() -> None:
    router = await recused()
    verdict = await refused(router, action(AnswerAppeal, day=5, official="a-17", **ANSWER))
    assert verdict == (Refusal.OFFICIAL_RECUSED, "Art. 67")
    fact(await do(router, action(AnswerAppeal, day=6, official="a-18", **ANSWER)), AppealAnswered)


async def test_article_67_every_recusal_that_was_granted_binds() -> None:
    router = await recused()
    await ask(router, action(MoveRecusal, day=5, reason=BIASED))
    await do(router, action(DecideRecusal, day=6, official="a-18", **GRANTED))
    for day, official in ((7, "a-17"), (8, "a-18")):
        verdict = await refused(router, action(AnswerAppeal, day=day, official=official, **ANSWER))
        assert verdict == (Refusal.OFFICIAL_RECUSED, "Art. 67")


async def test_article_67_a_motion_that_was_denied_binds_nobody() -> None:
    router = await moved(Kind.COMPLAINT)
    denied: dict[str, Any] = {"granted": False, "reason": "Довод не подтвердился", "official": "a-17"}
    await do(router, action(DecideRecusal, day=4, **denied))
    fact(await do(router, action(AnswerAppeal, day=5, official="a-17", **ANSWER)), AppealAnswered)


async def test_article_67_a_recusal_binds_its_own_body_also_when_the_appeal_comes_back() -> None:
    router = await recused()
    await do(router, action(RedirectAppeal, day=5, to_agency="mot", reason="трасса"))
    back = action(RedirectAppeal, day=6, to_agency=AKIMAT, reason="улица")
    fact(await do(router, back, agency="mot"), AppealRedirected)
    verdict = await refused(router, action(AnswerAppeal, day=7, official="a-17", **ANSWER))
    assert verdict == (Refusal.OFFICIAL_RECUSED, "Art. 67")
    elsewhere = await recused()
    await do(elsewhere, action(RedirectAppeal, day=5, to_agency="mot", reason="трасса"))
    fact(await do(elsewhere, action(AnswerAppeal, day=6, **ANSWER), agency="mot"), AppealAnswered)
