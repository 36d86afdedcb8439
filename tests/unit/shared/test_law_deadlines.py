"""Registration, opening and restart: the vectors of the law and what must hold for every day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.clocks import Clock, Derivation, Rung
from shared.contracts.vocabulary import ClockName, Kind, RulesetId, RungName, TermUnit
from shared.law import NoLawInForce, Registration, immediate_clock, opening, registration, restarted, ruleset_on
from shared.workdays import CalendarGap, at, civil_day, load_calendar, start_of

CALENDAR = load_calendar()
RECEIPTS = st.datetimes(datetime(2021, 7, 1, 12), datetime(2027, 10, 31), timezones=st.just(UTC))  # noqa: DTZ001
KINDS = st.sampled_from(Kind)


def almaty(text: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return at(wall.date(), wall.time())


@pytest.mark.parametrize(
    ("received", "registered", "three", "fifteen", "twenty"),
    [
        ("2024-04-30 10:00", "2024-04-30", "2024-05-04", "2024-05-24", "2024-05-31"),
        ("2024-05-03 19:00", "2024-05-04", "2024-05-13", "2024-05-29", "2024-06-05"),
        ("2025-12-30 10:00", "2025-12-30", "2026-01-06", "2026-01-23", "2026-01-30"),
        ("2026-03-13 10:00", "2026-03-13", "2026-03-18", "2026-04-08", "2026-04-15"),
        ("2026-03-13 18:45", "2026-03-16", "2026-03-19", "2026-04-09", "2026-04-16"),
        ("2026-03-20 09:00", "2026-03-20", "2026-03-30", "2026-04-15", "2026-04-22"),
        ("2026-05-08 12:00", "2026-05-08", "2026-05-14", "2026-06-02", "2026-06-09"),
    ],
)
def test_terms_end_on_the_days_worked_out_by_hand(
    received: str, registered: str, three: str, fifteen: str, twenty: str
) -> None:
    registered_on = registration(almaty(received), CALENDAR).registered_on
    assert registered_on == date.fromisoformat(registered)
    for kind in Kind:
        deadlines = opening(kind, registered_on, CALENDAR)
        assert deadlines.redirect_by == date.fromisoformat(three)
        assert deadlines.answer_by == date.fromisoformat(twenty if kind is Kind.COMPLAINT else fifteen)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-03-13 00:00:00", Registration(date(2026, 3, 13), late=False)),
        ("2026-03-13 18:29:59", Registration(date(2026, 3, 13), late=False)),
        ("2026-03-13 18:30:00", Registration(date(2026, 3, 16), late=True)),
        ("2026-03-14 10:00:00", Registration(date(2026, 3, 16), late=True)),
        ("2024-05-04 10:00:00", Registration(date(2024, 5, 4), late=False)),
        ("2024-05-08 10:00:00", Registration(date(2024, 5, 10), late=True)),
        ("2024-02-29 18:29:59", Registration(date(2024, 2, 29), late=False)),
        ("2024-03-01 18:29:59", Registration(date(2024, 3, 1), late=False)),
    ],
)
def test_an_appeal_is_registered_the_same_day_or_the_next_working_day(received: str, expected: Registration) -> None:
    assert registration(almaty(received), CALENDAR) == expected


def test_a_body_may_close_at_another_hour() -> None:
    received = almaty("2026-03-13 17:30")
    assert registration(received, CALENDAR, time(17)) == Registration(date(2026, 3, 16), late=True)


def test_an_application_gets_a_clock_for_the_answer_and_one_for_the_hearing() -> None:
    deadlines = opening(Kind.APPLICATION, date(2026, 3, 13), CALENDAR)
    nauryz = tuple(date(2026, 3, day) for day in range(21, 26))
    answer = Derivation(
        start=date(2026, 3, 13),
        term=15,
        unit=TermUnit.WORKING_DAYS,
        due_on=date(2026, 4, 8),
        article="Art. 76(1)-(2)",
        skipped=nauryz,
    )
    notice = answer.model_copy(update={"term": 12, "due_on": date(2026, 4, 3), "article": "Art. 73(1), (3)"})
    assert (deadlines.ruleset, deadlines.calendar) == (RulesetId.B, CALENDAR.version)
    assert deadlines.clocks == (
        Clock(
            name=ClockName.CONSIDERATION,
            derivation=answer,
            rungs=(
                Rung(name=RungName.DUE_IN_ONE_WORKING_DAY, at=datetime(2026, 4, 7, 4, tzinfo=UTC)),
                Rung(name=RungName.OVERDUE, at=datetime(2026, 4, 8, 19, tzinfo=UTC)),
                Rung(name=RungName.OVERDUE_THREE_WORKING_DAYS, at=datetime(2026, 4, 13, 19, tzinfo=UTC)),
                Rung(name=RungName.OVERDUE_TEN_WORKING_DAYS, at=datetime(2026, 4, 22, 19, tzinfo=UTC)),
            ),
        ),
        Clock(
            name=ClockName.HEARING,
            derivation=notice,
            rungs=(Rung(name=RungName.HEARING_NOTICE_DUE, at=datetime(2026, 4, 3, 4, tzinfo=UTC)),),
        ),
    )


def test_only_applications_and_complaints_are_heard() -> None:
    heard = {kind for kind in Kind if len(opening(kind, date(2026, 3, 13), CALENDAR).clocks) == 2}
    assert heard == {Kind.APPLICATION, Kind.COMPLAINT}


def test_a_case_is_overdue_the_civil_day_after_a_friday_not_the_working_day_after() -> None:
    deadlines = opening(Kind.MESSAGE, date(2026, 1, 30), CALENDAR)
    assert deadlines.answer_by == date(2026, 2, 20)
    overdue = next(rung for rung in deadlines.clocks[0].rungs if rung.name is RungName.OVERDUE)
    assert overdue.at == start_of(date(2026, 2, 21))


def test_instants_before_march_2024_stand_at_utc_plus_6() -> None:
    overdue = opening(Kind.MESSAGE, date(2024, 1, 31), CALENDAR).clocks[0].rungs[1]
    assert overdue.at == datetime(2024, 2, 21, 18, tzinfo=UTC)
    overdue = opening(Kind.MESSAGE, date(2024, 2, 9), CALENDAR).clocks[0].rungs[1]
    assert overdue.at == datetime(2024, 3, 1, 19, tzinfo=UTC)


def test_a_redirect_starts_the_term_anew_the_day_after_arrival_under_the_same_ruleset() -> None:
    arrived = almaty("2026-01-08 18:31")
    deadlines = restarted(Kind.COMPLAINT, arrived, RulesetId.A, CALENDAR)
    assert deadlines == opening(Kind.COMPLAINT, date(2026, 1, 9), CALENDAR, RulesetId.A)
    assert deadlines.ruleset is RulesetId.A
    assert deadlines.clocks[0].derivation.start == date(2026, 1, 9)


def test_a_ruleset_holds_from_its_first_day() -> None:
    assert ruleset_on(date(2021, 7, 1)) is RulesetId.A
    assert ruleset_on(date(2025, 12, 31)) is RulesetId.A
    assert ruleset_on(date(2026, 1, 1)) is RulesetId.B
    with pytest.raises(NoLawInForce, match="2021-06-30"):
        ruleset_on(date(2021, 6, 30))


def test_a_term_that_leaves_the_table_is_refused() -> None:
    with pytest.raises(CalendarGap):
        opening(Kind.APPLICATION, date(2027, 12, 20), CALENDAR)


def test_the_dates_of_one_day_are_computed_once() -> None:
    day = date(2026, 6, 3)
    assert opening(Kind.MESSAGE, day, CALENDAR) is opening(Kind.MESSAGE, day, CALENDAR, RulesetId.B)


def test_a_case_for_a_person_is_due_at_once() -> None:
    now = datetime(2026, 3, 13, 20, tzinfo=UTC)
    clock = immediate_clock(ClockName.TRIAGE, RungName.UNTRIAGED, now, "Art. 65(1)")
    assert clock.rungs == (Rung(name=RungName.UNTRIAGED, at=now),)
    assert (clock.derivation.start, clock.derivation.due_on) == (date(2026, 3, 14), date(2026, 3, 14))
    assert clock.derivation.term == 0


@given(received=RECEIPTS, later=st.timedeltas(timedelta(0), timedelta(days=20)), kind=KINDS)
def test_a_later_receipt_never_gives_an_earlier_deadline(received: datetime, later: timedelta, kind: Kind) -> None:
    first, second = (
        opening(kind, registration(instant, CALENDAR).registered_on, CALENDAR)
        for instant in (received, received + later)
    )
    assert first.redirect_by <= second.redirect_by
    assert first.answer_by <= second.answer_by
    for before, after in zip(first.clocks, second.clocks, strict=True):
        assert all(one.at <= other.at for one, other in zip(before.rungs, after.rungs, strict=True))


@given(received=RECEIPTS, kind=KINDS)
def test_every_deadline_is_a_working_day_and_every_ladder_rises(received: datetime, kind: Kind) -> None:
    entry = registration(received, CALENDAR)
    deadlines = opening(kind, entry.registered_on, CALENDAR)
    days = [entry.registered_on, deadlines.redirect_by, *(clock.derivation.due_on for clock in deadlines.clocks)]
    assert all(CALENDAR.is_working(day) for day in days)
    assert entry.late == (entry.registered_on != civil_day(received))
    for clock in deadlines.clocks:
        instants = [rung.at for rung in clock.rungs]
        assert instants == sorted(set(instants))
        assert CALENDAR.count(clock.derivation.start, clock.derivation.due_on) == clock.derivation.term
