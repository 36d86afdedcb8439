"""How an appeal, a demand of it, or a complaint goes on to another body: Art. 65, 91(4)."""

from datetime import date
from typing import Any

import pytest

from services.router.rules.case import State
from shared.contracts.agency import AcceptAppeal, AnswerAppeal, AppealDelivered, PassUpComplaint, RedirectAppeal
from shared.contracts.agency import RedirectPart as Part
from shared.contracts.lifecycle import (
    AppealAccepted,
    AppealAssigned,
    AppealRedirected,
    AppealRedirectedInPart,
    AppealRegistered,
    ComplaintPassedUp,
)
from shared.contracts.notices import ApplicantNotified
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.vocabulary import ClockName, Kind, Language, NoticeKind, Outcome, Refusal
from tests.support.replies import lawful_reply
from tests.support.router import Router, appeal_id, from_agency, submission, submitted
from tests.support.router_acts import AKIMAT, action, ask, case_of, do, fact, facts, opened, refused, started

PART: dict[str, Any] = {"to_agency": "mot", "reason": "трасса", "text": "Отремонтируйте съезд с трассы"}
UP: dict[str, Any] = {"to_agency": "mot", "reason": "жалоба на акт"}


async def test_article_65_1_a_partial_redirect_registers_the_demand_as_a_child_and_leaves_the_appeal_open() -> None:
    router = await opened()
    before = case_of(router)
    events = await do(router, action(Part, day=3, **PART))
    parted, registered = fact(events, AppealRedirectedInPart), fact(events, AppealRegistered)
    child = fact(events, SubmitAppeal)
    assert (parted.sequence, parted.to_agency, parted.working_day, parted.in_time) == (3, "mot", 1, True)
    assert (parted.child_id, parted.child_number) == (registered.appeal_id, f"{submission().number}/1")
    assert (registered.sequence, registered.number, registered.parent) == (1, parted.child_number, submission().number)
    assert (registered.prior_number, registered.dims.agency) == (None, None)
    assert (child.appeal_id, child.text, child.directed_to) == (registered.appeal_id, PART["text"], "mot")
    assert (case_of(router).state, case_of(router).deadlines) == (before.state, before.deadlines)


async def test_article_76_2_the_childs_term_starts_anew_on_its_arrival() -> None:
    events = await do(await opened(), action(Part, day=3, **PART))
    registered = fact(events, AppealRegistered)
    assert registered.deadlines is not None
    assert registered.dims.registered_on == date(2026, 3, 16)
    assert (registered.deadlines.redirect_by, registered.deadlines.answer_by) == (date(2026, 3, 19), date(2026, 4, 9))


async def test_article_65_1_the_child_goes_straight_to_the_body_that_was_named() -> None:
    router = await opened()
    events = await do(router, action(Part, day=3, **PART))
    assigned, delivered = await ask(router, fact(events, SubmitAppeal))
    assert isinstance(assigned, AppealAssigned)
    assert (assigned.sequence, assigned.agency, assigned.rule) == (2, "mot", "redirect_part")
    assert isinstance(delivered, AppealDelivered)
    assert (delivered.text, delivered.parent) == (PART["text"], submission().number)
    assert delivered.answer_by == date(2026, 4, 9)


async def test_article_65_2_the_applicant_is_told_of_a_partial_redirect_and_the_childs_number() -> None:
    notice = fact(await do(await opened(), action(Part, **PART)), ApplicantNotified)
    assert (notice.notice, notice.to_agency, notice.text) == (NoticeKind.REDIRECTED_IN_PART, "mot", "трасса")
    assert notice.child_number == f"{submission().number}/1"


async def test_article_65_1_each_further_part_has_the_next_number_and_its_own_id() -> None:
    router = await opened()
    first = fact(await do(router, action(Part, **PART)), AppealRegistered)
    second = fact(await do(router, action(Part, day=2, **PART)), AppealRegistered)
    assert second.number == f"{submission().number}/2"
    assert first.appeal_id != second.appeal_id


async def test_article_65_1_a_repeated_partial_redirect_makes_no_second_child() -> None:
    router = await opened()
    await do(router, action(Part, **PART))
    assert await do(router, action(Part, **PART)) == []
    assert case_of(router).parts == 1


async def test_article_65_1_a_partial_redirect_on_the_fourth_working_day_is_late_but_counts() -> None:
    parted = fact(await do(await opened(), action(Part, day=6, **PART)), AppealRedirectedInPart)
    assert (parted.working_day, parted.in_time) == (4, False)


@pytest.mark.parametrize(
    ("target", "expected"), [(AKIMAT, Refusal.REDIRECT_TO_SELF), ("nobody", Refusal.UNKNOWN_AGENCY)]
)
async def test_article_65_1_a_demand_is_not_passed_to_oneself_or_to_nobody(target: str, expected: Refusal) -> None:
    router = await opened()
    assert await refused(router, action(Part, **PART | {"to_agency": target})) == (expected, "Art. 65(1)")


async def test_article_65_1_a_child_may_be_redirected_whole() -> None:
    router = await opened()
    child = fact(await do(router, action(Part, **PART)), SubmitAppeal)
    await ask(router, child)
    whole = action(RedirectAppeal, day=2, to_agency="moe", reason="школа")
    events = await do(router, whole.model_copy(update={"appeal_id": child.appeal_id}), agency="mot")
    assert fact(events, AppealAssigned).agency == "moe"


