"""Art. 76(5): a changed table of working days moves the dates of open cases, once, and of nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from services.router.recompute_command import command
from shared.contracts.agency import NoticeHearing, ProlongAppeal, RedirectAppeal
from shared.contracts.clocks import Deadlines
from shared.contracts.event import Event
from shared.contracts.lifecycle import DeadlinesChanged
from shared.contracts.submissions import RecomputeDeadlines, WithdrawAppeal
from shared.contracts.vocabulary import ClockName, DatesChangedBy, DecidedBy, Kind, RulesetId
from shared.law import opening, recomputed
from shared.trilingual import Trilingual
from shared.workdays import WorkCalendar, load_calendar
from shared.workdays.work_calendar import SpecialDay
from tests.support.router import EVERYTHING, MORNING, Confirmed, Router, appeal_id, submission, submitted
from tests.support.router_acts import action, ask, case_of, do, fact, opened

TABLE = load_calendar()
HOLIDAY = date(2026, 3, 30)
"""A Monday within every term that starts on 13 March 2026."""


def with_holidays(*days: date, version: str = "changed") -> WorkCalendar:
    """The present table and more holidays."""
    added = [SpecialDay(day, False, Trilingual("мереке", "праздник", "holiday"), "test") for day in days]
    return WorkCalendar.build(version, TABLE.first, TABLE.last, [*TABLE.special.values(), *added])


def recompute(day: int = 1, calendar: str = TABLE.version, name: str = "first") -> RecomputeDeadlines:
    return action(RecomputeDeadlines, day=day, calendar=calendar, name=name)


async def opened_by(calendar: WorkCalendar, *acts: Event, kind: Kind = Kind.APPLICATION, name: str = "first") -> Router:
    """A router with a case whose dates were counted by another table; then the holder's acts."""
    told = submission(name, kind=kind)
    told = told.model_copy(update={"deadlines": opening(kind, told.dims.registered_on, calendar)})
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(told))
    await do(router, *acts)
    return router


def due(deadlines: Deadlines | None) -> date:
    assert deadlines is not None
    return deadlines.answer_by


@pytest.mark.parametrize("kind", [Kind.APPLICATION, Kind.COMPLAINT, Kind.MESSAGE, Kind.INQUIRY])
async def test_article_76_5_a_revoked_holiday_moves_the_answer_and_every_rung(kind: Kind) -> None:
    router = await opened_by(with_holidays(HOLIDAY), kind=kind)
    before = case_of(router)
    changed = fact(await ask(router, recompute()), DeadlinesChanged)
    expected = opening(kind, before.dims.registered_on, TABLE)
    assert changed.deadlines == case_of(router).deadlines == expected
    assert (changed.sequence, changed.reason) == (before.sequence + 1, DatesChangedBy.WORKING_DAYS)
    assert expected.answer_by < due(before.deadlines)
    assert case_of(router).state is before.state


async def test_article_76_5_the_log_and_the_body_are_told() -> None:
    router = await opened_by(with_holidays(HOLIDAY))
    told = [event.type for event in await ask(router, recompute())]
    assert told == ["appeal.deadlines_changed", "agency.deadlines_changed"]


async def test_where_no_date_is_another_one_nothing_happens_and_the_command_is_remembered() -> None:
    router = await opened()
    before = case_of(router)
    assert await ask(router, recompute()) == []
    assert case_of(router) == before
    assert ("appeals.submitted.v1", recompute().event_id) in router.cases.dossiers[appeal_id("first")].memory.inputs


async def test_a_second_run_for_the_same_table_changes_nothing() -> None:
    router = await opened_by(with_holidays(HOLIDAY))
    first, second = (command(appeal_id("first"), TABLE.version, MORNING) for _ in range(2))
    assert first == second
    fact(await ask(router, recompute()), DeadlinesChanged)
    after = router.cases.dossiers[appeal_id("first")]
    assert await ask(router, recompute()) == []
    assert router.cases.dossiers[appeal_id("first")] == after
    assert await ask(router, recompute(day=2)) == []


