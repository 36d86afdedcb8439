"""Defects of form, their repair, and the return without consideration: Art. 63, 64(6)-(7-2), 93."""

from datetime import date
from typing import Any

import pytest

from services.router.rules.case import State
from shared.contracts.agency import (
    AcceptAppeal,
    AppealRepaired,
    NoticeDefect,
    RedirectAppeal,
    ReturnAppeal,
)
from shared.contracts.lifecycle import AppealReturned, DefectNoticed, DefectRepaired
from shared.contracts.notices import ApplicantNotified
from shared.contracts.submissions import RepairAppeal
from shared.contracts.vocabulary import ClockName, Kind, NoticeKind, Refusal, Requirement, ReturnGround, RulesetId
from shared.law import opening
from shared.workdays import load_calendar
from tests.support.router import EVERYTHING, ROAD, Confirmed, Router, submission
from tests.support.router_acts import action, ask, case_of, do, fact, facts, opened, refused, started

DEFECT: dict[str, Any] = {"requirement": Requirement.SIGNATURE, "until": date(2026, 3, 20), "text": "Нет подписи"}
UNREPAIRED: dict[str, Any] = {"ground": ReturnGround.NOT_REPAIRED, "reason": "не исправлено"}


async def test_article_64_6_a_defect_notice_names_the_requirement_and_starts_the_time_to_repair() -> None:
    router = await opened()
    before = case_of(router).deadlines
    events = await do(router, action(NoticeDefect, day=3, **DEFECT))
    noticed = fact(events, DefectNoticed)
    assert (noticed.requirement, noticed.until) == (Requirement.SIGNATURE, date(2026, 3, 20))
    assert started(noticed) == {"repair": "2026-03-20", "return": "2026-03-30"}
    told = fact(events, ApplicantNotified)
    assert (told.notice, told.until, told.text) == (NoticeKind.DEFECT, date(2026, 3, 20), "Нет подписи")
    assert (case_of(router).state, case_of(router).deadlines) == (State.DEFECT, before)


async def test_article_76_5_a_time_to_repair_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    events = await do(await opened(), action(NoticeDefect, **DEFECT | {"until": date(2026, 3, 22)}))
    assert fact(events, DefectNoticed).until == date(2026, 3, 26)


@pytest.mark.parametrize("until", [date(2026, 3, 14), date(2026, 3, 1)])
async def test_article_64_6_a_time_to_repair_lies_ahead(until: date) -> None:
    refusal = await refused(await opened(), action(NoticeDefect, **DEFECT | {"until": until}))
    assert refusal == (Refusal.DATE_NOT_POSSIBLE, "Art. 64(6)")


async def test_article_88_1_2_the_simplified_procedure_has_no_defect_notice() -> None:
    refusal = await refused(await opened(Kind.MESSAGE), action(NoticeDefect, **DEFECT))
    assert refusal == (Refusal.NOT_OF_KIND, "Art. 88(1)(2)")


async def test_article_93_a_complaint_may_be_defective_too() -> None:
    complained = DEFECT | {"requirement": Requirement.BODY_COMPLAINED_OF}
    noticed = fact(await do(await opened(Kind.COMPLAINT), action(NoticeDefect, **complained)), DefectNoticed)
    assert noticed.requirement is Requirement.BODY_COMPLAINED_OF


async def test_article_64_6_one_defect_notice_waits_for_its_repair_before_the_next() -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT))
    assert await refused(router, action(NoticeDefect, day=2, **DEFECT)) == (Refusal.WRONG_STATE, "Art. 64(6)")


async def test_article_64_6_a_repair_stops_its_clocks_and_reaches_the_body_with_its_text() -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT))
    events = await ask(router, action(RepairAppeal, day=3, text="Подписано ЭЦП"))
    repaired = fact(events, DefectRepaired)
    assert (repaired.in_time, repaired.stops) == (True, (ClockName.REPAIR, ClockName.RETURN))
    assert fact(events, AppealRepaired).text == "Подписано ЭЦП"
    assert case_of(router).state is State.IN_WORK
    assert case_of(router).submission.text == f"{ROAD}\n\nПодписано ЭЦП"


