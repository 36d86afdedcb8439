"""What must not change the body: order of sentences, case, greetings, signatures. And what reaches nobody."""

import json
import string
from pathlib import Path
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.router.competence_table import load_competences
from services.router.rules.jurisdiction import Assigned, CourtAdvice, Question, Unroutable, assign
from services.router.rules.language import SENTENCE
from shared.contracts.vocabulary import Kind

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "routing_texts.jsonl").read_text(encoding="utf-8").splitlines()
]
GREETINGS = [
    "Здравствуйте!",
    "Добрый день.",
    "Уважаемые господа!",
    "Сәлеметсіз бе!",
    "Құрметті мырзалар!",
    "Армысыздар!",
]
SIGNATURES = ["С уважением, жители.", "Заранее благодарю.", "Құрметпен, тұрғындар.", "Алдын ала рақмет.", "Спасибо."]

rows = st.sampled_from(ROWS)
CALM = settings(deadline=None)
"""The first call loads the table."""


def body(text: str, region: str | None) -> tuple[str, str | None]:
    decision = assign(Question(text, Kind.APPLICATION, region, None, None), load_competences())
    match decision:
        case Assigned():
            return "assigned", decision.agency
        case CourtAdvice():
            return "court", None
        case Unroutable():
            return "triage", next(iter(decision.proposals), None)


@CALM
@given(rows, st.integers())
def test_the_order_of_sentences_does_not_change_the_body(row: dict[str, str], seed: int) -> None:
    parts = [part for part in SENTENCE.split(row["text"]) if part.strip()]
    ended = [part if part[-1] in ".!?…" else f"{part}." for part in parts]
    shuffled = Random(seed).sample(ended, len(ended))
    region = row["region"] or "KZ-75"
    assert body(" ".join(shuffled), region) == body(" ".join(ended), region)


@CALM
@given(rows)
def test_case_does_not_change_the_body(row: dict[str, str]) -> None:
    region = row["region"] or "KZ-75"
    expected = body(row["text"], region)
    assert body(row["text"].upper(), region) == expected
    assert body(row["text"].lower(), region) == expected


@CALM
@example(next(row for row in ROWS if row["id"] == "men-kk-06"), GREETINGS[0], "Алдын ала рақмет.")
@example(next(row for row in ROWS if row["id"] == "moa-kk-07"), GREETINGS[0], "Алдын-ала рахмет!")
@given(rows, st.sampled_from(GREETINGS), st.sampled_from(SIGNATURES))
def test_greetings_and_signatures_do_not_change_the_body(row: dict[str, str], greeting: str, signature: str) -> None:
    region = row["region"] or "KZ-75"
    text = row["text"].rstrip()
    ended = text if text[-1] in ".!?…" else f"{text}."
    assert body(f"{greeting} {ended}\n{signature}", region) == body(text, region)


@CALM
@given(st.text(string.digits + string.punctuation + string.whitespace, max_size=200))
def test_a_text_without_words_goes_to_a_person(text: str) -> None:
    assert body(text, "KZ-75") == ("triage", None)


@CALM
@given(st.text(max_size=500))
def test_any_text_gets_a_decision_with_a_confidence_from_nothing_to_one(text: str) -> None:
    decision = assign(Question(text, Kind.APPLICATION, None, None, None), load_competences())
    assert 0 <= decision.confidence <= 1
