"""A repeat after a return as the same is attached to the earlier case without an answer: Art. 64(8)."""

import pytest

from services.router.rules.case import State
from shared.contracts.agency import ActionApplied, AnswerAppeal, AttachAppeal
from shared.contracts.lifecycle import AppealAttached
from shared.contracts.notices import ApplicantNotified
from shared.contracts.vocabulary import Kind, Language, NoticeKind, Outcome, Refusal, ReturnGround, RulesetId
from shared.law import opening
from shared.workdays import load_calendar
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, ROAD, Confirmed, Router, submission, submitted
from tests.support.router_acts import action, case_of, do, fact, refused

EARLIER, OTHER = "ЖТ-2026-00000042", "ЖТ-2026-00000043"
UNNAMED = (Refusal.NO_EARLIER_CASE, "Art. 64(8)")


async def repeated(
    prior: str | None = EARLIER, kind: Kind = Kind.APPLICATION, text: str = ROAD, ruleset: RulesetId | None = None
) -> Router:
    """A router with an appeal whose applicant named the earlier case, or did not."""
    router = Router(confirmed=Confirmed(EVERYTHING))
    told = submission(kind=kind, text=text).model_copy(update={"prior_number": prior})
    if ruleset is not None:
        old = opening(kind, told.dims.registered_on, load_calendar(), ruleset)
        told = told.model_copy(update={"deadlines": old})
    await router.take(submitted(told))
    return router


@pytest.mark.parametrize("kind", list(Kind))
async def test_article_64_8_a_repeat_is_attached_to_the_case_its_applicant_named(kind: Kind) -> None:
    router = await repeated(kind=kind)
    events = await do(router, action(AttachAppeal, prior_number=EARLIER))
    attached = fact(events, AppealAttached)
    assert attached.prior_number == EARLIER
    assert attached.ground is ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS
    assert fact(events, ActionApplied).action == "action.attach"
    assert case_of(router).state is State.ATTACHED
    assert not case_of(router).is_open


async def test_article_64_8_an_attached_repeat_opens_no_right_to_complain() -> None:
    attached = fact(await do(await repeated(), action(AttachAppeal, prior_number=EARLIER)), AppealAttached)
    assert (attached.starts, attached.in_time) == ((), True)


async def test_article_64_8_the_applicant_is_told_to_which_case_it_was_attached() -> None:
    events = await do(await repeated(), action(AttachAppeal, prior_number=EARLIER, reason="то же"))
    told = fact(events, ApplicantNotified)
    assert (told.notice, told.prior_number, told.text) == (NoticeKind.ATTACHED, EARLIER, "то же")


@pytest.mark.parametrize("prior", [None, OTHER])
async def test_article_64_8_a_body_names_another_case_only_with_a_reason(prior: str | None) -> None:
    router = await repeated(prior)
    assert await refused(router, action(AttachAppeal, prior_number=EARLIER)) == UNNAMED
    events = await do(router, action(AttachAppeal, day=2, prior_number=EARLIER, reason="возвращено 12 марта"))
    assert fact(events, AppealAttached).prior_number == EARLIER


async def test_article_64_8_an_appeal_does_not_repeat_itself() -> None:
    router = await repeated()
    own = case_of(router).submission.number
    assert await refused(router, action(AttachAppeal, prior_number=own, reason="то же")) == UNNAMED


async def test_article_64_7_2_a_repeat_on_crime_or_threat_is_never_attached() -> None:
    router = await repeated(text=f"{ROAD}. Готовится взрыв")
    attach = action(AttachAppeal, prior_number=EARLIER)
    assert await refused(router, attach) == (Refusal.CRIME_OR_THREAT, "Art. 64(7-2)")


async def test_article_64_8_nothing_was_returned_as_the_same_before_law_241_viii() -> None:
    router = await repeated(ruleset=RulesetId.A)
    attach = action(AttachAppeal, prior_number=EARLIER)
    assert await refused(router, attach) == (Refusal.NOT_OF_KIND, "Art. 64(8)")


async def test_article_64_8_an_attached_repeat_gets_no_answer() -> None:
    router = await repeated()
    await do(router, action(AttachAppeal, prior_number=EARLIER))
    answer = action(AnswerAppeal, day=2, outcome=Outcome.FAVOURABLE_ACT, language=Language.RU, text=lawful_reply())
    assert (await refused(router, answer))[0] is Refusal.ALREADY_CLOSED
