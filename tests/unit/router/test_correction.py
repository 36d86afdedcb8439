"""Art. 82: misprints of a reply are corrected within three working days of the request."""

from typing import Any

import pytest

from services.router.rules.case import State
from shared.contracts.agency import AnswerAppeal
from shared.contracts.lifecycle import AppealAnswered
from shared.contracts.notices import ApplicantNotified
from shared.contracts.requests import (
    CorrectionDecided,
    CorrectionDelivered,
    CorrectionRequested,
    CorrectReply,
    RequestCorrection,
)
from shared.contracts.submissions import Closure
from shared.contracts.vocabulary import ClockName, Kind, Language, NoticeKind, Outcome, Refusal
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, MORNING, Confirmed, Router, submission, submitted
from tests.support.router_acts import AKIMAT, action, ask, case_of, do, fact, facts, opened, refused

MISPRINT = "Указан дом 12, а яма у дома 21"
WRONG: dict[str, Any] = {"text": MISPRINT}
DECIDED = {Kind.APPLICATION: Outcome.FAVOURABLE_ACT, Kind.COMPLAINT: Outcome.ACT_CANCELLED}


async def answered(kind: Kind = Kind.APPLICATION, language: Language = Language.RU) -> Router:
    """A router where the akimat has answered on Saturday."""
    router = await opened(kind)
    outcome = DECIDED.get(kind, Outcome.EXPLAINED)
    text = lawful_reply(language)
    fact(await do(router, action(AnswerAppeal, outcome=outcome, language=language, text=text)), AppealAnswered)
    return router


async def asked(language: Language = Language.RU) -> Router:
    """A router where the applicant has asked for a correction on Monday."""
    router = await answered(language=language)
    await ask(router, action(RequestCorrection, day=3, **WRONG))
    return router


@pytest.mark.parametrize("kind", list(Kind))
async def test_article_82_misprints_are_to_be_corrected_in_three_working_days_from_the_request(kind: Kind) -> None:
    asked_for = fact(await ask(await answered(kind), action(RequestCorrection, day=3, **WRONG)), CorrectionRequested)
    (clock,) = asked_for.starts
    assert (clock.name, clock.derivation.due_on.isoformat()) == (ClockName.CORRECTION, "2026-03-19")
    assert clock.derivation.article == "Art. 82"


async def test_article_82_the_body_hears_what_is_wrong_and_the_log_does_not() -> None:
    events = await ask(await answered(), action(RequestCorrection, **WRONG))
    assert fact(events, CorrectionDelivered).text == MISPRINT
    assert MISPRINT not in fact(events, CorrectionRequested).model_dump_json()


@pytest.mark.parametrize("day", [4, 18])
async def test_article_82_the_corrected_reply_is_sent_in_the_step_that_stops_the_clock_in_time_or_late(
    day: int,
) -> None:
    router, better = await asked(), lawful_reply() + " Дом 21."
    events = await do(router, action(CorrectReply, day=day, text=better))
    decided = fact(events, CorrectionDecided)
    assert (decided.corrected, decided.stops, decided.starts) == (True, (ClockName.CORRECTION,), ())
    notice = fact(events, ApplicantNotified)
    assert (notice.notice, notice.text, notice.sequence) == (NoticeKind.CORRECTED, better, decided.sequence)
    assert case_of(router).state is State.ANSWERED


async def test_article_82_a_body_that_finds_no_misprint_says_why() -> None:
    events = await do(await asked(), action(CorrectReply, day=4, reason="Дом указан верно"))
    decided = fact(events, CorrectionDecided)
    assert (decided.corrected, decided.stops) == (False, (ClockName.CORRECTION,))
    notice = fact(events, ApplicantNotified)
    assert (notice.notice, notice.text) == (NoticeKind.CORRECTION_DENIED, "Дом указан верно")


@pytest.mark.parametrize("fields", [{}, {"text": lawful_reply(), "reason": "Дом указан верно"}])
async def test_article_82_a_body_gives_either_the_corrected_reply_or_a_reason(fields: dict[str, str]) -> None:
    verdict = await refused(await asked(), action(CorrectReply, day=4, **fields))
    assert verdict == (Refusal.REPLY_INCOMPLETE, "Art. 82")


async def test_article_82_a_corrected_reply_lacks_no_mandatory_part_either() -> None:
    router = await asked()
    assert await refused(router, action(CorrectReply, day=4, text="Исправлено.")) == (
        Refusal.REPLY_INCOMPLETE,
        "Art. 80(5)",
    )


async def test_article_82_a_corrected_reply_is_in_the_language_of_the_first() -> None:
    router = await asked(Language.KK)
    verdict, _ = await refused(router, action(CorrectReply, day=4, text=lawful_reply(Language.RU)))
    assert verdict is Refusal.REPLY_INCOMPLETE
    corrected = action(CorrectReply, day=5, text=lawful_reply(Language.KK))
    fact(await do(router, corrected), CorrectionDecided)


async def test_article_82_no_reply_is_corrected_unasked_and_none_twice() -> None:
    router = await answered()
    unasked = action(CorrectReply, day=2, text=lawful_reply())
    assert await refused(router, unasked) == (Refusal.WRONG_STATE, "Art. 82")
    await ask(router, action(RequestCorrection, day=3, **WRONG))
    await do(router, action(CorrectReply, day=4, text=lawful_reply()))
    again = action(CorrectReply, day=5, text=lawful_reply())
    assert await refused(router, again) == (Refusal.WRONG_STATE, "Art. 82")


async def test_article_82_before_the_answer_there_is_nothing_to_correct() -> None:
    router = await opened()
    (notice,) = await ask(router, action(RequestCorrection, **WRONG))
    assert isinstance(notice, ApplicantNotified)
    assert notice.notice is NoticeKind.CORRECTION_REFUSED
    verdict = await refused(router, action(CorrectReply, day=2, text=lawful_reply()))
    assert verdict == (Refusal.WRONG_STATE, "Art. 82")


async def test_article_82_a_second_request_waits_for_the_first_and_may_follow_it() -> None:
    router = await asked()
    before = case_of(router)
    (notice,) = await ask(router, action(RequestCorrection, day=4, text="И дата"))
    assert isinstance(notice, ApplicantNotified)
    assert notice.notice is NoticeKind.CORRECTION_REFUSED
    assert case_of(router) == before
    await do(router, action(CorrectReply, day=5, text=lawful_reply()))
    assert facts(await ask(router, action(RequestCorrection, day=6, text="И дата"))) != []


async def test_article_82_a_reply_of_another_system_is_corrected_without_a_check_and_without_a_clock() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    closure = Closure(outcome=Outcome.FAVOURABLE_ACT, closed_at=MORNING)
    told = submission().model_copy(update={"agency": AKIMAT, "closure": closure, "deadlines": None})
    await router.take(submitted(told))
    asked_for = fact(await ask(router, action(RequestCorrection, day=3, **WRONG)), CorrectionRequested)
    assert asked_for.starts == ()
    assert fact(await do(router, action(CorrectReply, day=4, text="Дом 21.")), CorrectionDecided).corrected
