"""Art. 76(5): a changed table moves the clocks beside the consideration too, of closed cases as well."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.router.rules.case import Case, Memory, State
from services.router.rules.recompute import other_dates
from services.router.store import KEPT
from shared.contracts.agency import (
    AcceptAppeal,
    AnswerAppeal,
    ExecuteAct,
    HoldHearing,
    NoticeDefect,
    NoticeHearing,
    ReclassifyAppeal,
    RedirectAppeal,
    TerminateAppeal,
)
from shared.contracts.dates import ChangedDatesDelivered, ClocksChanged
from shared.contracts.event import Event
from shared.contracts.lifecycle import DeadlinesChanged
from shared.contracts.submissions import MoveRecusal, RecomputeDeadlines, RepairAppeal
from shared.contracts.vocabulary import ClockName, Kind, Language, Outcome
from shared.law import opening, recomputed_clock
from shared.trilingual import Trilingual
from shared.workdays import WorkCalendar, load_calendar
from shared.workdays.work_calendar import SpecialDay
from tests.support.replies import lawful_reply
from tests.support.router import EVERYTHING, Confirmed, Router, appeal_id, submission, submitted
from tests.support.router_acts import action, ask, case_of, do, fact, facts, opened, started

TABLE = load_calendar()
FAVOURABLE: dict[str, Any] = {"outcome": Outcome.FAVOURABLE_ACT, "language": Language.RU, "text": lawful_reply()}
DEFECT: dict[str, Any] = {"requirement": "address", "until": "2026-03-18", "text": "Укажите адрес"}
HEARING: dict[str, Any] = {"hearing_on": date(2026, 3, 18), "text": "Приглашаем"}


def with_holidays(*days: date) -> WorkCalendar:
    added = [SpecialDay(day, False, Trilingual("мереке", "праздник", "holiday"), "test") for day in days]
    return WorkCalendar.build("older", TABLE.first, TABLE.last, [*TABLE.special.values(), *added])


def counted_by(router: Router, *holidays: date) -> Case:
    """The case as it would stand had its clocks beside the consideration been counted by a table with more holidays."""
    older, stored = with_holidays(*holidays), router.cases.dossiers[appeal_id("first")]
    clocks = tuple(recomputed_clock(clock, older) for clock in stored.case.running)
    case = replace(stored.case, running=clocks)
    router.cases.dossiers[appeal_id("first")] = replace(stored, case=case)
    return case


async def recomputed_on(router: Router, day: int) -> list[Event]:
    return await ask(router, action(RecomputeDeadlines, day=day, calendar=TABLE.version))


def running(router: Router) -> dict[str, date]:
    return {clock.name.value: clock.derivation.due_on for clock in case_of(router).running}


@pytest.mark.parametrize(
    ("kind", "acts", "clocks"),
    [
        (Kind.COMPLAINT, [], {"upward": "2026-03-18"}),
        (Kind.APPLICATION, [action(NoticeDefect, **DEFECT)], {"repair": "2026-03-18", "return": "2026-03-26"}),
        (Kind.APPLICATION, [action(NoticeHearing, day=3, **HEARING)], {"objection": "2026-03-18"}),
        (
            Kind.APPLICATION,
            [action(NoticeHearing, day=3, **HEARING), action(HoldHearing, day=5, oral=True)],
            {"objection": "2026-03-18", "hearing_protocol": "2026-03-20"},
        ),
        (
            Kind.APPLICATION,
            [action(AnswerAppeal, day=3, **FAVOURABLE)],
            {"complaint_right": "2026-06-16", "execution": "2026-03-26"},
        ),
    ],
)
async def test_the_case_remembers_each_clock_that_a_fact_starts(
    kind: Kind, acts: Iterable[Event], clocks: dict[str, str]
) -> None:
    router = await opened(kind)
    await do(router, *acts)
    assert running(router) == {name: date.fromisoformat(day) for name, day in clocks.items()}


async def test_article_67_3_a_motion_to_recuse_is_among_the_clocks_until_it_is_decided() -> None:
    router = await opened()
    await ask(router, action(MoveRecusal, reason="родственник"))
    assert running(router) == {"recusal": date(2026, 3, 18)}
    await do(router, action(RedirectAppeal, day=3, to_agency="mot", reason="не наше"))
    assert running(router) == {}


async def test_article_91_4_what_a_fact_stops_is_forgotten() -> None:
    router = await opened(Kind.COMPLAINT)
    await do(router, action(AcceptAppeal, as_higher_body=True))
    assert running(router) == {}


async def test_article_76_2_arrival_at_the_next_body_leaves_only_what_starts_there() -> None:
    router = await opened(Kind.COMPLAINT)
    await do(router, action(NoticeHearing, **HEARING), action(RedirectAppeal, day=3, to_agency="mot", reason="не наше"))
    assert running(router) == {"upward": date(2026, 3, 19)}


async def test_article_92_1_a_decision_leaves_only_what_it_starts_itself() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING), action(AnswerAppeal, day=4, **FAVOURABLE))
    assert set(running(router)) == {"complaint_right", "execution"}


async def test_article_4_1_the_term_of_a_new_kind_does_not_run_beside_itself() -> None:
    router = await opened()
    await do(router, action(ReclassifyAppeal, kind="complaint", reason="обжалуется отказ"))
    assert set(running(router)) == {"upward"}


async def test_article_76_5_only_a_term_beside_the_consideration_moves() -> None:
    router = await opened()
    await ask(router, action(MoveRecusal, reason="родственник"))
    before = counted_by(router, date(2026, 3, 17))
    events = await recomputed_on(router, 2)
    changed = fact(events, ClocksChanged)
    assert (started(changed), changed.sequence) == ({"recusal": "2026-03-18"}, before.sequence + 1)
    assert case_of(router).running == changed.starts
    assert case_of(router).deadlines == before.deadlines
    assert [one.type for one in facts(events)] == ["appeal.clocks_changed"]
    assert await ask(router, action(RecomputeDeadlines, day=3, calendar=TABLE.version)) == []


async def test_article_76_5_term_and_clocks_that_both_move_come_in_one_fact_and_the_body_is_told_of_all() -> None:
    holiday, told = date(2026, 3, 17), submission(kind=Kind.COMPLAINT)
    router = Router(confirmed=Confirmed(EVERYTHING))
    dates = opening(Kind.COMPLAINT, told.dims.registered_on, with_holidays(holiday))
    await router.take(submitted(told.model_copy(update={"deadlines": dates})))
    counted_by(router, holiday)
    events = await recomputed_on(router, 1)
    changed, delivered = fact(events, DeadlinesChanged), fact(events, ChangedDatesDelivered)
    assert started(changed) == {"upward": "2026-03-18"}
    assert changed.deadlines == opening(Kind.COMPLAINT, told.dims.registered_on, TABLE)
    assert (delivered.answer_by, delivered.redirect_by) == (changed.deadlines.answer_by, changed.deadlines.redirect_by)
    assert (delivered.clocks, delivered.sequence) == (changed.starts, changed.sequence)


async def test_article_64_7_1_the_term_to_return_moves_with_the_last_day_to_mend() -> None:
    router = await opened()
    await do(router, action(NoticeDefect, **DEFECT))
    stored = router.cases.dossiers[appeal_id("first")]
    repair = recomputed_clock(stored.case.running[0], with_holidays(date(2026, 3, 18)))
    late = recomputed_clock(stored.case.running[1], TABLE, start=repair.derivation.due_on)
    case = replace(stored.case, running=(late, repair), repair_until=repair.derivation.due_on)
    router.cases.dossiers[appeal_id("first")] = replace(stored, case=case)
    changed = fact(await recomputed_on(router, 2), ClocksChanged)
    assert started(changed) == {"repair": "2026-03-18", "return": "2026-03-26"}
    assert case_of(router).repair_until == date(2026, 3, 18)
    await ask(router, action(RepairAppeal, day=3, text="Адрес: дом 1"))
    assert running(router) == {}


async def test_article_92_1_and_86_3_the_clocks_of_a_closed_case_move_and_its_last_body_is_told() -> None:
    router = await opened()
    await do(router, action(AnswerAppeal, day=3, **FAVOURABLE))
    counted_by(router, date(2026, 3, 18), date(2026, 6, 16))
    events = await recomputed_on(router, 4)
    changed, told = fact(events, ClocksChanged), fact(events, ChangedDatesDelivered)
    assert started(changed) == {"complaint_right": "2026-06-16", "execution": "2026-03-26"}
    assert (told.answer_by, told.redirect_by, told.clocks) == (None, None, changed.starts)
    assert case_of(router).state is State.ANSWERED
    await do(router, action(ExecuteAct, day=5))
    assert running(router) == {"complaint_right": date(2026, 6, 16)}


async def test_article_92_1_1_six_months_to_complain_stay_six() -> None:
    router = await opened(Kind.MESSAGE)
    await do(router, action(TerminateAppeal, day=3, ground="no_essence", reason="нет сути"))
    (clock,) = case_of(router).running
    long = clock.model_copy(update={"derivation": clock.derivation.model_copy(update={"term": 6})})
    assert recomputed_clock(long, TABLE).derivation.due_on == date(2026, 9, 16)


async def test_a_term_that_is_over_by_either_table_stays_and_one_that_comes_back_to_life_moves() -> None:
    router = await opened()
    await do(router, action(NoticeHearing, day=3, **HEARING))
    case, table = case_of(router), with_holidays(date(2026, 3, 17))
    assert [clock.name for clock in case.running] == [ClockName.OBJECTION]
    bare = replace(case, deadlines=None)
    assert other_dates(bare, table, date(2026, 3, 20)) is None
    other = other_dates(bare, table, date(2026, 3, 19))
    assert other is not None
    assert [clock.derivation.due_on for clock in other.clocks] == [date(2026, 3, 19)]


async def test_article_65_1_before_a_body_is_named_nobody_is_told_of_changed_dates() -> None:
    told = submission(text="Добрый день")
    older = opening(Kind.APPLICATION, told.dims.registered_on, with_holidays(date(2026, 3, 30)))
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(told.model_copy(update={"deadlines": older})))
    assert case_of(router).state is State.TRIAGE
    assert [event.type for event in await recomputed_on(router, 1)] == ["appeal.deadlines_changed"]


async def test_a_case_stored_before_clocks_and_special_kinds_were_kept_is_read_and_has_none() -> None:
    router = await opened(Kind.COMPLAINT)
    stored = json.loads(KEPT.dump_json((case_of(router), Memory())))
    del stored[0]["running"], stored[0]["dims"]["special"], stored[0]["submission"]["co_applicant_names"]
    case, _ = KEPT.validate_json(json.dumps(stored))
    assert case == replace(case_of(router), running=())
