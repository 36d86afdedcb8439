"""Traits of an answer: its own words, office minutes, what went before; and working days left on closing facts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.router.app import load_law
from services.router.rules.likeness import estimated, fingerprint
from services.router.rules.reply_traits import office_minutes, own_words
from shared.contracts.agency import AnswerAppeal, PassUpComplaint, ProlongAppeal, RedirectAppeal, TerminateAppeal
from shared.contracts.lifecycle import AppealAnswered, AppealTerminated
from shared.contracts.likeness import AnswerTraits
from shared.contracts.submissions import Closure
from shared.contracts.vocabulary import (
    DecidedBy,
    HearingExemption,
    Kind,
    Language,
    Outcome,
    TerminationGround,
)
from shared.workdays import load_calendar
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, MORNING, ROAD, Confirmed, Router, submission, submitted
from tests.support.router_acts import AKIMAT, action, do, fact, opened

READER = load_law().replies.reader
BLOCK = {
    Language.RU: (
        " Вы вправе обжаловать ответ в течение трех месяцев в Министерство транспорта (статьи 91 и 92 "
        "Административного процедурно-процессуального кодекса)."
    ),
    Language.KK: (
        " Жауапқа үш ай ішінде Көлік министрлігіне шағымдануға құқылысыз (Әкімшілік рәсімдік-процестік кодекстің 91 "
        "және 92-баптары)."
    ),
}
LAW_ONLY = {
    Language.RU: " В соответствии со статьей 12 Закона «Об автомобильных дорогах» дороги содержатся их владельцами.",
    Language.KK: " «Автомобиль жолдары туралы» заңның 12-бабына сәйкес жолдарды олардың иелері күтіп ұстайды.",
}
OWN = {
    Language.RU: "Выездом 12 марта установлено, что асфальт на улице разрушен, ремонт начнется в апреле.",
    Language.KK: "12 наурыздағы тексеруде көшедегі асфальттың бұзылғаны анықталды, жөндеу сәуірде басталады.",
}


def answer(day: int = 3, outcome: Outcome = Outcome.FAVOURABLE_ACT, text: str | None = None) -> AnswerAppeal:
    told = {"outcome": outcome, "language": Language.RU, "text": lawful_reply() if text is None else text}
    return action(AnswerAppeal, day=day, no_hearing=HearingExemption.PARTICIPANT_ASKS, **told)


def traits(events: list[object]) -> AnswerTraits:
    (found,) = [event for event in events if isinstance(event, AppealAnswered)]
    assert found.traits is not None
    return found.traits


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """Wall time in Almaty (UTC+5) on a day of March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


@pytest.mark.parametrize("language", [Language.RU, Language.KK])
def test_boilerplate_of_law_and_appeal_does_not_count_for_the_likeness_of_replies(language: Language) -> None:
    plain = own_words(OWN[language], READER)
    padded = own_words(OWN[language] + LAW_ONLY[language] + BLOCK[language], READER)
    assert fingerprint(plain) == fingerprint(padded)
    assert fingerprint(plain) is not None


def test_two_lawful_replies_on_different_matters_are_not_alike_by_their_boilerplate() -> None:
    other = "Пенсия пересчитана с учетом семи лет работы на комбинате, доплата перечислена 5 марта 2026 года."
    tail = LAW_ONLY[Language.RU] + BLOCK[Language.RU]
    one, two = (fingerprint(own_words(text + tail, READER)) for text in (OWN[Language.RU], other))
    assert one is not None
    assert two is not None
    assert estimated(one, two) < 0.2
    whole = [fingerprint(text + tail) or "" for text in (OWN[Language.RU], other)]
    assert estimated(*whole) > 0.4