async def test_article_64_6_a_late_repair_counts_as_long_as_the_appeal_was_not_returned() -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT))
    assert not fact(await ask(router, action(RepairAppeal, day=10, text="Подписано")), DefectRepaired).in_time
    assert await refused(router, action(ReturnAppeal, day=14, **UNREPAIRED)) == (
        Refusal.WRONG_STATE,
        "Art. 64(7)(1)",
    )


async def test_article_64_6_a_repair_without_a_defect_is_refused_and_the_applicant_told() -> None:
    router = await opened()
    before = case_of(router)
    (notice,) = await ask(router, action(RepairAppeal, text="Дополнение"))
    assert isinstance(notice, ApplicantNotified)
    assert notice.notice is NoticeKind.REPAIR_REFUSED
    assert case_of(router) == before


async def test_article_64_7_1_an_appeal_is_not_returned_before_the_time_to_repair_has_passed() -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT))
    assert await refused(router, action(ReturnAppeal, day=7, **UNREPAIRED)) == (Refusal.NOT_YET, "Art. 64(7)(1)")


@pytest.mark.parametrize(("day", "late"), [(13, False), (17, False), (18, True)])
async def test_article_64_7_1_an_unrepaired_appeal_is_returned_in_three_working_days_or_late(
    day: int, late: bool
) -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT))
    returned = fact(await do(router, action(ReturnAppeal, day=day, **UNREPAIRED)), AppealReturned)
    assert returned.late == late
    assert started(returned).keys() == {"complaint_right"}


async def test_article_64_7_1_without_a_defect_notice_nothing_is_unrepaired() -> None:
    refusal = await refused(await opened(), action(ReturnAppeal, **UNREPAIRED))
    assert refusal == (Refusal.WRONG_STATE, "Art. 64(7)(1)")


async def test_article_64_7_1_a_defect_notice_of_a_former_holder_is_no_ground_for_the_next() -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT), action(RedirectAppeal, day=2, to_agency="mot", reason="трасса"))
    refusal = await refused(router, action(ReturnAppeal, day=13, **UNREPAIRED), "mot")
    assert refusal == (Refusal.WRONG_STATE, "Art. 64(7)(1)")


GROUNDS = [ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS, ReturnGround.INSULTING]


@pytest.mark.parametrize("ground", GROUNDS)
async def test_article_64_7_2_three_working_days_after_registration_an_appeal_is_considered(
    ground: ReturnGround,
) -> None:
    router = await opened()
    late = action(ReturnAppeal, day=6, ground=ground, reason="то же")
    assert await refused(router, late) == (Refusal.TERM_PASSED, "Art. 64(7)(2)")
    assert facts(await do(router, action(ReturnAppeal, day=5, ground=ground, reason="то же"))) != []


async def test_article_64_7_2_is_not_a_ground_before_law_241_viii() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    told = submission()
    old = opening(Kind.APPLICATION, told.dims.registered_on, load_calendar(), RulesetId.A)
    await ask(router, told.model_copy(update={"deadlines": old}))
    insulting = action(ReturnAppeal, ground=ReturnGround.INSULTING, reason="оскорбления")
    assert await refused(router, insulting) == (Refusal.NOT_OF_KIND, "Art. 64(7)(2)")


@pytest.mark.parametrize(
    "text",
    [
        f"{ROAD}. Подрядчик платил взятки, готовится взрыв",
        f"{ROAD}. Шенеунік пара алды",
        f"{ROAD}. Соседи торгуют наркотиками",
    ],
)
async def test_article_64_7_2_crime_or_threat_is_never_returned(text: str) -> None:
    router = await opened(text=text)
    holder = case_of(router).agency or ""
    insulting = action(ReturnAppeal, ground=ReturnGround.INSULTING, reason="оскорбления")
    assert await refused(router, insulting, holder) == (Refusal.CRIME_OR_THREAT, "Art. 64(7-2)")


async def test_article_64_6_the_consideration_goes_on_while_the_applicant_repairs() -> None:
    router = await opened()
    await do(router, action(AcceptAppeal), action(NoticeDefect, **DEFECT))
    events = await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="трасса"))
    assert set(facts(events)[0].stops) >= {ClockName.REPAIR, ClockName.RETURN}
    assert case_of(router).state is State.ASSIGNED
