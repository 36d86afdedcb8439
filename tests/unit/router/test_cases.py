"""What an agency, a centre and an applicant may do, article by article."""

from datetime import date

import pytest

from shared.contracts.agency import (
    AcceptAppeal,
    ActionApplied,
    AnswerAppeal,
    AppealDelivered,
    AppealRecalled,
    NoticeHearing,
    ProlongAppeal,
    RedirectAppeal,
    ReturnAppeal,
)
from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealPingPong,
    AppealProlonged,
    AppealRedirected,
    AppealReturned,
    AppealTriaged,
    AppealWithdrawn,
)
from shared.contracts.natije import AssignAppeal, TriageRequested
from shared.contracts.notices import ApplicantNotified
from shared.contracts.submissions import Closure, WithdrawAppeal
from shared.contracts.vocabulary import DecidedBy, Kind, Language, NoticeKind, Outcome, Refusal, ReturnGround
from shared.workdays import start_of
from tests.support.replies import lawful_reply
from tests.support.router import (
    EVERYTHING,
    MORNING,
    Confirmed,
    Router,
    appeal_id,
    from_agency,
    from_centre,
    submission,
    submitted,
)
from tests.support.router_acts import AKIMAT, DAY, action, facts, opened, refusal


async def test_a_road_goes_to_the_akimat_of_the_objects_region_with_its_text() -> None:
    assigned, delivered = await Router(confirmed=Confirmed(EVERYTHING)).take(submitted(submission()))
    assert isinstance(assigned, AppealAssigned)
    assert (assigned.sequence, assigned.agency, assigned.centre, assigned.hop) == (2, AKIMAT, "kz-75", 0)
    assert isinstance(delivered, AppealDelivered)
    assert (delivered.sequence, delivered.text) == (2, submission().text)
    assert delivered.answer_by == date(2026, 4, 8)


async def test_an_appeal_without_a_subject_is_triaged_with_its_text_and_assignable_by_hand() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    triaged, case = await router.take(submitted(submission(text="Добрый день, прошу помочь")))
    assert isinstance(triaged, AppealTriaged)
    assert triaged.centre == "kz-75"
    assert isinstance(case, TriageRequested)
    assert case.text == "Добрый день, прошу помочь"
    events = await router.take(from_centre("kz-75", action(AssignAppeal, agency="mlsp")))
    assert [type(e) for e in events] == [AppealAssigned, AppealDelivered, ActionApplied]


async def test_two_centres_assign_one_case_and_the_first_wins() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission(text="Добрый день")))
    await router.take(from_centre("kz-75", action(AssignAppeal, agency="mlsp")))
    events = await router.take(from_centre("republic", action(AssignAppeal, day=2, agency="moh")))
    assert refusal(events) == (Refusal.ALREADY_ASSIGNED, "Art. 65(1)")
    assert router.cases.dossiers[appeal_id("first")].case.agency == "mlsp"


async def test_article_65_1_a_redirect_restarts_the_term_and_tells_the_applicant() -> None:
    router = await opened()
    events = await router.take(from_agency(AKIMAT, action(RedirectAppeal, day=3, to_agency="mot", reason="трасса")))
    redirected, assigned = facts(events)
    assert isinstance(redirected, AppealRedirected)
    assert (redirected.from_agency, redirected.working_day, redirected.in_time) == (AKIMAT, 1, True)
    assert isinstance(assigned, AppealAssigned)
    assert (assigned.sequence, assigned.agency, assigned.hop, assigned.centre) == (4, "mot", 1, "mot")
    assert assigned.deadlines is not None
    assert assigned.deadlines.answer_by > date(2026, 4, 8)
    notices = [e for e in events if isinstance(e, ApplicantNotified)]
    assert [(n.notice, n.text, n.to_agency) for n in notices] == [(NoticeKind.REDIRECTED, "трасса", "mot")]


async def test_article_65_1_a_redirect_on_the_fourth_working_day_is_late_but_counts() -> None:
    router = await opened()
    events = await router.take(from_agency(AKIMAT, action(RedirectAppeal, day=6, to_agency="mot", reason="трасса")))
    redirected = facts(events)[0]
    assert isinstance(redirected, AppealRedirected)
    assert (redirected.working_day, redirected.in_time) == (4, False)


