"""Texts of our own, ten per central body and language: at least nine of ten reach their body."""

from pathlib import Path

import pytest

from services.router.competence_table import load_competences
from services.router.jurisdiction_page import Outcome, kind_of, macro, outcomes, page, share
from services.router.learned import BadModel, load_model
from services.router.learning import digest_of

TEXTS = Path(__file__).parent / "routing_texts.jsonl"


def measured(language: str) -> list[Outcome]:
    return [one for one in outcomes(TEXTS, load_competences()) if one.text.lang == language]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_nine_of_ten_texts_are_routed_to_their_body(language: str) -> None:
    found = measured(language)
    assert share(found, first=True) >= 0.9
    assert macro(found) >= 0.9
    for body in {kind_of(one.text.expected) for one in found}:
        part = [one for one in found if kind_of(one.text.expected) == body]
        assert share(part, first=True) >= 0.7, body


def test_the_page_tells_figures_and_confusions_for_each_language() -> None:
    text = page([("some.jsonl", outcomes(TEXTS, load_competences()))])
    assert "## some.jsonl" in text
    assert "| kk | 380 |" in text
    assert "### ru: expected and named" in text


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_unseen_texts_are_named_right_more_often_than_the_floor(language: str) -> None:
    unseen = outcomes(TEXTS.with_name("unseen_texts.jsonl"), load_competences())
    found = [one for one in unseen if one.text.lang == language]
    assert share(found, first=True) >= 0.77
    assert share(found, first=False) >= 0.85


def test_the_model_was_learned_from_the_table_and_the_texts_as_they_are() -> None:
    assert load_model().learned_from == digest_of(), "run `make model`"


def test_a_model_that_cannot_be_read_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"python -m services\.router learn"):
        load_model(tmp_path / "model.npz")