def test_a_reply_of_boilerplate_alone_has_nothing_to_compare() -> None:
    assert fingerprint(own_words((LAW_ONLY[Language.RU] + BLOCK[Language.RU]).strip(), READER)) is None


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (utc(13, 10), utc(13, 10, 45), 45),
        (utc(13, 7), utc(13, 20), 570),
        (utc(13, 18), utc(14, 12), 30),  # Friday evening to Saturday
        (utc(13, 18), utc(16, 9, 20), 50),  # over the weekend to Monday
        (utc(12, 12), utc(17, 12), 390 + 2 * 570 + 180),
        (utc(19, 18), utc(27, 9, 1), 31 + 2 * 570),  # over Nauryz, 21 to 25 March
        (utc(14, 10), utc(15, 18), 0),
        (utc(13, 12), utc(13, 11), 0),
    ],
)
def test_minutes_of_office_hours_on_working_days(start: datetime, end: datetime, minutes: int) -> None:
    assert office_minutes(start, end, load_calendar()) == minutes


async def test_an_answer_tells_fingerprints_and_office_minutes_since_its_arrival() -> None:
    events = await do(await opened(), answer(day=3))
    expected = AnswerTraits(
        reply=fingerprint(own_words(lawful_reply(), READER)),
        matter=fingerprint(ROAD),
        held_working_minutes=570,
    )
    assert traits(list(events)) == expected


async def test_article_76_3_a_prolonged_term_is_told_and_forgotten_at_the_next_body() -> None:
    longer: dict[str, Any] = {"until": date(2026, 4, 20), "decided_by": DecidedBy.HEAD, "reason": "запрос документов"}
    router = await opened()
    await do(router, action(ProlongAppeal, day=3, **longer))
    assert traits(list(await do(router, answer(day=4)))).prolonged
    router = await opened()
    redirect = action(RedirectAppeal, day=4, to_agency="mot", reason="трасса")
    await do(router, action(ProlongAppeal, day=3, **longer), redirect)
    assert not traits(list(await do(router, answer(day=5), agency="mot"))).prolonged


async def test_article_80_refused_replies_are_counted_for_their_own_body_and_once_each() -> None:
    router = await opened()
    bad = [answer(day=day, text="Отказано.") for day in (1, 2)]
    await do(router, *bad, bad[1])
    await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="трасса"))
    await do(router, answer(day=4, text="Отказано."), agency="mot")
    assert traits(list(await do(router, answer(day=5), agency="mot"))).replies_refused == 1
    router = await opened()
    await do(router, *bad, bad[1])
    assert traits(list(await do(router, answer(day=5)))).replies_refused == 2


async def test_article_91_4_the_answer_to_a_complaint_names_the_body_complained_of() -> None:
    router = await opened(Kind.COMPLAINT)
    await do(router, action(PassUpComplaint, day=3, to_agency="mot", reason="жалоба"))
    decided = traits(list(await do(router, answer(day=5, outcome=Outcome.ACT_CANCELLED), agency="mot")))
    assert decided.complained_of == AKIMAT
    corrected = await do(await opened(Kind.COMPLAINT), answer(day=3, outcome=Outcome.SELF_CORRECTED))
    assert traits(list(corrected)).complained_of == AKIMAT
    assert traits(list(await do(await opened(), answer()))).complained_of is None


@pytest.mark.parametrize(("day", "left"), [(3, 14), (26, 0), (27, -1), (29, -2), (31, -3)])
async def test_article_76_closing_facts_tell_the_working_days_left(day: int, left: int) -> None:
    """Registered on Friday 13 March: 15 working days, Nauryz between them, end on Wednesday 8 April."""
    command = action(TerminateAppeal, day=day, ground=TerminationGround.COURT_ACT, reason="акт суда")
    assert fact(await do(await opened(), command), AppealTerminated).working_days_left == left


async def test_a_historical_appeal_has_neither_traits_nor_days_left() -> None:
    told = submission()
    taken = told.model_copy(
        update={
            "dims": told.dims.model_copy(update={"historical": True}),
            "deadlines": None,
            "agency": AKIMAT,
            "closure": Closure(outcome=Outcome.FAVOURABLE_ACT, closed_at=MORNING),
        }
    )
    answered = fact(await Router(confirmed=Confirmed(EVERYTHING)).take(submitted(taken)), AppealAnswered)
    assert (answered.traits, answered.working_days_left) == (None, None)
