"""The `deadlines` command, run as people and scripts run it: through `main`, output captured."""

import io
import json
from datetime import date
from typing import Any

import pytest

from services.sla_monitor.__main__ import main
from shared.contracts.vocabulary import Kind, RulesetId

KEYS = {"kind", "ruleset", "registered_on", "redirect_by", "answer_by", "steps"}
LATE_FRIDAY = "2026-03-13T18:45:00+05:00"
VECTORS = [
    ("2024-04-30T10:00+05:00", "2024-04-30", "2024-05-04", "2024-05-24", "2024-05-31"),
    ("2024-05-03T19:00+05:00", "2024-05-04", "2024-05-13", "2024-05-29", "2024-06-05"),
    ("2025-12-30T10:00+05:00", "2025-12-30", "2026-01-06", "2026-01-23", "2026-01-30"),
    ("2026-03-13T10:00+05:00", "2026-03-13", "2026-03-18", "2026-04-08", "2026-04-15"),
    (LATE_FRIDAY, "2026-03-16", "2026-03-19", "2026-04-09", "2026-04-16"),
    ("2026-03-20T04:00:00Z", "2026-03-20", "2026-03-30", "2026-04-15", "2026-04-22"),
    ("2026-05-08T12:00+05:00", "2026-05-08", "2026-05-14", "2026-06-02", "2026-06-09"),
]
Capture = pytest.CaptureFixture[str]


class Stdin:
    """What `sys.stdin` looks like when a script writes to it."""

    def __init__(self, text: str) -> None:
        self.buffer = io.BytesIO(text.encode())