async def test_article_91_4_a_complaint_at_the_body_complained_of_is_passed_up_in_three_working_days() -> None:
    router = await opened(Kind.COMPLAINT)
    events = await do(router, action(PassUpComplaint, day=5, **UP))
    passed, assigned = facts(events)
    assert isinstance(passed, ComplaintPassedUp)
    assert (passed.from_agency, passed.working_day, passed.in_time) == (AKIMAT, 3, True)
    assert ClockName.UPWARD in passed.stops
    assert isinstance(assigned, AppealAssigned)
    assert (assigned.agency, assigned.rule, assigned.starts) == ("mot", "passed_up", ())
    assert fact(events, ApplicantNotified).notice is NoticeKind.PASSED_UP


async def test_article_99_the_higher_body_has_twenty_working_days_from_its_receipt() -> None:
    events = await do(await opened(Kind.COMPLAINT), action(PassUpComplaint, day=5, **UP))
    deadlines = fact(events, AppealAssigned).deadlines
    assert deadlines is not None
    assert deadlines.answer_by == date(2026, 4, 20)


async def test_article_91_4_the_assignment_of_a_complaint_starts_the_three_days_to_pass_it_up() -> None:
    router = await opened(Kind.COMPLAINT)
    events = await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="не наш акт"))
    assert started(fact(events, AppealAssigned)) == {"upward": "2026-03-19"}


async def test_article_91_4_passing_up_on_the_fourth_working_day_is_late_but_counts() -> None:
    passed = fact(await do(await opened(Kind.COMPLAINT), action(PassUpComplaint, day=6, **UP)), ComplaintPassedUp)
    assert (passed.working_day, passed.in_time) == (4, False)


async def test_article_91_4_only_a_complaint_is_passed_up() -> None:
    assert await refused(await opened(), action(PassUpComplaint, **UP)) == (Refusal.NOT_OF_KIND, "Art. 91(4)")


async def test_article_91_4_a_complaint_is_not_passed_up_twice_or_to_oneself() -> None:
    router = await opened(Kind.COMPLAINT)
    to_self = action(PassUpComplaint, to_agency=AKIMAT)
    assert await refused(router, to_self) == (Refusal.REDIRECT_TO_SELF, "Art. 91(4)")
    await do(router, action(PassUpComplaint, day=2, **UP))
    again = action(PassUpComplaint, day=3, to_agency="moe")
    assert await refused(router, again, "mot") == (Refusal.WRONG_STATE, "Art. 91(4)")


async def test_article_91_4_the_body_complained_of_may_satisfy_in_full_and_the_higher_body_may_not() -> None:
    router = await opened(Kind.COMPLAINT)
    words: dict[str, Any] = {"outcome": Outcome.SELF_CORRECTED, "language": Language.RU, "text": lawful_reply()}
    await do(router, action(PassUpComplaint, **UP))
    refusal = await refused(router, action(AnswerAppeal, day=2, **words), "mot")
    assert refusal == (Refusal.OUTCOME_NOT_OF_KIND, "Art. 91(4)")
    corrected = await opened(Kind.COMPLAINT)
    await do(corrected, action(AnswerAppeal, **words))
    assert case_of(corrected).state is State.ANSWERED


async def test_article_91_4_a_body_above_the_one_complained_of_has_nothing_to_pass_up() -> None:
    accepted = fact(await do(await opened(Kind.COMPLAINT), action(AcceptAppeal, as_higher_body=True)), AppealAccepted)
    assert accepted.stops == (ClockName.UPWARD,)
    refusal = await refused(await opened(), action(AcceptAppeal, as_higher_body=True))
    assert refusal == (Refusal.NOT_OF_KIND, "Art. 91(4)")


async def test_article_65_1_days_of_receipt_after_hours_count_from_the_day_of_registration() -> None:
    router = await opened()
    case = case_of(router)
    evening = submission("evening", at=submission().occurred_at.replace(hour=13, minute=45))
    late = evening.model_copy(update={"dims": case.dims.model_copy(update={"registered_on": date(2026, 3, 16)})})
    await ask(router, late)
    events = await do(router, action(RedirectAppeal, day=6, name="evening", to_agency="mot", reason="трасса"))
    assert fact(events, AppealRedirected).working_day == 3
    assert fact(events, AppealRedirected).appeal_id == appeal_id("evening")


async def test_article_65_1_a_redelivered_partial_redirect_sends_the_same_child_again() -> None:
    router = Router()
    await router.take(submitted(submission(), offset=0))
    router.confirmed.below = 1
    command = from_agency(AKIMAT, action(Part, **PART), offset=5)
    first = await router.take(command)
    assert [event.type for event in first] == [
        "appeal.redirected_in_part",
        "applicant.notified",
        "appeal.registered",
        "appeal.submit",
        "action.applied",
    ]
    assert await router.take(command) == first


async def test_article_65_1_the_next_body_is_shown_who_had_it_how_long_and_why_it_was_sent_on() -> None:
    router = await opened()
    await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="республиканская трасса"))
    back = action(RedirectAppeal, day=6, to_agency="mic", reason="строящийся участок")
    delivered = fact(await do(router, back, agency="mot"), AppealDelivered)
    first, second = delivered.journey
    assert [stay.agency for stay in delivered.journey] == list(delivered.hops) == [AKIMAT, "mot"]
    assert (first.reason, first.working_day, first.since) == ("республиканская трасса", 1, submission().received_at)
    assert (second.reason, second.until) == ("строящийся участок", back.occurred_at)
    assert second.since == first.until