async def test_article_76_2_a_redirect_after_the_term_ran_out_says_that_it_was_overdue() -> None:
    router = await opened()
    events = await router.take(from_agency(AKIMAT, action(RedirectAppeal, day=40, to_agency="mot", reason="трасса")))
    redirected, assigned = facts(events)
    assert isinstance(redirected, AppealRedirected)
    assert redirected.was_overdue
    assert isinstance(assigned, AppealAssigned)
    assert assigned.deadlines is not None
    assert assigned.deadlines.answer_by > date(2026, 4, 22)


@pytest.mark.parametrize(
    ("target", "expected"),
    [(AKIMAT, Refusal.REDIRECT_TO_SELF), ("nobody", Refusal.UNKNOWN_AGENCY), ("crt", Refusal.UNKNOWN_AGENCY)],
)
async def test_article_65_1_a_redirect_to_oneself_or_to_nobody_is_refused(target: str, expected: Refusal) -> None:
    router = await opened()
    before = router.cases.dossiers[appeal_id("first")].case
    events = await router.take(from_agency(AKIMAT, action(RedirectAppeal, to_agency=target, reason="не наше")))
    assert refusal(events) == (expected, "Art. 65(1)")
    assert router.cases.dossiers[appeal_id("first")].case == before


async def test_a_return_to_a_former_holder_is_ping_pong_for_the_republic() -> None:
    router = await opened()
    await router.take(from_agency(AKIMAT, action(RedirectAppeal, to_agency="mot", reason="трасса")))
    events = await router.take(from_agency("mot", action(RedirectAppeal, day=2, to_agency=AKIMAT, reason="город")))
    ping_pong = facts(events)[-1]
    assert isinstance(ping_pong, AppealPingPong)
    assert (ping_pong.hops, ping_pong.returned_to_sender, ping_pong.sequence) == (2, True, 7)


async def test_an_action_of_a_former_holder_is_refused() -> None:
    router = await opened()
    await router.take(from_agency(AKIMAT, action(RedirectAppeal, to_agency="mot", reason="трасса")))
    assert refusal(await router.take(from_agency(AKIMAT, action(AcceptAppeal, day=2))))[0] is Refusal.NOT_THE_HOLDER


async def test_article_76_3_a_prolongation_moves_the_date_within_two_months() -> None:
    router = await opened()
    first = action(ProlongAppeal, until=date(2026, 5, 6), decided_by=DecidedBy.HEAD, reason="экспертиза")
    events = await router.take(from_agency(AKIMAT, first))
    (prolonged,) = facts(events)
    assert isinstance(prolonged, AppealProlonged)
    assert prolonged.deadlines.answer_by == prolonged.until == date(2026, 5, 6)
    too_far = first.model_copy(update={"event_id": "too-far", "until": date(2026, 6, 15)})
    assert refusal(await router.take(from_agency(AKIMAT, too_far))) == (Refusal.PROLONGATION_TOO_LONG, "Art. 76(3)")


async def test_article_99_a_complaint_is_never_prolonged() -> None:
    router = await opened(Kind.COMPLAINT)
    prolong = action(ProlongAppeal, until=date(2026, 4, 20), decided_by=DecidedBy.HEAD, reason="экспертиза")
    assert refusal(await router.take(from_agency(AKIMAT, prolong))) == (Refusal.PROLONGATION_FORBIDDEN, "Art. 99")


async def test_article_73_2_6_the_simplified_procedure_has_no_hearing() -> None:
    router = await opened(Kind.MESSAGE)
    hearing = action(NoticeHearing, hearing_on=date(2026, 3, 20), text="Приглашаем")
    assert refusal(await router.take(from_agency(AKIMAT, hearing))) == (Refusal.NOT_OF_KIND, "Art. 73(2)(6)")


