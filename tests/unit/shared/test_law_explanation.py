"""The sentence that explains a date."""

from datetime import UTC, date, datetime
from typing import Literal

import pytest

from shared.contracts.clocks import Deadlines, Derivation
from shared.contracts.vocabulary import ClockName, Kind, RulesetId, RungName, TermUnit
from shared.law import explain, immediate_clock, opening, prolonged, start_clock
from shared.law.phrases import PHRASES
from shared.workdays import load_calendar

CALENDAR = load_calendar()


def answer_to(kind: Kind, registered_on: date) -> Derivation:
    return opening(kind, registered_on, CALENDAR).clocks[0].derivation


def test_an_english_sentence_names_start_term_end_article_and_the_days_off() -> None:
    assert explain(answer_to(Kind.APPLICATION, date(2026, 3, 13)), "en", CALENDAR) == (
        "Day one is the day after 13 March 2026; the term is 15 working days, the last day is 8 April 2026"
        " (Art. 76(1)-(2) of the Administrative Procedural Code); besides ordinary weekends not counted:"
        " 21–23 March (Nauryz), 24–25 March (Nauryz; rest day moved)."
    )


def test_a_russian_sentence_names_moved_days_in_both_directions() -> None:
    assert explain(answer_to(Kind.COMPLAINT, date(2024, 4, 30)), "ru", CALENDAR) == (
        "Первый день срока — следующий за 30 апреля 2024 года; срок — 20 рабочих дней, последний день —"
        " 31 мая 2024 года (ст. 99 АППК); кроме обычных выходных не считались:"
        " 1 мая (Праздник единства народа Казахстана), 7 мая (День защитника Отечества),"
        " 8 мая (выходной вместо 4 мая), 9 мая (День Победы); хотя и выходные, считались:"
        " 4 мая (рабочий день вместо 8 мая)."
    )


def test_a_kazakh_sentence_is_short_when_nothing_was_special() -> None:
    assert explain(answer_to(Kind.MESSAGE, date(2026, 2, 2)), "kk", CALENDAR) == (
        "Мерзімнің бірінші күні — 2026 жылғы 2 ақпан күнінен кейінгі күн; ұзақтығы 15 жұмыс күні, соңғы күні —"
        " 2026 жылғы 23 ақпан (ӘРПК, 76(1)-(2), 87(2)-бап)."
    )


def test_a_prolongation_names_the_decision_and_why_the_last_day_moved() -> None:
    current = opening(Kind.MESSAGE, date(2026, 8, 10), CALENDAR)
    result = prolonged(Kind.MESSAGE, date(2026, 8, 25), date(2026, 10, 25), current, CALENDAR)
    assert isinstance(result, Deadlines)
    assert explain(result.clocks[0].derivation, "en", CALENDAR) == (
        "By a decision of 25 August 2026 the term is prolonged to 27 October 2026, at most 2 calendar months from the"
        " decision (Art. 76(3) of the Administrative Procedural Code); the last day moved past:"
        " 25 October (Republic Day), 26 October (Republic Day; rest day moved)."
    )


def test_a_clock_due_at_once_says_so() -> None:
    clock = immediate_clock(ClockName.TRIAGE, RungName.UNTRIAGED, datetime(2026, 3, 3, tzinfo=UTC), "Art. 65(1)")
    assert explain(clock.derivation, "ru", CALENDAR) == "Срок наступает сразу, 3 марта 2026 года (ст. 65(1) АППК)."


def test_days_of_two_months_are_joined_only_when_they_follow_each_other_for_one_reason() -> None:
    derivation = Derivation(
        start=date(2022, 12, 30),
        term=2,
        unit=TermUnit.WORKING_DAYS,
        due_on=date(2023, 1, 5),
        article="Art. 65(1)",
        skipped=(date(2023, 1, 1), date(2023, 1, 2), date(2023, 1, 3)),
    )
    assert "1–2 January (New Year), 3 January (New Year; rest day moved)." in explain(derivation, "en", CALENDAR)
    assert PHRASES["en"].span(date(2026, 4, 30), date(2026, 5, 1)) == "30 April – 1 May"


@pytest.mark.parametrize(
    ("count", "ru", "en"),
    [
        (1, "1 рабочий день", "1 working day"),
        (3, "3 рабочих дня", "3 working days"),
        (12, "12 рабочих дней", "12 working days"),
        (21, "21 рабочий день", "21 working days"),
        (112, "112 рабочих дней", "112 working days"),
    ],
)
def test_numerals_agree_with_their_nouns(count: int, ru: str, en: str) -> None:
    assert PHRASES["ru"].working_days(count) == ru
    assert PHRASES["en"].working_days(count) == en
    assert PHRASES["kk"].working_days(count) == f"{count} жұмыс күні"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            (
                "Day one is the day after 13 March 2026; the term is 3 calendar months, the last day is 15 June 2026"
                " (Art. 92(1) of the Administrative Procedural Code); the last day moved past: 13–14 June (weekend)."
            ),
        ),
        (
            "ru",
            (
                "Первый день срока — следующий за 13 марта 2026 года; срок — 3 календарных месяца, последний день —"
                " 15 июня 2026 года (ст. 92(1) АППК); последний день сдвинут за: 13–14 июня (выходной день)."
            ),
        ),
        (
            "kk",
            (
                "Мерзімнің бірінші күні — 2026 жылғы 13 наурыз күнінен кейінгі күн; ұзақтығы 3 күнтізбелік ай, соңғы"
                " күні — 2026 жылғы 15 маусым (ӘРПК, 92(1)-бап); соңғы күн мына күндерден кейінге жылжыды:"
                " 13–14 маусым (демалыс күні)."
            ),
        ),
    ],
)
def test_a_term_in_months_is_not_told_as_a_prolongation(language: Literal["kk", "ru", "en"], sentence: str) -> None:
    right = start_clock(ClockName.COMPLAINT_RIGHT, date(2026, 3, 13), RulesetId.B, CALENDAR)
    assert explain(right.derivation, language, CALENDAR, full=True) == sentence


def test_a_prolongation_in_full_lists_what_its_last_day_moved_past() -> None:
    current = opening(Kind.MESSAGE, date(2026, 8, 10), CALENDAR)
    result = prolonged(Kind.MESSAGE, date(2026, 8, 25), date(2026, 10, 25), current, CALENDAR)
    assert isinstance(result, Deadlines)
    derivation = result.clocks[0].derivation
    assert explain(derivation, "en", CALENDAR, full=True) == explain(derivation, "en", CALENDAR)


def test_in_full_ordinary_weekends_stand_beside_holidays() -> None:
    assert explain(answer_to(Kind.APPLICATION, date(2026, 3, 13)), "en", CALENDAR, full=True).endswith(
        "; not counted: 14–15 March (weekend), 21–23 March (Nauryz), 24–25 March (Nauryz; rest day moved),"
        " 28–29 March (weekend), 4–5 April (weekend)."
    )
