"""A participant is heard before a burdensome act: Art. 73, 74, 98(3)."""

from datetime import date
from typing import Any

import pytest

from services.router.rules.case import State
from shared.contracts.agency import (
    AnswerAppeal,
    FileProtocol,
    HoldHearing,
    NoticeHearing,
    RedirectAppeal,
)
from shared.contracts.lifecycle import HearingHeld, HearingNoticed, ProtocolFiled
from shared.contracts.vocabulary import ClockName, HearingExemption, Kind, Language, Outcome, Refusal
from tests.support.replies import lawful_reply
from tests.support.router_acts import action, case_of, do, fact, opened, refused, started

HEARING: dict[str, Any] = {"hearing_on": date(2026, 3, 18), "text": "Приглашаем, проект решения приложен"}
BURDENSOME: dict[str, Any] = {"outcome": Outcome.BURDENSOME_ACT, "language": Language.RU, "text": lawful_reply()}
UNSATISFIED = BURDENSOME | {"outcome": Outcome.LEFT_UNSATISFIED}
EXEMPTIONS = set(HearingExemption) - {
    HearingExemption.FAVOURABLE_ACT,
    HearingExemption.SIMPLIFIED_PROCEDURE,
    HearingExemption.TERMINATION,
    HearingExemption.SHORT_STATUTORY_TERM,
}
"""That of a short term is true only of a special kind: see `test_special_kinds`."""


@pytest.mark.parametrize(("kind", "act"), [(Kind.APPLICATION, BURDENSOME), (Kind.COMPLAINT, UNSATISFIED)])
async def test_article_73_1_a_burdensome_act_without_a_hearing_is_refused(kind: Kind, act: dict[str, Any]) -> None:
    refusal = await refused(await opened(kind), action(AnswerAppeal, day=7, **act))
    assert refusal == (Refusal.HEARING_REQUIRED, "Art. 73(1)-(2)")


async def test_article_73_1_the_notice_precedes_the_act_by_three_working_days() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING))
    assert await refused(router, action(AnswerAppeal, day=5, **BURDENSOME)) == (Refusal.NOT_YET, "Art. 73(1)")
    await do(router, action(AnswerAppeal, day=6, **BURDENSOME))
    assert case_of(router).state is State.ANSWERED


async def test_article_73_1_the_act_does_not_precede_the_hearing_that_was_noticed() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING | {"hearing_on": date(2026, 3, 27)}))
    assert await refused(router, action(AnswerAppeal, day=13, **BURDENSOME)) == (Refusal.NOT_YET, "Art. 73(1)")
    await do(router, action(AnswerAppeal, day=14, **BURDENSOME))
    assert case_of(router).state is State.ANSWERED


@pytest.mark.parametrize("exemption", sorted(EXEMPTIONS))
async def test_article_73_2_an_exemption_named_in_the_answer_stands_for_the_hearing(
    exemption: HearingExemption,
) -> None:
    router = await opened()
    await do(router, action(AnswerAppeal, **BURDENSOME, no_hearing=exemption))
    assert case_of(router).state is State.ANSWERED


@pytest.mark.parametrize(
    ("exemption", "article"),
    [
        (HearingExemption.FAVOURABLE_ACT, "Art. 73(2)(1)"),
        (HearingExemption.SIMPLIFIED_PROCEDURE, "Art. 73(2)(6)"),
        (HearingExemption.TERMINATION, "Art. 73(2)(10)"),
    ],
)
async def test_article_73_2_an_exemption_that_contradicts_a_burdensome_act_is_refused(
    exemption: HearingExemption, article: str
) -> None:
    refusal = await refused(await opened(), action(AnswerAppeal, **BURDENSOME, no_hearing=exemption))
    assert refusal == (Refusal.HEARING_REQUIRED, article)


async def test_article_73_2_1_a_favourable_act_needs_no_hearing() -> None:
    router = await opened()
    await do(router, action(AnswerAppeal, **BURDENSOME | {"outcome": Outcome.FAVOURABLE_ACT}))
    assert case_of(router).state is State.ANSWERED


async def test_article_73_2_6_a_refusal_in_the_simplified_procedure_needs_no_hearing() -> None:
    router = await opened(Kind.MESSAGE)
    await do(router, action(AnswerAppeal, **BURDENSOME | {"outcome": Outcome.REFUSED}))
    assert case_of(router).state is State.ANSWERED


async def test_article_73_3_the_notice_starts_the_two_days_for_objections() -> None:
    noticed = fact(await do(await opened(), action(NoticeHearing, day=3, **HEARING)), HearingNoticed)
    assert started(noticed) == {"objection": "2026-03-18"}


@pytest.mark.parametrize("hearing_on", [date(2026, 3, 16), date(2026, 3, 1)])
async def test_article_73_1_a_hearing_is_not_noticed_for_today_or_the_past(hearing_on: date) -> None:
    late = action(NoticeHearing, day=3, **HEARING | {"hearing_on": hearing_on})
    assert await refused(await opened(), late) == (Refusal.DATE_NOT_POSSIBLE, "Art. 73(1)")


async def test_article_74_4_an_oral_hearing_needs_its_protocol_in_two_working_days() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING))
    held = fact(await do(router, action(HoldHearing, day=5, oral=True)), HearingHeld)
    assert started(held) == {"hearing_protocol": "2026-03-20"}
    filed = fact(await do(router, action(FileProtocol, day=6)), ProtocolFiled)
    assert filed.stops == (ClockName.HEARING_PROTOCOL,)
    assert started(filed) == {"protocol_remarks": "2026-03-27"}
    assert await refused(router, action(FileProtocol, day=7)) == (Refusal.WRONG_STATE, "Art. 74(4)")


async def test_article_74_a_written_hearing_has_no_protocol() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING))
    assert fact(await do(router, action(HoldHearing, day=5, oral=False)), HearingHeld).starts == ()
    assert await refused(router, action(FileProtocol, day=6)) == (Refusal.WRONG_STATE, "Art. 74(4)")


async def test_article_73_1_a_hearing_is_held_once_after_its_notice_and_not_before_its_day() -> None:
    router = await opened()
    assert await refused(router, action(HoldHearing, oral=True)) == (Refusal.WRONG_STATE, "Art. 73(1)")
    await do(router, action(NoticeHearing, day=3, **HEARING))
    assert await refused(router, action(HoldHearing, day=4, oral=True)) == (Refusal.NOT_YET, "Art. 73(1)")
    await do(router, action(HoldHearing, day=5, oral=True))
    assert await refused(router, action(HoldHearing, day=6, oral=True)) == (Refusal.WRONG_STATE, "Art. 73(1)")


async def test_article_65_the_next_body_hears_the_participant_itself() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING))
    await do(router, action(RedirectAppeal, day=4, to_agency="mot", reason="трасса"))
    refusal = await refused(router, action(AnswerAppeal, day=10, **BURDENSOME), "mot")
    assert refusal == (Refusal.HEARING_REQUIRED, "Art. 73(1)-(2)")