@pytest.mark.parametrize(("day", "in_time", "working_days"), [(26, True, 15), (27, False, 16)])
async def test_article_76_an_answer_is_in_time_up_to_the_fifteenth_working_day(
    day: int, in_time: bool, working_days: int
) -> None:
    router = await opened()
    answer = action(AnswerAppeal, day=day, outcome=Outcome.FAVOURABLE_ACT, language=Language.RU, text=lawful_reply())
    events = await router.take(from_agency(AKIMAT, answer))
    (answered,) = facts(events)
    assert isinstance(answered, AppealAnswered)
    assert (answered.in_time, answered.working_days, answered.was_overdue) == (in_time, working_days, not in_time)
    assert [e.text for e in events if isinstance(e, ApplicantNotified)] == [lawful_reply()]
    again = await router.take(from_agency(AKIMAT, action(AcceptAppeal, day=day + 1)))
    assert refusal(again)[0] is Refusal.ALREADY_CLOSED


async def test_article_91_2_an_answer_at_the_first_instant_after_the_last_day_is_late_and_overdue() -> None:
    router = await opened()
    midnight = start_of(date(2026, 4, 9))
    answer = action(AnswerAppeal, outcome=Outcome.FAVOURABLE_ACT, language=Language.RU, text=lawful_reply())
    events = await router.take(from_agency(AKIMAT, answer.model_copy(update={"occurred_at": midnight})))
    (answered,) = facts(events)
    assert isinstance(answered, AppealAnswered)
    assert (answered.in_time, answered.was_overdue) == (False, True)


async def test_article_77_an_application_does_not_end_explained() -> None:
    router = await opened()
    answer = action(AnswerAppeal, outcome=Outcome.EXPLAINED, language=Language.RU, text="Разъясняем")
    assert refusal(await router.take(from_agency(AKIMAT, answer)))[0] is Refusal.OUTCOME_NOT_OF_KIND


async def test_article_64_7_a_returned_appeal_is_closed() -> None:
    router = await opened()
    returned = action(ReturnAppeal, ground=ReturnGround.INSULTING, reason="оскорбления")
    (fact,) = facts(await router.take(from_agency(AKIMAT, returned)))
    assert isinstance(fact, AppealReturned)
    assert not router.cases.dossiers[appeal_id("first")].case.is_open


async def test_article_64_9_a_withdrawal_recalls_the_appeal_from_its_holder() -> None:
    router = await opened()
    events = await router.take(submitted(action(WithdrawAppeal)))
    assert [type(e) for e in events] == [AppealWithdrawn, AppealRecalled]


async def test_article_64_9_a_withdrawal_after_the_answer_is_refused_and_the_applicant_told() -> None:
    router = await opened()
    answer = action(AnswerAppeal, outcome=Outcome.FAVOURABLE_ACT, language=Language.RU, text=lawful_reply())
    await router.take(from_agency(AKIMAT, answer))
    (notice,) = await router.take(submitted(action(WithdrawAppeal, day=2)))
    assert isinstance(notice, ApplicantNotified)
    assert notice.notice is NoticeKind.WITHDRAWAL_REFUSED


@pytest.mark.parametrize(("holder", "expected"), [("mdai", "maid"), ("crt", None)])
async def test_an_open_appeal_taken_over_from_a_body_that_gets_none_goes_to_its_successor_or_a_person(
    holder: str, expected: str | None
) -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    told = submission().model_copy(update={"agency": holder})
    first, delivery = await router.take(submitted(told))
    assert router.cases.dossiers[appeal_id("first")].case.agency == expected
    assert isinstance(first, AppealAssigned if expected else AppealTriaged)
    assert isinstance(delivery, AppealDelivered if expected else TriageRequested)


async def test_an_ended_appeal_taken_over_from_a_court_stays_its_and_is_delivered_to_nobody() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    closure = Closure(outcome=Outcome.FAVOURABLE_ACT, closed_at=MORNING + DAY)
    router.clock = MORNING + 2 * DAY
    told = submission().model_copy(update={"agency": "crt", "closure": closure})
    events = await router.take(submitted(told))
    assert [(type(e), e.occurred_at) for e in events] == [(AppealAssigned, MORNING), (AppealAnswered, MORNING + DAY)]
