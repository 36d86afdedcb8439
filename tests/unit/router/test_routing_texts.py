"""Texts of our own, ten per central body and language: at least nine of ten reach their body."""

from pathlib import Path

import pytest

from services.router.competence_table import load_competences
from services.router.jurisdiction_page import Outcome, kind_of, macro, outcomes, page, share

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
