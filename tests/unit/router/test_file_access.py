"""Art. 75: the applicant sees the file of the case within three working days."""

from typing import Any

import pytest

from services.router.rules.case import State
from shared.contracts.agency import AnswerAppeal, RedirectAppeal, ReturnAppeal, TerminateAppeal
from shared.contracts.event import Event
from shared.contracts.lifecycle import AppealAnswered, AppealRedirected, AppealReturned, AppealTerminated
from shared.contracts.notices import ApplicantNotified
from shared.contracts.requests import (
    FileAccessDelivered,
    FileAccessGranted,
    FileAccessRequested,
    GrantFileAccess,
    RequestFileAccess,
)
from shared.contracts.submissions import WithdrawAppeal
from shared.contracts.vocabulary import (
    ClockName,
    Kind,
    Language,
    NoticeKind,
    Outcome,
    Refusal,
    ReturnGround,
    TerminationGround,
)
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, Confirmed, Router, submission, submitted
from tests.support.router_acts import AKIMAT, action, ask, case_of, do, fact, facts, opened, refused, started

WISH = "Хочу увидеть протокол осмотра"
PLACE = "Кабинет 12, с 10:00 до 13:00"
ANSWER: dict[str, Any] = {"outcome": Outcome.FAVOURABLE_ACT, "language": Language.RU, "text": lawful_reply()}


async def asked(kind: Kind = Kind.APPLICATION, day: int = 3) -> Router:
    """A router where the applicant has asked to see the file, by default on Monday."""
    router = await opened(kind)
    await ask(router, action(RequestFileAccess, day=day, text=WISH))
    return router


async def told(router: Router, command: Event) -> NoticeKind:
    """What the applicant hears of a request that is not taken; the case must be as it was before."""
    before = case_of(router)
    (notice,) = await ask(router, command)
    assert isinstance(notice, ApplicantNotified)
    assert case_of(router) == before
    return notice.notice


@pytest.mark.parametrize("kind", list(Kind))
async def test_article_75_1_the_file_is_to_be_opened_in_three_working_days_whatever_the_procedure(kind: Kind) -> None:
    events = await ask(await opened(kind), action(RequestFileAccess, day=3))
    assert started(fact(events, FileAccessRequested)) == {"file_access": "2026-03-19"}


async def test_article_75_the_body_hears_what_the_applicant_wants_to_see_and_the_log_does_not() -> None:
    events = await ask(await opened(), action(RequestFileAccess, text=WISH))
    assert fact(events, FileAccessDelivered).text == WISH
    assert WISH not in fact(events, FileAccessRequested).model_dump_json()


async def test_article_75_a_request_leaves_the_appeal_where_it_is_and_its_term_running() -> None:
    router = await opened()
    before = case_of(router)
    await ask(router, action(RequestFileAccess))
    after = case_of(router)
    assert (after.state, after.agency, after.deadlines) == (before.state, AKIMAT, before.deadlines)


@pytest.mark.parametrize("day", [4, 18])
async def test_article_75_1_access_in_time_or_late_stops_the_clock_and_tells_the_applicant_how(day: int) -> None:
    events = await do(await asked(), action(GrantFileAccess, day=day, text=PLACE))
    assert fact(events, FileAccessGranted).stops == (ClockName.FILE_ACCESS,)
    notice = fact(events, ApplicantNotified)
    assert (notice.notice, notice.text) == (NoticeKind.FILE_ACCESS_GRANTED, PLACE)


async def test_article_75_1_nobody_opens_a_file_that_nobody_asked_for_and_none_twice() -> None:
    router = await opened()
    grant = action(GrantFileAccess, text=PLACE)
    assert await refused(router, grant) == (Refusal.WRONG_STATE, "Art. 75(1)")
    await ask(router, action(RequestFileAccess, day=2))
    await do(router, action(GrantFileAccess, day=3, text=PLACE))
    assert await refused(router, action(GrantFileAccess, day=4, text=PLACE)) == (Refusal.WRONG_STATE, "Art. 75(1)")


async def test_article_75_1_a_second_request_waits_for_the_first_and_may_follow_it() -> None:
    router = await asked()
    assert await told(router, action(RequestFileAccess, day=4)) is NoticeKind.FILE_ACCESS_REFUSED
    await do(router, action(GrantFileAccess, day=5, text=PLACE))
    assert facts(await ask(router, action(RequestFileAccess, day=6))) != []


async def test_article_75_before_a_body_has_the_appeal_there_is_no_file() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission(text="Здравствуйте", region=None)))
    assert case_of(router).state is State.TRIAGE
    assert await told(router, action(RequestFileAccess)) is NoticeKind.FILE_ACCESS_REFUSED


async def test_article_75_a_body_that_does_not_hold_the_appeal_opens_nothing() -> None:
    verdict = await refused(await asked(), action(GrantFileAccess, day=4, text=PLACE), "mot")
    assert verdict == (Refusal.NOT_THE_HOLDER, "Art. 65")


async def test_article_75_the_file_may_be_seen_after_the_decision_to_contest_it() -> None:
    router = await opened()
    await do(router, action(AnswerAppeal, **ANSWER))
    events = await ask(router, action(RequestFileAccess, day=3))
    assert started(fact(events, FileAccessRequested)) == {"file_access": "2026-03-19"}
    fact(await do(router, action(GrantFileAccess, day=4, text=PLACE)), FileAccessGranted)
    assert case_of(router).state is State.ANSWERED


async def test_article_75_1_a_decision_does_not_stop_the_clock_of_a_request_that_waits() -> None:
    answered = fact(await do(await asked(), action(AnswerAppeal, day=4, **ANSWER)), AppealAnswered)
    assert started(answered)["file_access"] == "2026-03-19"
    ground = {"ground": TerminationGround.EARLIER_DECISION, "reason": "решено"}
    ended = fact(await do(await asked(), action(TerminateAppeal, day=6, **ground)), AppealTerminated)
    assert started(ended)["file_access"] == "2026-03-19"


async def test_article_75_1_a_clock_that_has_run_out_is_not_started_anew_by_the_decision() -> None:
    router = await asked()
    answered = fact(await do(router, action(AnswerAppeal, day=7, **ANSWER)), AppealAnswered)
    assert "file_access" not in started(answered)
    fact(await do(router, action(GrantFileAccess, day=8, text=PLACE)), FileAccessGranted)


async def test_article_75_a_request_to_a_former_body_does_not_bind_the_next() -> None:
    router = await asked()
    events = await do(router, action(RedirectAppeal, day=4, to_agency="mot", reason="трасса"))
    assert ClockName.FILE_ACCESS in fact(events, AppealRedirected).stops
    verdict = await refused(router, action(GrantFileAccess, day=5, text=PLACE), "mot")
    assert verdict == (Refusal.WRONG_STATE, "Art. 75(1)")


async def test_article_75_what_was_returned_or_withdrawn_has_no_file_any_more() -> None:
    returned = await asked()
    back = action(ReturnAppeal, day=4, ground=ReturnGround.INSULTING, reason="брань")
    fact(await do(returned, back), AppealReturned)
    assert await refused(returned, action(GrantFileAccess, day=5, text=PLACE)) == (
        Refusal.ALREADY_CLOSED,
        "Art. 75(1)",
    )
    withdrawn = await opened()
    await ask(withdrawn, action(WithdrawAppeal))
    assert await told(withdrawn, action(RequestFileAccess, day=3)) is NoticeKind.FILE_ACCESS_REFUSED
