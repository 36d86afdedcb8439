"""The kind corrected by the holder: term and procedure follow the new kind, the old dates stay in the fact."""

from datetime import date
from typing import Any

from services.router.rules.case import Case
from shared.contracts.agency import (
    AcceptAppeal,
    NoticeHearing,
    ProlongAppeal,
    ReclassifyAppeal,
    RedirectAppeal,
)
from shared.contracts.lifecycle import AppealProlonged, AppealReclassified
from shared.contracts.notices import ApplicantNotified
from shared.contracts.vocabulary import ClockName, DecidedBy, Kind, NoticeKind, Refusal
from tests.support.router_acts import AKIMAT, action, case_of, do, fact, opened, refused, started

COMPLAINT: dict[str, Any] = {"kind": Kind.COMPLAINT, "reason": "обжалуется отказ"}
MESSAGE: dict[str, Any] = {"kind": Kind.MESSAGE, "reason": "сообщение о недостатках"}
PROLONG: dict[str, Any] = {"until": date(2026, 5, 6), "decided_by": DecidedBy.HEAD, "reason": "экспертиза"}


def names(case: Case) -> set[ClockName]:
    return {clock.name for clock in case.deadlines.clocks} if case.deadlines else set()


async def test_article_99_an_application_that_is_a_complaint_has_twenty_days_from_its_registration() -> None:
    router = await opened()
    old = case_of(router).deadlines
    events = await do(router, action(ReclassifyAppeal, day=3, **COMPLAINT))
    changed = fact(events, AppealReclassified)
    assert (changed.from_kind, changed.dims.kind, changed.by_agency) == (Kind.APPLICATION, Kind.COMPLAINT, AKIMAT)
    assert changed.previous == old
    assert changed.deadlines is not None
    assert changed.deadlines.answer_by == date(2026, 4, 15)
    assert started(changed) == {"consideration": "2026-04-15", "hearing": "2026-04-10", "upward": "2026-03-19"}


async def test_article_66_the_applicant_is_told_of_the_new_kind_and_why() -> None:
    notice = fact(await do(await opened(), action(ReclassifyAppeal, **COMPLAINT)), ApplicantNotified)
    assert (notice.notice, notice.text) == (NoticeKind.RECLASSIFIED, "обжалуется отказ")


async def test_article_99_prolonging_follows_the_new_kind() -> None:
    router = await opened()
    await do(router, action(ReclassifyAppeal, **COMPLAINT))
    assert await refused(router, action(ProlongAppeal, **PROLONG)) == (Refusal.PROLONGATION_FORBIDDEN, "Art. 99")
    back = await opened(Kind.COMPLAINT)
    await do(back, action(ReclassifyAppeal, **MESSAGE))
    assert fact(await do(back, action(ProlongAppeal, **PROLONG)), AppealProlonged).until == date(2026, 5, 6)


async def test_article_87_an_application_that_is_a_message_needs_no_hearing_any_more() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, hearing_on=date(2026, 3, 20), text="Приглашаем"))
    changed = fact(await do(router, action(ReclassifyAppeal, day=2, **MESSAGE)), AppealReclassified)
    assert set(changed.stops) >= {ClockName.HEARING, ClockName.OBJECTION}
    assert names(case_of(router)) == {ClockName.CONSIDERATION}
    assert case_of(router).hearing is None


async def test_article_91_4_a_complaint_that_is_none_is_not_to_be_passed_up() -> None:
    changed = fact(await do(await opened(Kind.COMPLAINT), action(ReclassifyAppeal, **MESSAGE)), AppealReclassified)
    assert ClockName.UPWARD in changed.stops


async def test_article_76_2_after_a_redirect_the_new_kinds_term_starts_on_arrival() -> None:
    router = await opened()
    await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="трасса"))
    changed = fact(await do(router, action(ReclassifyAppeal, day=4, **COMPLAINT), agency="mot"), AppealReclassified)
    assert changed.deadlines is not None
    assert changed.deadlines.answer_by == date(2026, 4, 16)


async def test_article_4_1_an_appeal_does_not_become_what_it_is() -> None:
    router = await opened(Kind.COMPLAINT)
    assert await refused(router, action(ReclassifyAppeal, **COMPLAINT)) == (Refusal.WRONG_STATE, "Art. 4(1)")


async def test_article_91_2_an_overdue_appeal_does_not_change_its_kind_to_win_time() -> None:
    router = await opened()
    await do(router, action(AcceptAppeal))
    late = action(ReclassifyAppeal, day=28, **COMPLAINT)
    assert await refused(router, late) == (Refusal.TERM_PASSED, "Art. 91(2)")