def asked(capsys: Capture, *options: str) -> dict[str, Any]:
    assert main(["deadlines", "--json", *options]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def batch(monkeypatch: pytest.MonkeyPatch, capsys: Capture, *lines: str) -> tuple[int, list[dict[str, Any]]]:
    monkeypatch.setattr("sys.stdin", Stdin("\n".join(lines) + "\n"))
    code = main(["deadlines", "--batch"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def explained(answer: dict[str, Any], what: str) -> str:
    return next(str(step["explanation"]) for step in answer["steps"] if step["what"] == what)


@pytest.mark.parametrize(("received", "registered", "three", "fifteen", "twenty"), VECTORS)
def test_the_vectors_of_the_law_hold_for_one_appeal(
    capsys: Capture, received: str, registered: str, three: str, fifteen: str, twenty: str
) -> None:
    for kind in Kind:
        answer = asked(capsys, "--kind", kind, "--received", received)
        assert set(answer) == KEYS
        assert (answer["kind"], answer["ruleset"]) == (kind, "B" if registered > "2026" else "A")
        due = twenty if kind is Kind.COMPLAINT else fifteen
        assert (answer["registered_on"], answer["redirect_by"], answer["answer_by"]) == (registered, three, due)


@pytest.mark.parametrize("ruleset", [None, *RulesetId])
def test_the_vectors_of_the_law_hold_in_a_batch(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, ruleset: RulesetId | None
) -> None:
    questions = [{"kind": kind, "received": vector[0], "ruleset": ruleset} for vector in VECTORS for kind in Kind]
    code, answers = batch(monkeypatch, capsys, *map(json.dumps, questions))
    expected = [
        [kind, registered, three, twenty if kind is Kind.COMPLAINT else fifteen]
        for _, registered, three, fifteen, twenty in VECTORS
        for kind in Kind
    ]
    assert code == 0
    assert [[a["kind"], a["registered_on"], a["redirect_by"], a["answer_by"]] for a in answers] == expected
    assert ruleset is None or {answer["ruleset"] for answer in answers} == {ruleset}


def test_one_appeal_and_a_batch_give_the_same_object(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    line = json.dumps({"kind": "complaint", "received": LATE_FRIDAY})
    assert batch(monkeypatch, capsys, line) == (
        0,
        [asked(capsys, "--kind", "complaint", "--received", LATE_FRIDAY)],
    )


def test_an_application_goes_from_registration_to_the_right_to_contest_silence(capsys: Capture) -> None:
    answer = asked(capsys, "--kind", "application", "--received", LATE_FRIDAY)
    assert [(step["what"], step["date"], step["article"]) for step in answer["steps"]] == [
        ("registration", "2026-03-16", "Art. 64(3)"),
        ("redirect", "2026-03-19", "Art. 65(1)"),
        ("hearing_notice", "2026-04-06", "Art. 73(1), (3)"),
        ("hearing_notice_due", "2026-04-06", "Art. 73(1), (3)"),
        ("due_in_1_working_day", "2026-04-08", "Art. 76(1)-(2)"),
        ("consideration", "2026-04-09", "Art. 76(1)-(2)"),
        ("overdue", "2026-04-10", "Art. 76(1)-(2)"),
        ("deemed_refusal", "2026-04-10", "Art. 91(2)"),
        ("overdue_3_working_days", "2026-04-15", "Art. 76(1)-(2)"),
        ("overdue_10_working_days", "2026-04-24", "Art. 76(1)-(2)"),
        ("complaint_right", "2026-07-09", "Art. 92(1)"),
    ]


def test_a_complaint_is_passed_up_art_91_4_and_silence_on_it_opens_the_way_to_court(capsys: Capture) -> None:
    answer = asked(capsys, "--kind", "complaint", "--received", LATE_FRIDAY)
    steps = {step["what"]: step for step in answer["steps"]}
    assert (steps["upward"]["date"], steps["upward"]["article"]) == ("2026-03-19", "Art. 91(4)")
    assert steps["term_passed"]["date"] == "2026-03-20"
    assert steps["deemed_refusal"]["article"] == "Art. 91(2), 100(5)"
    assert "court" in steps["deemed_refusal"]["explanation"]
    assert "complaint_right" not in steps


def test_only_kinds_with_a_hearing_have_its_notice(capsys: Capture) -> None:
    for kind in Kind:
        answer = asked(capsys, "--kind", kind, "--received", LATE_FRIDAY)
        noticed = "hearing_notice" in {step["what"] for step in answer["steps"]}
        assert noticed == (kind in {Kind.APPLICATION, Kind.COMPLAINT})


@pytest.mark.parametrize(
    ("received", "language", "sentence"),
    [
        (
            LATE_FRIDAY,
            "en",
            (
                "Received on 13 March 2026 at 18:45 Almaty time, the working day ended at 18:30: registered on the next"
                " working day, 16 March 2026 (Art. 64(3) of the Administrative Procedural Code);"
                " not counted: 14–15 March (weekend)."
            ),
        ),
        (
            "2026-03-22T23:30:00Z",
            "ru",
            (
                "Поступило 23 марта 2026 года в 04:30 по времени Алматы, день нерабочий (Наурыз мейрамы): регистрация в"
                " следующий рабочий день, 26 марта 2026 года (ст. 64(3) АППК); не считались:"
                " 24–25 марта (Наурыз мейрамы; перенос выходного)."
            ),
        ),
        (
            "2026-03-13T18:29:59+05:00",
            "kk",
            (
                "Түскен уақыты: 2026 жылғы 13 наурыз, 18:29 (Алматы), жұмыс күні 18:30 дейін: сол күні тіркеледі"
                " (ӘРПК, 64(3)-бап)."
            ),
        ),
    ],
)
def test_registration_says_why_it_is_that_day(capsys: Capture, received: str, language: str, sentence: str) -> None:
    answer = asked(capsys, "--kind", "message", "--received", received, "--language", language)
    assert explained(answer, "registration") == sentence


def test_the_answer_lists_every_day_off_with_its_reason_weekends_too(capsys: Capture) -> None:
    answer = asked(capsys, "--kind", "message", "--received", "2026-03-13T10:00+05:00", "--language", "ru")
    assert explained(answer, "consideration").endswith(
        "не считались: 14–15 марта (выходной день), 21–23 марта (Наурыз мейрамы),"
        " 24–25 марта (Наурыз мейрамы; перенос выходного), 28–29 марта (выходной день), 4–5 апреля (выходной день)."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["answer by", "2026-04-09"]), ("ru", ["срок ответа", "Заявление"]), ("kk", ["жауап беру", "Өтініш"])],
)
def test_a_person_reads_a_table(capsys: Capture, language: str, words: list[str]) -> None:
    assert main(["deadlines", "--kind", "application", "--received", LATE_FRIDAY, "--language", language]) == 0
    table = capsys.readouterr().out
    assert all(word in table for word in words)


def test_a_ruleset_may_be_named(capsys: Capture) -> None:
    answer = asked(capsys, "--kind", "message", "--received", LATE_FRIDAY, "--ruleset", "A")
    assert answer["ruleset"] == "A"


def test_a_special_kind_has_its_own_term_and_says_where_it_comes_from(capsys: Capture) -> None:
    answer = asked(capsys, "--kind", "inquiry", "--received", LATE_FRIDAY, "--special", "notary_inquiry")
    assert set(answer) == KEYS
    assert answer["answer_by"] == "2026-03-26"
    assert explained(answer, "consideration") == (
        "Day one is the day after 16 March 2026; the term is 10 calendar days, the last day is 26 March 2026"
        " (by the type list of the operating system, 2022)."
    )


@pytest.mark.parametrize(
    ("question", "mend"),
    [
        ({"received": "2026-03-13T18:45:00"}, "no time zone"),
        ({"received": "2026-03-13"}, "no time zone"),
        ({"received": "yesterday"}, "no instant"),
        ({"received": 1773409500}, "as text"),
        ({"received": None}, "as text"),
        ({"kind": "petition"}, "application, complaint, message"),
        ({"kind": ["message"]}, "application, complaint, message"),
        ({"ruleset": "C"}, "A, B; leave it out"),
        ({"special": "lawyer_inquiry"}, "no special kind of message in ruleset B; there is none"),
        ({"special": 5}, "give it as text"),
        ({"received": "2021-06-01T10:00+05:00"}, "in force from 2021-07-01"),
        ({"received": "2027-12-20T10:00+05:00"}, "extend shared/workdays/table.csv"),
        ({"received": "0001-01-01T00:00+14:00"}, "extend shared/workdays/table.csv"),
    ],
)
def test_a_bad_line_says_what_to_mend_and_the_others_are_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, question: dict[str, Any], mend: str
) -> None:
    good = {"kind": "message", "received": LATE_FRIDAY}
    code, answers = batch(monkeypatch, capsys, json.dumps(good | question), "", json.dumps(good))
    assert code == 1
    assert len(answers) == 2
    assert set(answers[0]) == {"error"}
    assert answers[0]["error"].startswith("line 1: ")
    assert mend in answers[0]["error"]
    assert date.fromisoformat(answers[1]["answer_by"]) == date(2026, 4, 9)


@pytest.mark.parametrize("line", ["{", "[]", '"message"', "null", "\x00", '{"kind": NaN}'])
def test_a_line_that_is_no_object_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: Capture, line: str) -> None:
    code, answers = batch(monkeypatch, capsys, line)
    assert code == 1
    assert "object a line" in answers[0]["error"]


def test_a_person_is_told_what_to_mend_on_stderr(capsys: Capture) -> None:
    assert main(["deadlines", "--kind", "message", "--received", "2026-03-13T18:45:00"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "no time zone; add it, as +05:00" in shown.err
