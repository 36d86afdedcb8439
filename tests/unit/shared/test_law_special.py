"""Special kinds, and what the two editions allow that differs."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.clocks import Deadlines
from shared.contracts.vocabulary import DecidedBy, Kind, Refusal, ReturnGround, RulesetId, TermUnit
from shared.law import (
    NoSuchSpecial,
    explain,
    opening,
    prolonged,
    registration,
    reply_names_route,
    restarted,
    return_grounds,
    special_kinds,
    too_short_to_hear,
)
from shared.workdays import civil_day, load_calendar, start_of

CALENDAR = load_calendar()
A, B = RulesetId.A, RulesetId.B
ALL = [
    (kind, special, ruleset)
    for ruleset in RulesetId
    for kind in Kind
    for special in (None, *(code for code, rule in special_kinds(ruleset).items() if rule.kind is kind))
]
RECEIPTS = st.datetimes(datetime(2021, 7, 1, 12), datetime(2027, 7, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize("ruleset", RulesetId)
def test_the_special_kinds_are_those_of_the_type_list(ruleset: RulesetId) -> None:
    working, calendar = TermUnit.WORKING_DAYS, TermUnit.CALENDAR_DAYS
    assert {code: (rule.kind, rule.term, rule.unit) for code, rule in special_kinds(ruleset).items()} == {
        "taxpayer_complaint": (Kind.COMPLAINT, 30, working),
        "monitored_taxpayer_complaint": (Kind.COMPLAINT, 45, working),
        "state_service_complaint": (Kind.COMPLAINT, 5, working),
        "lawyer_inquiry": (Kind.INQUIRY, 10, working),
        "media_inquiry": (Kind.INQUIRY, 7, working),
        "bailiff_inquiry": (Kind.INQUIRY, 3, working),
        "notary_inquiry": (Kind.INQUIRY, 10, calendar),
        "declassification_inquiry": (Kind.INQUIRY, 30, calendar),
        "information_inquiry": (Kind.INQUIRY, 15, calendar),
        "repression_rehabilitation": (Kind.APPLICATION, 90, calendar),
    }
    assert {rule.source for rule in special_kinds(ruleset).values()} == {"Q"}


@pytest.mark.parametrize(
    ("special", "answer_by"),
    [
        (None, date(2026, 4, 7)),
        ("bailiff_inquiry", date(2026, 3, 17)),
        ("media_inquiry", date(2026, 3, 26)),
        ("notary_inquiry", date(2026, 3, 26)),
        ("declassification_inquiry", date(2026, 4, 13)),
    ],
)
def test_a_special_kind_has_its_own_term_and_its_ladder_follows(special: str | None, answer_by: date) -> None:
    deadlines = opening(Kind.INQUIRY, date(2026, 3, 12), CALENDAR, special=special)
    assert deadlines.answer_by == answer_by
    assert deadlines.redirect_by == date(2026, 3, 17)
    assert deadlines.clocks[0].rungs[1].at == start_of(answer_by + timedelta(days=1))


def test_a_redirect_keeps_the_special_kind() -> None:
    arrived = start_of(date(2026, 3, 12)) + timedelta(hours=10)
    assert restarted(Kind.INQUIRY, arrived, A, CALENDAR, special="notary_inquiry") == opening(
        Kind.INQUIRY, date(2026, 3, 12), CALENDAR, A, special="notary_inquiry"
    )


@pytest.mark.parametrize("special", ["lawyer_inquiry", "petition"])
def test_a_special_kind_of_another_kind_is_refused(special: str) -> None:
    with pytest.raises(NoSuchSpecial, match="there is taxpayer_complaint, monitored_taxpayer_complaint"):
        opening(Kind.COMPLAINT, date(2026, 3, 12), CALENDAR, special=special)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "moved past: 22–23 March (Nauryz), 24–25 March (Nauryz; rest day moved)."),
        ("ru", "сдвинут за: 22–23 марта (Наурыз мейрамы), 24–25 марта (Наурыз мейрамы; перенос выходного)."),
        ("kk", "кейінге жылжыды: 22–23 наурыз (Наурыз мейрамы), 24–25 наурыз (Наурыз мейрамы; көшірілген демалыс)."),
    ],
)
def test_a_calendar_term_says_which_days_its_end_moved_past(language: Literal["kk", "ru", "en"], sentence: str) -> None:
    derivation = opening(Kind.INQUIRY, date(2026, 3, 12), CALENDAR, special="notary_inquiry").clocks[0].derivation
    assert explain(derivation, language, CALENDAR, full=True).endswith(sentence)


def test_an_ordinary_weekend_that_moves_the_end_is_named_in_full() -> None:
    derivation = opening(Kind.INQUIRY, date(2026, 2, 4), CALENDAR, special="notary_inquiry").clocks[0].derivation
    assert derivation.due_on == date(2026, 2, 16)
    assert explain(derivation, "en", CALENDAR, full=True).endswith("moved past: 14–15 February (weekend).")
    assert "weekend" not in explain(derivation, "en", CALENDAR)


@pytest.mark.parametrize(
    ("kind", "special", "expected"),
    [(Kind.INQUIRY, "bailiff_inquiry", True), (Kind.COMPLAINT, "state_service_complaint", False)],
)
def test_article_73_2_3_only_a_term_under_five_working_days_is_too_short_to_hear(
    kind: Kind, special: str, expected: bool
) -> None:
    deadlines = opening(kind, date(2026, 3, 12), CALENDAR, special=special)
    assert too_short_to_hear(deadlines.clocks[0].derivation) is expected


def test_article_73_2_3_a_prolonged_term_is_not_a_short_one() -> None:
    current = opening(Kind.APPLICATION, date(2026, 7, 20), CALENDAR)
    dates = prolonged(Kind.APPLICATION, date(2026, 7, 31), date(2026, 9, 1), current, CALENDAR)
    assert isinstance(dates, Deadlines)
    assert not too_short_to_hear(dates.clocks[0].derivation)


def test_a_head_of_apparatus_may_prolong_under_b_but_not_under_a() -> None:
    for ruleset, expected in ((A, Refusal), (B, Deadlines)):
        current = opening(Kind.MESSAGE, date(2026, 7, 20), CALENDAR, ruleset)
        decided = {
            by: prolonged(Kind.MESSAGE, date(2026, 7, 31), date(2026, 9, 1), current, CALENDAR, decided_by=by)
            for by in DecidedBy
        }
        assert isinstance(decided[DecidedBy.HEAD], Deadlines)
        assert isinstance(decided[DecidedBy.DEPUTY_HEAD], Deadlines)
        assert isinstance(decided[DecidedBy.HEAD_OF_APPARATUS], expected)


def test_what_came_with_law_241_viii_is_not_in_ruleset_a() -> None:
    assert return_grounds(A) == {ReturnGround.NOT_REPAIRED}
    assert return_grounds(B) == set(ReturnGround)
    assert (reply_names_route(A), reply_names_route(B)) == (False, True)


@pytest.mark.parametrize(("kind", "special", "ruleset"), ALL)
@given(received=RECEIPTS, later=st.timedeltas(timedelta(0), timedelta(days=20)))
def test_for_every_kind_and_edition_a_later_receipt_never_gives_an_earlier_deadline(
    kind: Kind, special: str | None, ruleset: RulesetId, received: datetime, later: timedelta
) -> None:
    first, second = (
        opening(kind, registration(instant, CALENDAR).registered_on, CALENDAR, ruleset, special=special)
        for instant in (received, received + later)
    )
    assert first.answer_by <= second.answer_by
    for before, after in zip(first.clocks, second.clocks, strict=True):
        assert all(one.at <= other.at for one, other in zip(before.rungs, after.rungs, strict=True))
    for deadlines in (first, second):
        for day in (deadlines.redirect_by, *(clock.derivation.due_on for clock in deadlines.clocks)):
            assert CALENDAR.is_working(day)
            assert day > civil_day(received)
