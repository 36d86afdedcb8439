"""A matter for a court is not decided here; the way there is explained: Art. 3(2), 91(5)-(6)."""

import pytest

from services.router.rules.case import State
from services.router.rules.facts import Moment
from services.router.rules.jurisdiction import Unroutable
from services.router.rules.notices import COURT_ROUTE, notice_of
from services.router.rules.opening import _triaged
from services.router.rules.records import records_of
from shared.contracts.agency import AcceptAppeal, ActionApplied
from shared.contracts.lifecycle import AppealTerminated, AppealTriaged
from shared.contracts.natije import AdviseCourt, AssignAppeal, TriageRequested
from shared.contracts.notices import ApplicantNotified
from shared.contracts.submissions import WithdrawAppeal
from shared.contracts.topics import LIFECYCLE, NATIJE_APPEALS, NOTICES
from shared.contracts.vocabulary import Kind, NoticeKind, Refusal, TerminationGround
from tests.support.router import EVERYTHING, MORNING, Confirmed, Router, from_centre, read, submission, submitted
from tests.support.router_acts import action, ask, case_of, do, fact, facts, opened, refusal, started
from tests.unit.router.test_table import case

UNCLEAR = "Добрый день, прошу помочь"
WHY = "Решение суда обжалуется в апелляционном порядке."


async def in_triage(kind: Kind = Kind.APPLICATION) -> Router:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission(text=UNCLEAR, kind=kind)))
    assert case_of(router).state is State.TRIAGE
    return router


def test_article_91_5_a_triage_for_court_tells_the_applicant_the_way_while_a_person_looks() -> None:
    before = case(State.TRIAGE)
    moved = _triaged(before, Unroutable(COURT_ROUTE, "court"), Moment(MORNING, "submit"))
    records = list(records_of(before, moved, before.submission))
    assert [one.topic for one in records] == [LIFECYCLE.name, NATIJE_APPEALS.of("kz-75"), NOTICES.name]
    triaged, case_for_a_person, told = map(read, records)
    assert isinstance(triaged, AppealTriaged)
    assert isinstance(case_for_a_person, TriageRequested)
    assert isinstance(told, ApplicantNotified)
    assert (told.notice, told.text, told.sequence) == (NoticeKind.COURT_ROUTE, None, triaged.sequence)
    assert moved.case.state is State.TRIAGE


def test_a_triage_for_another_reason_tells_nothing_of_courts() -> None:
    before = case(State.TRIAGE)
    moved = _triaged(before, Unroutable("no_subject_found"), Moment(MORNING, "submit"))
    assert notice_of(moved.events[0], before.submission) is None


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("centre", ["kz-75", "republic"])
async def test_articles_3_2_and_91_a_centre_ends_a_triage_case_with_reasons_whatever_brought_it_there(
    kind: Kind, centre: str
) -> None:
    router = await in_triage(kind)
    events = await router.take(from_centre(centre, action(AdviseCourt, reason=WHY)))
    assert [type(event) for event in events] == [AppealTerminated, ApplicantNotified, ActionApplied]
    assert fact(events, AppealTerminated).ground is TerminationGround.OTHER_LEGAL_GROUND
    told = fact(events, ApplicantNotified)
    assert (told.notice, told.text) == (NoticeKind.COURT_ROUTE, WHY)
    assert fact(events, ActionApplied).action == "action.advise_court"
    assert case_of(router).state is State.TERMINATED


async def test_article_92_1_the_end_starts_the_right_to_complain_as_any_other() -> None:
    events = await (await in_triage()).take(from_centre("kz-75", action(AdviseCourt, reason=WHY)))
    assert started(fact(events, AppealTerminated)) == {"complaint_right": "2026-06-15"}


async def test_article_65_a_centre_that_has_not_the_case_is_refused() -> None:
    router = await in_triage()
    before = case_of(router)
    events = await router.take(from_centre("kz-71", action(AdviseCourt, reason=WHY)))
    assert refusal(events) == (Refusal.NOT_THE_HOLDER, "Art. 3(2), 91(5)-(6)")
    assert (case_of(router), facts(events)) == (before, [])


async def test_article_91_a_case_that_a_body_has_is_no_longer_for_the_centre_to_end() -> None:
    router = await opened()
    await do(router, action(AcceptAppeal))
    events = await router.take(from_centre("kz-75", action(AdviseCourt, day=2, reason=WHY)))
    assert refusal(events) == (Refusal.WRONG_STATE, "Art. 3(2), 91(5)-(6)")


async def test_article_64_9_a_case_that_has_ended_stays_ended() -> None:
    router = await in_triage()
    await ask(router, action(WithdrawAppeal))
    events = await router.take(from_centre("kz-75", action(AdviseCourt, day=2, reason=WHY)))
    assert refusal(events) == (Refusal.ALREADY_CLOSED, "Art. 3(2), 91(5)-(6)")


async def test_after_the_advice_nobody_is_assigned() -> None:
    router = await in_triage()
    await router.take(from_centre("kz-75", action(AdviseCourt, reason=WHY)))
    events = await router.take(from_centre("kz-75", action(AssignAppeal, day=2, agency="mlsp")))
    assert refusal(events)[0] is Refusal.ALREADY_ASSIGNED
