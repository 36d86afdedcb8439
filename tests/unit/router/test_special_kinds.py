"""A special kind has a term of its own, and the term follows the appeal wherever it goes (type list of 2022)."""

from datetime import date
from typing import Any

import pytest

from services.router.rules.case import Case, State
from shared.contracts.agency import (
    AnswerAppeal,
    AppealDelivered,
    PassUpComplaint,
    ReclassifyAppeal,
    RedirectAppeal,
    RedirectPart,
)
from shared.contracts.lifecycle import AppealAnswered, AppealAssigned, AppealReclassified, AppealRegistered
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.vocabulary import HearingExemption, Kind, Language, Outcome, Refusal
from shared.law import opening
from shared.workdays import load_calendar
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, Confirmed, Router, submission, submitted
from tests.support.router_acts import AKIMAT, action, case_of, do, fact, refused, started

TABLE = load_calendar()
MEDIA, SERVICE = SpecialKind.MEDIA_INQUIRY, SpecialKind.STATE_SERVICE_COMPLAINT
FRIDAY = date(2026, 3, 13)
UNSATISFIED: dict[str, Any] = {
    "outcome": Outcome.LEFT_UNSATISFIED,
    "language": Language.RU,
    "text": lawful_reply(),
    "no_hearing": HearingExemption.SHORT_STATUTORY_TERM,
}


def special_submission(kind: Kind, special: SpecialKind) -> SubmitAppeal:
    told = submission(kind=kind)
    deadlines = opening(kind, FRIDAY, TABLE, special=special)
    return told.model_copy(update={"dims": told.dims.model_copy(update={"special": special}), "deadlines": deadlines})


async def opened_as(kind: Kind, special: SpecialKind) -> Router:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(special_submission(kind, special)))
    return router


def answer_by(case: Case) -> date:
    assert case.deadlines is not None
    return case.deadlines.answer_by


async def test_the_body_learns_the_special_kind_and_its_last_day() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    delivered = fact(await router.take(submitted(special_submission(Kind.INQUIRY, MEDIA))), AppealDelivered)
    assert (delivered.dims.special, delivered.answer_by) == (MEDIA, date(2026, 3, 27))


async def test_article_76_2_after_a_redirect_the_special_term_starts_anew() -> None:
    router = await opened_as(Kind.INQUIRY, MEDIA)
    events = await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="не наше"))
    expected = opening(Kind.INQUIRY, date(2026, 3, 16), TABLE, special=MEDIA)
    assert fact(events, AppealAssigned).deadlines == case_of(router).deadlines == expected


async def test_article_91_4_a_complaint_about_a_state_service_has_five_days_at_the_higher_body_too() -> None:
    router = await opened_as(Kind.COMPLAINT, SERVICE)
    assert answer_by(case_of(router)) == date(2026, 3, 20)
    await do(router, action(PassUpComplaint, day=3, to_agency="mot"))
    assert answer_by(case_of(router)) == date(2026, 3, 26)


async def test_article_65_1_a_demand_passed_on_is_of_the_same_special_kind() -> None:
    router = await opened_as(Kind.INQUIRY, MEDIA)
    part = action(RedirectPart, day=3, to_agency="mot", reason="часть", text="Сообщите о дороге")
    events = await do(router, part)
    registered, told = fact(events, AppealRegistered), fact(events, SubmitAppeal)
    assert registered.dims.special is told.dims.special is MEDIA
    assert registered.deadlines == opening(Kind.INQUIRY, date(2026, 3, 16), TABLE, special=MEDIA)


async def test_article_4_1_a_new_kind_drops_the_special_kind_with_its_term() -> None:
    router = await opened_as(Kind.INQUIRY, MEDIA)
    changed = fact(await do(router, action(ReclassifyAppeal, kind="message", reason="сообщение")), AppealReclassified)
    assert (changed.from_special, changed.dims.special) == (MEDIA, None)
    assert changed.deadlines == opening(Kind.MESSAGE, FRIDAY, TABLE)


async def test_article_4_1_a_special_kind_may_be_set_within_the_same_kind() -> None:
    router = await opened_as(Kind.COMPLAINT, SERVICE)
    to = action(ReclassifyAppeal, kind="complaint", special="taxpayer_complaint", reason="налоги")
    changed = fact(await do(router, to), AppealReclassified)
    assert changed.deadlines == opening(Kind.COMPLAINT, FRIDAY, TABLE, special="taxpayer_complaint")
    assert "upward" not in started(changed)
    assert changed.stops == ()


@pytest.mark.parametrize("fields", [{"kind": "complaint", "special": MEDIA}, {"kind": "message", "special": MEDIA}])
async def test_article_4_1_a_special_kind_of_another_kind_is_refused(fields: dict[str, Any]) -> None:
    router = await opened_as(Kind.INQUIRY, MEDIA)
    wrong = action(ReclassifyAppeal, reason="иной вид", **fields)
    assert await refused(router, wrong) == (Refusal.NOT_OF_KIND, "Art. 4(1)")


async def test_article_4_1_the_same_kind_and_special_kind_again_is_refused() -> None:
    router = await opened_as(Kind.INQUIRY, MEDIA)
    same = action(ReclassifyAppeal, kind="inquiry", special=MEDIA, reason="то же")
    assert await refused(router, same) == (Refusal.WRONG_STATE, "Art. 4(1)")


@pytest.mark.parametrize("special", [SERVICE, SpecialKind.TAXPAYER_COMPLAINT])
async def test_article_73_2_3_a_term_of_five_days_or_more_does_not_spare_the_hearing(special: SpecialKind) -> None:
    router = await opened_as(Kind.COMPLAINT, special)
    refusal = await refused(router, action(AnswerAppeal, **UNSATISFIED))
    assert refusal == (Refusal.HEARING_REQUIRED, "Art. 73(2)(3)")


async def test_article_73_2_3_a_term_under_five_days_spares_the_hearing() -> None:
    told = special_submission(Kind.COMPLAINT, SERVICE)
    assert told.deadlines is not None
    clock = told.deadlines.clocks[0]
    short = clock.model_copy(update={"derivation": clock.derivation.model_copy(update={"term": 4})})
    router = Router(confirmed=Confirmed(EVERYTHING))
    dates = told.deadlines.model_copy(update={"clocks": (short,)})
    await router.take(submitted(told.model_copy(update={"deadlines": dates})))
    await do(router, action(AnswerAppeal, **UNSATISFIED))
    assert case_of(router).state is State.ANSWERED


async def test_article_76_1_a_historical_special_appeal_is_in_time_by_its_own_term() -> None:
    told = special_submission(Kind.INQUIRY, MEDIA).model_copy(update={"deadlines": None})
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(told))
    late = action(AnswerAppeal, day=15, outcome=Outcome.EXPLAINED, language=Language.RU, text=lawful_reply())
    assert not fact(await do(router, late, agency=AKIMAT), AppealAnswered).in_time
