"""Content on a crime or a threat goes to the competent body at once: Art. 64(7-2), 88(1)(2)."""

import orjson
import pytest

from services.router.rules.case import Case
from shared.contracts.agency import AcceptAppeal, NoticeDefect, RedirectAppeal
from shared.contracts.crime import CrimeSuspected
from shared.contracts.envelope import encode
from shared.contracts.lifecycle import AppealAccepted, AppealAssigned, DefectRepaired
from shared.contracts.submissions import Closure, RepairAppeal
from shared.contracts.topics import LIFECYCLE
from shared.contracts.vocabulary import ClockName, CrimeSign, Kind, Outcome, RungName
from tests.support.router import EVERYTHING, MORNING, ROAD, Confirmed, Router, submission, submitted
from tests.support.router_acts import DAY, action, ask, case_of, do, fact, facts, opened
from tests.unit.router.test_defects import DEFECT

BRIBE = f"{ROAD}. Во дворе темно, мусор не вывозят, автобус не ходит. Инспектор вымогает деньги"
BOMB = f"{ROAD}. Инспектор вымогает деньги и грозит: в школе бомба"


async def opening_facts(text: str, kind: Kind = Kind.APPLICATION) -> list[type]:
    router = Router(confirmed=Confirmed(EVERYTHING))
    return [type(event) for event in facts(await router.take(submitted(submission(text=text, kind=kind))))]


@pytest.mark.parametrize(
    ("text", "sign", "centre"),
    [
        (BRIBE, CrimeSign.CRIME, "kz-75"),
        (BOMB, CrimeSign.THREAT, "knb"),
        (f"{ROAD}. Пара сұрап жүр", CrimeSign.CRIME, "kz-75"),
    ],
)
@pytest.mark.parametrize(("kind", "article"), [(Kind.APPLICATION, "Art. 64(7-2)"), (Kind.MESSAGE, "Art. 88(1)(2)")])
async def test_articles_64_7_2_and_88_1_2_a_suspected_crime_is_stated_at_once(
    text: str, sign: CrimeSign, centre: str, kind: Kind, article: str
) -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    events = await router.take(submitted(submission(text=text, kind=kind)))
    said = fact(events, CrimeSuspected)
    assert (said.sign, said.centre, said.sequence) == (sign, centre, 3)
    assert (said.clock.name, said.clock.derivation.article) == (ClockName.CRIME_SUSPECTED, article)
    assert [(rung.name, rung.at) for rung in said.clock.rungs] == [(RungName.CRIME_SUSPECTED, MORNING)]
    assert case_of(router).crime_suspected


async def test_article_88_1_2_a_crime_without_any_other_subject_has_a_body_and_is_stated() -> None:
    for text in ("У меня украли телефон", "Нас хотят убить"):
        assert await opening_facts(text) == [AppealAssigned, CrimeSuspected]


@pytest.mark.parametrize("text", [ROAD, f"{ROAD}. Вы все бездельники и дураки", f"{ROAD}. В подъезде запах газа"])
async def test_article_88_1_2_neither_insults_nor_an_emergency_alone_are_a_crime(text: str) -> None:
    assert CrimeSuspected not in await opening_facts(text)


async def test_the_fact_holds_no_word_of_the_text() -> None:
    events = await Router(confirmed=Confirmed(EVERYTHING)).take(submitted(submission(text=BRIBE)))
    value = encode(fact(events, CrimeSuspected), LIFECYCLE.name, "router").value
    assert set(orjson.loads(value)) <= {"number", "dims", "starts", "stops", "sign", "centre", "clock"}
    assert "вымога" not in value.decode()


async def test_article_64_6_words_of_a_crime_in_a_repair_are_stated_once() -> None:
    router = await opened()
    await do(router, action(AcceptAppeal), action(NoticeDefect, **DEFECT))
    events = await ask(router, action(RepairAppeal, day=2, text="К тому же инспектор вымогает деньги"))
    assert [type(event) for event in facts(events)] == [DefectRepaired, CrimeSuspected]
    await do(router, action(NoticeDefect, day=3, **DEFECT))
    again = await ask(router, action(RepairAppeal, day=4, text="Снова вымогает"))
    assert [type(event) for event in facts(again)] == [DefectRepaired]


@pytest.mark.parametrize("body", ["mia", "knb", "pgo", "afm", "mes"])
async def test_article_88_1_2_acceptance_by_a_body_competent_in_crime_stops_the_clock(body: str) -> None:
    router = await opened(text=BRIBE)
    await do(router, action(RedirectAppeal, to_agency=body, reason="признаки преступления"))
    accepted = fact(await do(router, action(AcceptAppeal, day=2), agency=body), AppealAccepted)
    assert accepted.stops == (ClockName.CRIME_SUSPECTED,)


async def test_article_88_1_2_acceptance_by_another_body_does_not_stop_it() -> None:
    assert fact(await do(await opened(text=BRIBE), action(AcceptAppeal)), AppealAccepted).stops == ()


async def test_a_body_competent_in_crime_stops_nothing_where_no_crime_was_suspected() -> None:
    router = await opened()
    await do(router, action(RedirectAppeal, to_agency="mia", reason="по компетенции"))
    assert fact(await do(router, action(AcceptAppeal, day=2), agency="mia"), AppealAccepted).stops == ()


async def test_an_appeal_taken_over_closed_from_another_system_states_no_crime() -> None:
    told = submission(text=BRIBE)
    dims = told.dims.model_copy(update={"historical": True})
    closure = Closure(closed_at=MORNING + DAY, outcome=Outcome.SATISFIED)
    old = told.model_copy(update={"dims": dims, "deadlines": None, "agency": "mot", "closure": closure})
    events = await Router(confirmed=Confirmed(EVERYTHING)).take(submitted(old))
    assert CrimeSuspected not in [type(event) for event in facts(events)]


def test_a_case_stored_before_this_field_still_loads() -> None:
    assert Case.__dataclass_fields__["crime_suspected"].default is False
