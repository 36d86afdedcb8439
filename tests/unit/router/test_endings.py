"""How a consideration ends and what runs afterwards: Art. 64(9), 70, 77, 86, 88, 91, 92, 95, 100."""

from datetime import timedelta
from typing import Any

import pytest

from services.router.rules.case import State
from services.router.rules.facts import Moment
from services.router.rules.terms import after_closing
from shared.contracts.agency import AcceptAppeal, AnswerAppeal, ExecuteAct, NoticeDefect, TerminateAppeal
from shared.contracts.lifecycle import ActExecuted, AppealAnswered, AppealTerminated, AppealWithdrawn
from shared.contracts.submissions import WithdrawAppeal
from shared.contracts.vocabulary import (
    ClockName,
    HearingExemption,
    Kind,
    Language,
    Outcome,
    Refusal,
    Requirement,
    TerminationGround,
)
from shared.workdays import start_of
from tests.support.replies import lawful_reply
from tests.support.router import MORNING, ROAD, Router
from tests.support.router_acts import DAY, action, ask, case_of, do, fact, opened, refused, started

SIMPLIFIED = [Kind.MESSAGE, Kind.PROPOSAL, Kind.RESPONSE, Kind.INQUIRY]
ARTICLES = {Kind.APPLICATION: "Art. 70(1)", Kind.COMPLAINT: "Art. 95(1)"} | dict.fromkeys(SIMPLIFIED, "Art. 88(1)")
COMMON = {TerminationGround.EARLIER_DECISION, TerminationGround.WITHDRAWN}
LAWFUL = {
    Kind.APPLICATION: COMMON | {TerminationGround.COURT_ACT, TerminationGround.OTHER_LEGAL_GROUND},
    Kind.COMPLAINT: COMMON | {TerminationGround.COURT_ACT, TerminationGround.LAWSUIT_PENDING},
} | dict.fromkeys(SIMPLIFIED, COMMON | {TerminationGround.ANONYMOUS, TerminationGround.NO_ESSENCE})
PAIRS = [(kind, ground) for kind in Kind for ground in TerminationGround]
ENDED: dict[str, Any] = {"language": Language.RU, "text": lawful_reply()}


@pytest.mark.parametrize(("kind", "ground"), [(k, g) for k, g in PAIRS if g in LAWFUL[k]])
async def test_articles_70_88_and_95_end_a_consideration_on_the_grounds_of_its_procedure(
    kind: Kind, ground: TerminationGround
) -> None:
    events = await do(await opened(kind), action(TerminateAppeal, ground=ground, reason="основание"))
    assert fact(events, AppealTerminated).ground is ground


@pytest.mark.parametrize(("kind", "ground"), [(k, g) for k, g in PAIRS if g not in LAWFUL[k]])
async def test_articles_70_88_and_95_refuse_the_grounds_of_another_procedure(
    kind: Kind, ground: TerminationGround
) -> None:
    refusal = await refused(await opened(kind), action(TerminateAppeal, ground=ground, reason="основание"))
    assert refusal == (Refusal.NOT_OF_KIND, ARTICLES[kind])


async def test_article_88_1_2_an_anonymous_word_of_crime_is_never_terminated() -> None:
    router = await opened(Kind.MESSAGE, f"{ROAD}. Готовится теракт")
    anonymous = action(TerminateAppeal, ground=TerminationGround.ANONYMOUS, reason="нет автора")
    holder = case_of(router).agency or ""
    assert await refused(router, anonymous, holder) == (Refusal.CRIME_OR_THREAT, "Art. 88(1)(2)")


async def in_work() -> Router:
    router = await opened()
    await do(router, action(AcceptAppeal))
    return router


async def defective() -> Router:
    router = await opened()
    until = (MORNING + 7 * DAY).date()
    await do(router, action(NoticeDefect, requirement=Requirement.DATE, until=until, text="Нет даты"))
    return router


@pytest.mark.parametrize("begin", [in_work, defective])
async def test_article_64_9_an_appeal_in_work_may_be_withdrawn_before_the_decision(begin: Any) -> None:
    router = await begin()
    fact(await ask(router, action(WithdrawAppeal, day=2)), AppealWithdrawn)
    assert case_of(router).state is State.WITHDRAWN


async def test_article_92_1_a_decision_opens_three_months_to_complain() -> None:
    events = await do(await opened(Kind.MESSAGE), action(AnswerAppeal, day=3, outcome=Outcome.REFUSED, **ENDED))
    assert started(fact(events, AppealAnswered)) == {"complaint_right": "2026-06-16"}


async def test_article_92_1_1_an_act_silent_on_its_appeal_opens_six_months() -> None:
    case = case_of(await opened())
    law = Router().handlers.law
    (clock,) = after_closing(case, Moment(MORNING + 3 * DAY, "answer"), law, silent_on_appeal=True)
    assert (clock.name, clock.derivation.due_on.isoformat()) == (ClockName.COMPLAINT_RIGHT, "2026-09-16")


async def test_article_92_a_withdrawal_opens_no_right_to_complain() -> None:
    assert fact(await ask(await opened(), action(WithdrawAppeal)), AppealWithdrawn).starts == ()


async def test_an_act_whose_complaint_term_ends_beyond_the_table_is_not_refused() -> None:
    router = await opened(Kind.MESSAGE)
    end = router.handlers.law.calendar.last
    at = start_of(end - timedelta(days=20))
    answer = action(AnswerAppeal, outcome=Outcome.EXPLAINED, **ENDED).model_copy(update={"occurred_at": at})
    assert fact(await do(router, answer), AppealAnswered).starts == ()


async def test_article_86_3_a_favourable_act_is_executed_in_five_working_days_and_said_so_once() -> None:
    router = await opened()
    answered = fact(
        await do(router, action(AnswerAppeal, day=3, outcome=Outcome.FAVOURABLE_ACT, **ENDED)), AppealAnswered
    )
    assert started(answered)["execution"] == "2026-03-26"
    executed = fact(await do(router, action(ExecuteAct, day=4)), ActExecuted)
    assert ClockName.EXECUTION in executed.stops
    assert case_of(router).state is State.ANSWERED
    assert await refused(router, action(ExecuteAct, day=5)) == (Refusal.WRONG_STATE, "Art. 86(3)")


async def test_article_86_3_nothing_is_executed_before_the_decision_or_after_a_burdensome_one() -> None:
    router = await opened()
    assert await refused(router, action(ExecuteAct)) == (Refusal.WRONG_STATE, "Art. 86(3), 100(2)")
    asked: dict[str, Any] = {"no_hearing": HearingExemption.PARTICIPANT_ASKS}
    await do(router, action(AnswerAppeal, outcome=Outcome.BURDENSOME_ACT, **ENDED, **asked))
    assert await refused(router, action(ExecuteAct, day=2)) == (Refusal.WRONG_STATE, "Art. 86(3)")


async def test_article_100_2_a_case_sent_back_goes_to_its_body_in_five_working_days() -> None:
    router = await opened(Kind.COMPLAINT)
    events = await do(router, action(AnswerAppeal, day=3, outcome=Outcome.SENT_BACK, **ENDED))
    assert started(fact(events, AppealAnswered)) == {"complaint_right": "2026-06-16", "send_back": "2026-03-26"}
    assert ClockName.SEND_BACK in fact(await do(router, action(ExecuteAct, day=4)), ActExecuted).stops
