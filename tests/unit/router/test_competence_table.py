"""The table of competences as people write it, and what is refused in it."""

from pathlib import Path

import pytest

from services.router.competence_table import BadCompetence, load_subjects
from services.router.rules.language import sentences
from services.router.rules.lexicon import hits, lexicon
from services.router.rules.looking_up import words_of
from shared.reference import load_reference

COLUMNS = "subject,agency,without_region,scope,ru,kk"


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "bad.csv"
    path.write_text("\n".join((COLUMNS, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("roads,nobody,,streets,дорог*,жол*", "no such body: nobody"),
        ("roads,,nobody,streets,дорог*,жол*", "no such body: nobody"),
        ("roads,mot,men,streets,дорог*,жол*", "without_region"),
        ("roads,,,,дорог*,жол*", "scope"),
        ("roads,,,streets,,жол*", "Russian and Kazakh"),
        ("roads,,,streets,дорог*=heavy,жол*", "float"),
        ("roads,,,streets,д,жол*", "two letters"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(BadCompetence, match=rf"bad\.csv line 3: .*{problem}"):
        load_subjects(table(tmp_path, "water,,,pipes,вода,су", row))


def test_a_subject_stands_once(tmp_path: Path) -> None:
    row = "water,,,pipes,вода,су"
    with pytest.raises(BadCompetence, match="line 3: water stands here twice"):
        load_subjects(table(tmp_path, row, row))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("category,agency\n", encoding="utf-8")
    with pytest.raises(BadCompetence, match=r"bad\.csv line 1"):
        load_subjects(path)


def test_every_body_that_gets_appeals_has_a_subject() -> None:
    named = {subject.agency for subject in load_subjects()} - {None}
    central = {code for code in load_reference().routed_agencies() if not code.startswith("akimat-")}
    assert named == central | {"crt"}


def found(tmp_path: Path, cues: str, text: str) -> dict[str, float]:
    known = lexicon(load_subjects(table(tmp_path, f"one,,,scope,{cues},қазақша")))
    return hits(words_of(sentences(text), known), known).get(0, {})


def test_a_phrase_is_found_in_any_order_but_not_far_apart_or_in_two_sentences(tmp_path: Path) -> None:
    assert found(tmp_path, "нет вод*", "у нас нет воды") == {"нет вод*": 2.0}
    assert found(tmp_path, "нет вод*", "воды у нас в доме нет") == {}
    assert found(tmp_path, "нет вод*", "воды уже нет в доме") == {"нет вод*": 2.0}
    assert found(tmp_path, "нет вод*", "Тепла нет. Воды много.") == {}


def test_of_the_single_cues_of_a_word_the_heaviest_counts(tmp_path: Path) -> None:
    assert found(tmp_path, "труб*; трубопровод*=2", "что с трубопроводом") == {"трубопровод*": 2.0}


def test_a_word_just_so_has_no_other_forms(tmp_path: Path) -> None:
    assert found(tmp_path, "!почту", "жду почту и почти не сплю") == {"почту": 1.0}
    assert found(tmp_path, "!почту", "на почте очередь") == {}


def test_one_wrong_letter_in_a_long_word_is_forgiven(tmp_path: Path) -> None:
    for word in ("водопрвод", "водоппровод", "водопроовд", "водапровод"):
        assert found(tmp_path, "водопровод*", f"у нас {word} старый") == {"водопровод*": 1.0}
    assert found(tmp_path, "водопровод*", "у нас водоворот") == {}


def test_a_word_as_long_as_a_whole_appeal_costs_no_more_than_another(tmp_path: Path) -> None:
    assert found(tmp_path, "водопровод*", "вода" * 5000) == {}  # letter by letter it would take half an hour
    assert found(tmp_path, "водопровод*", "водопрвод" + "а" * 20_000) == {"водопровод*": 1.0}
