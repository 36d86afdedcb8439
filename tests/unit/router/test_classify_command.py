"""`classify`: JSON Lines in, JSON Lines out; a bad line is named and the others are answered."""

import io
import json

from services.router.classify_command import EXIT_BAD_LINE, as_json, classify, explained


def run(*lines: str, explain: bool = False) -> tuple[int, list[str], str]:
    out, errors = io.BytesIO(), io.BytesIO()
    data = io.BytesIO("\n".join(lines).encode())
    code = classify(data, out, errors, show=explained if explain else as_json)
    return code, out.getvalue().decode().splitlines(), errors.getvalue().decode()


def asked(text: str, **fields: object) -> str:
    return json.dumps({"id": "a", "text": text, "region": None} | fields, ensure_ascii=False)


def test_each_line_gets_its_body_with_the_reasons() -> None:
    code, lines, errors = run(asked("Во дворе не вывозят мусор", region="KZ-55", lang="ru", kind="application"))
    assert (code, errors) == (0, "")
    answer = json.loads(lines[0])
    assert list(answer) == ["id", "route", "agency", "confidence", "rule", "evidence", "alternatives"]
    assert (answer["id"], answer["route"], answer["agency"], answer["rule"]) == (
        "a",
        "assigned",
        "akimat-55",
        "local:waste",
    )
    assert "мусор*" in answer["evidence"]
    assert 0 < answer["confidence"] <= 1


def test_a_court_is_named_but_not_assigned() -> None:
    _, lines, _ = run(asked("Не согласен с приговором суда, судья предвзят", region="KZ-55"))
    answer = json.loads(lines[0])
    assert (answer["route"], answer["agency"], answer["rule"]) == ("court", "crt", "judicial_act")


def test_triage_names_the_best_proposal() -> None:
    texts = ("Нет мест в детском саду", "Яма на дороге, нужен асфальт", "ыва цук")
    _, lines, _ = run(*(asked(text) for text in texts))
    answers = [json.loads(line) for line in lines]
    assert [one["route"] for one in answers] == ["triage"] * 3
    assert [one["agency"] for one in answers] == ["moe", "akimat", None]


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    code, lines, errors = run(
        asked("Яма на дороге"), "{", "[1]", '{"id": "b"}', asked("Яма", region="Almaty"), "", asked("Пенсия мала")
    )
    assert code == EXIT_BAD_LINE
    assert len(lines) == 2
    told = errors.splitlines()
    assert [line.split(":")[0] for line in told] == ["line 2", "line 3", "line 4", "line 5"]
    assert "text" in told[2]
    assert "region" in told[3]


def test_explain_prints_for_people() -> None:
    _, lines, _ = run(asked("Пенсию считают неверно, нет стажа"), explain=True)
    assert lines[0].startswith("a: assigned mlsp (")
    assert lines[1].split() == ["rule", "central:pensions_benefits"]