async def test_a_replay_of_the_same_inputs_gives_the_same_facts() -> None:
    async def live() -> list[Event]:
        router = await opened_by(with_holidays(HOLIDAY))
        return [*await ask(router, recompute()), *await ask(router, action(WithdrawAppeal, day=2))]

    assert await live() == await live()


async def test_a_command_by_a_table_that_the_router_lacks_is_forgotten_and_may_come_again() -> None:
    router = await opened_by(with_holidays(HOLIDAY))
    before = router.cases.dossiers[appeal_id("first")]
    assert await ask(router, recompute(calendar="2031.1")) == []
    assert router.cases.dossiers[appeal_id("first")] == before
    fact(await ask(router, recompute()), DeadlinesChanged)


async def test_an_unknown_or_closed_case_makes_neither_a_fact_nor_a_dead_letter() -> None:
    router = await opened_by(with_holidays(HOLIDAY))
    await ask(router, action(WithdrawAppeal))
    before = case_of(router)
    commands = [submitted(recompute(day=2)), submitted(recompute(name="nobody's"))]
    assert await router.handlers.on_inputs(commands) == []
    assert case_of(router) == before


async def test_a_historical_case_has_no_dates_to_change() -> None:
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission().model_copy(update={"deadlines": None})))
    assert await ask(router, recompute()) == []


async def test_article_76_2_a_redirected_case_is_counted_from_its_arrival() -> None:
    router = await opened_by(TABLE, action(RedirectAppeal, day=3, to_agency="mot", reason="не наше"))
    arrived = case_of(router)
    assert arrived.deadlines is not None
    start = arrived.deadlines.clocks[0].derivation.start
    old = opening(Kind.APPLICATION, start, with_holidays(HOLIDAY))
    stored = router.cases.dossiers[appeal_id("first")]
    router.cases.dossiers[appeal_id("first")] = replace(stored, case=replace(arrived, deadlines=old))
    changed = fact(await ask(router, recompute(day=4)), DeadlinesChanged)
    assert start == date(2026, 3, 16)
    assert changed.deadlines == arrived.deadlines


async def test_article_73_a_hearing_that_was_noticed_is_not_asked_for_again() -> None:
    router = await opened_by(with_holidays(HOLIDAY), action(NoticeHearing, hearing_on="2026-03-25", text="Приглашаем"))
    changed = fact(await ask(router, recompute(day=2)), DeadlinesChanged)
    assert [clock.name for clock in changed.deadlines.clocks] == [ClockName.CONSIDERATION]


UNTIL = date(2026, 4, 21)
"""A Tuesday."""


async def prolonged_dates() -> Deadlines:
    prolong = action(ProlongAppeal, until=UNTIL, decided_by=DecidedBy.HEAD, reason="экспертиза")
    router = await opened_by(TABLE, prolong)
    found = case_of(router).deadlines
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("holidays", "expected"),
    [([HOLIDAY], UNTIL), ([UNTIL], date(2026, 4, 22)), ([UNTIL, date(2026, 4, 22)], date(2026, 4, 23))],
)
async def test_article_76_3_a_decided_end_moves_only_to_a_working_day(holidays: Iterable[date], expected: date) -> None:
    current = await prolonged_dates()
    changed = recomputed(Kind.APPLICATION, current, with_holidays(*holidays))
    assert (changed.answer_by, changed.redirect_by) == (expected, current.redirect_by)
    assert changed.clocks[0].derivation.start == current.clocks[0].derivation.start
    assert recomputed(Kind.APPLICATION, changed, TABLE) == current


def test_a_special_term_stays_what_it_was() -> None:
    start = date(2026, 3, 13)
    special = "state_service_complaint"
    old = opening(Kind.COMPLAINT, start, TABLE, RulesetId.B, special=special)
    table = with_holidays(date(2026, 3, 17))
    assert recomputed(Kind.COMPLAINT, old, table) == opening(Kind.COMPLAINT, start, table, RulesetId.B, special=special)
