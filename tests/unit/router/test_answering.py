"""A reply that lacks a mandatory part goes back to the body, and the case stays as it was (Art. 80, 89(2))."""

import pytest

from shared.contracts.agency import ActionApplied, ActionRefused, AnswerAppeal
from shared.contracts.event import Event
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.lifecycle import AppealAnswered
from shared.contracts.vocabulary import ExemptionGround, HearingExemption, Kind, Language, Outcome, Refusal
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, MORNING, Confirmed, Router, appeal_id, from_agency, submission, submitted

AKIMAT = "akimat-75"
WITHOUT_REASONS = "В удовлетворении отказать. Решение можно обжаловать в суд в течение трех месяцев."
IDENTICAL = ReplyExemption(ground=ExemptionGround.IDENTICAL_ACTS, reasoned_number="ЖТ-2026-00000001")


async def opened(kind: Kind) -> Router:
    """A router that has assigned the first appeal to the akimat of Almaty."""
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission(kind=kind)))
    return router


def answer(outcome: Outcome, text: str, name: str = "answer", exemption: ReplyExemption | None = None) -> AnswerAppeal:
    return AnswerAppeal(
        event_id=name,
        appeal_id=appeal_id("first"),
        occurred_at=MORNING,
        outcome=outcome,
        language=Language.RU,
        text=text,
        exemption=exemption,
        no_hearing=HearingExemption.PARTICIPANT_ASKS,
    )


async def answered(kind: Kind, command: AnswerAppeal) -> AppealAnswered:
    events = await (await opened(kind)).take(from_agency(AKIMAT, command))
    (fact,) = [event for event in events if isinstance(event, AppealAnswered)]
    return fact


@pytest.mark.parametrize(
    ("kind", "outcome", "article", "named"),
    [
        (Kind.MESSAGE, Outcome.EXPLAINED, "Art. 89(2)", ("legislation", "concrete facts", "right to complain")),
        (Kind.APPLICATION, Outcome.BURDENSOME_ACT, "Art. 80(1)", ("legislation", "term", "higher body")),
        (Kind.APPLICATION, Outcome.FAVOURABLE_ACT, "Art. 80(5)", ("right to complain", "term", "higher body")),
        (Kind.COMPLAINT, Outcome.LEFT_UNSATISFIED, "Art. 100(3)", ("legislation", "term", "higher body")),
        (Kind.COMPLAINT, Outcome.LEFT_UNCONSIDERED, "Art. 95(1)", ("legislation", "term", "higher body")),
    ],
)
async def test_an_incomplete_reply_is_refused_with_the_article_and_all_that_is_missing(
    kind: Kind, outcome: Outcome, article: str, named: tuple[str, ...]
) -> None:
    router = await opened(kind)
    before = router.cases.dossiers[appeal_id("first")].case
    events: list[Event] = await router.take(from_agency(AKIMAT, answer(outcome, "Вопрос рассмотрен.")))
    (receipt,) = events
    assert isinstance(receipt, ActionRefused)
    assert (receipt.refusal, receipt.article) == (Refusal.REPLY_INCOMPLETE, article)
    assert all(part in receipt.detail for part in named)
    assert router.cases.dossiers[appeal_id("first")].case == before


async def test_the_mended_reply_is_accepted_after_the_refusal() -> None:
    router = await opened(Kind.APPLICATION)
    await router.take(from_agency(AKIMAT, answer(Outcome.BURDENSOME_ACT, "Отказано.")))
    events = await router.take(from_agency(AKIMAT, answer(Outcome.BURDENSOME_ACT, lawful_reply(), name="mended")))
    assert {AppealAnswered, ActionApplied} <= {type(event) for event in events}


async def test_article_80_2_a_claimed_exemption_stands_in_the_fact() -> None:
    fact = await answered(Kind.APPLICATION, answer(Outcome.BURDENSOME_ACT, WITHOUT_REASONS, exemption=IDENTICAL))
    assert (fact.exemption, fact.appeal_information) == (IDENTICAL, True)


async def test_article_80_2_an_exemption_that_the_law_does_not_give_is_not_in_the_fact() -> None:
    fact = await answered(Kind.MESSAGE, answer(Outcome.REFUSED, lawful_reply(), exemption=IDENTICAL))
    assert fact.exemption is None


async def test_article_92_1_1_a_reply_that_names_no_term_says_so_in_the_fact() -> None:
    text = "Проверка проведена, факт подтвердился, статья 12 Закона. Вы вправе обжаловать ответ."
    fact = await answered(Kind.MESSAGE, answer(Outcome.SATISFIED, text))
    assert not fact.appeal_information
