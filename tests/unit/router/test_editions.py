"""A case keeps the edition of the Code under which it was registered: who may prolong, and what an act must name."""

from datetime import date

import pytest

from shared.contracts.agency import AnswerAppeal, ProlongAppeal
from shared.contracts.lifecycle import AppealAnswered, AppealProlonged
from shared.contracts.vocabulary import DecidedBy, HearingExemption, Kind, Language, Outcome, Refusal, RulesetId
from shared.law import opening
from shared.workdays import load_calendar
from tests.support.router import EVERYTHING, Confirmed, Router, submission, submitted
from tests.support.router_acts import action, do, fact, refused, started

UNTIL = date(2026, 5, 6)
REASONED = (
    "На основании статьи 76 Административного процедурно-процессуального кодекса отказываем: комиссия 12.03.2026 "
    "осмотрела дорогу и установила, что ремонт выполнен."
)


async def opened(ruleset: RulesetId, kind: Kind = Kind.APPLICATION) -> Router:
    """A router with a case of that edition at the akimat of Almaty."""
    told = submission(kind=kind)
    dates = opening(kind, told.dims.registered_on, load_calendar(), ruleset)
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(told.model_copy(update={"deadlines": dates})))
    return router


def prolongation(by: DecidedBy) -> ProlongAppeal:
    return action(ProlongAppeal, until=UNTIL, decided_by=by, reason="экспертиза")


def act() -> AnswerAppeal:
    """A reasoned refusal that does not say how to contest it."""
    return action(
        AnswerAppeal,
        outcome=Outcome.BURDENSOME_ACT,
        language=Language.RU,
        text=REASONED,
        no_hearing=HearingExemption.PARTICIPANT_ASKS,
    )


async def test_article_76_3_in_edition_a_a_head_of_apparatus_may_not_prolong() -> None:
    router = await opened(RulesetId.A)
    command = prolongation(DecidedBy.HEAD_OF_APPARATUS)
    assert await refused(router, command) == (Refusal.PROLONGATION_FORBIDDEN, "Art. 76(3)")


@pytest.mark.parametrize(
    ("ruleset", "by"),
    [
        (RulesetId.A, DecidedBy.HEAD),
        (RulesetId.A, DecidedBy.DEPUTY_HEAD),
        (RulesetId.B, DecidedBy.HEAD_OF_APPARATUS),
    ],
)
async def test_article_76_3_those_whom_the_edition_names_may_prolong(ruleset: RulesetId, by: DecidedBy) -> None:
    changed = fact(await do(await opened(ruleset), prolongation(by)), AppealProlonged)
    assert (changed.until, changed.decided_by) == (UNTIL, by)


async def test_article_99_in_edition_b_a_complaint_is_refused_by_its_kind_whoever_decides() -> None:
    router = await opened(RulesetId.B, Kind.COMPLAINT)
    command = prolongation(DecidedBy.HEAD_OF_APPARATUS)
    assert await refused(router, command) == (Refusal.PROLONGATION_FORBIDDEN, "Art. 99")


async def test_article_80_5_in_edition_a_an_act_need_not_name_the_way_to_complain() -> None:
    answered = fact(await do(await opened(RulesetId.A), act()), AppealAnswered)
    assert not answered.appeal_information
    assert started(answered)["complaint_right"] == "2026-06-15"


async def test_article_80_5_in_edition_b_it_must() -> None:
    assert await refused(await opened(RulesetId.B), act()) == (Refusal.REPLY_INCOMPLETE, "Art. 80(5)")


async def test_article_80_1_reasons_are_owed_in_edition_a_too() -> None:
    command = act().model_copy(update={"text": "В удовлетворении отказать."})
    assert await refused(await opened(RulesetId.A), command) == (Refusal.REPLY_INCOMPLETE, "Art. 80(1)")
