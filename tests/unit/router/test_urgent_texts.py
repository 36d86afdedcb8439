"""Texts of our own that tell of a crime, a threat or an emergency, and near misses: each goes its path."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.router.classify_command import Answered, Asked, answer
from services.router.competence_table import load_competences
from services.router.rules.crime import crime_sign
from shared.urgency import Sign, signs

TEXTS = Path(__file__).parent / "urgent_texts.jsonl"
ENFORCEMENT = {"mia", "knb", "pgo", "afm", "mes"}
REGION = "KZ-55"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the sign it has, None for a near miss."""

    id: str
    text: str
    sign: str | None

    @property
    def said(self) -> Answered:
        return answer(Asked(id=self.id, text=self.text, region=REGION), load_competences())


def labelled(language: str, *kinds: str | None) -> list[Labelled]:
    rows = [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(row["id"], row["text"], row["sign"])
        for row in rows
        if row["lang"] == language and row["sign"] in kinds
    ]


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("sign", ["crime", "threat"])
def test_article_64_7_2_nine_of_ten_crimes_and_threats_go_to_a_body_that_acts_on_them(language: str, sign: str) -> None:
    texts = labelled(language, sign)
    there = [
        one
        for one in texts
        if one.said.route == "assigned" and one.said.agency in ENFORCEMENT and one.said.rule in ("crime", "threat")
    ]
    assert len(there) >= 0.9 * len(texts)
    assert sum(crime_sign(one.text) is not None for one in texts) >= 0.9 * len(texts)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_nine_of_ten_emergencies_show_their_sign_and_most_find_a_body(language: str) -> None:
    texts = labelled(language, "emergency")
    shown = [one for one in texts if any(found.sign is Sign.EMERGENCY for found in signs(one.text))]
    assert len(shown) >= 0.9 * len(texts)
    assert sum(one.said.route == "assigned" for one in texts) >= 0.8 * len(texts)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_insults_and_near_misses_are_not_on_the_path_of_crimes(language: str) -> None:
    texts = labelled(language, None)
    calm = [one for one in texts if crime_sign(one.text) is None and one.said.rule not in ("crime", "threat")]
    assert len(calm) >= 0.95 * len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "Начальник отдела дурак и бездельник, гнать его надо",
        "Бастық ақымақ, жалқау, ұятсыз адам",
        "Кто отвечает за пожары в степи?",
        "Фонд украл мой стаж, верните годы",
        "Мектепте балалар үсіп жатыр, жылу жоқ",
    ],
)
def test_insults_and_figures_of_speech_alone_are_no_crime(text: str) -> None:
    assert crime_sign(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Пропала девочка девяти лет, ушла из школы и не вернулась",
        "Инспектор взял деньги и отпустил пьяного водителя",
        "Алаяқтар анамның бар ақшасын алып кетті",
        "Балам жоғалып кетті, екі күн болды",
    ],
)
def test_crimes_told_without_their_names_are_seen(text: str) -> None:
    assert crime_sign(text) is not None


def test_poachers_stay_with_nature_and_wages_with_the_akimat() -> None:
    known = load_competences()
    said = [
        answer(Asked(id=1, text=text, region=REGION), known).agency
        for text in (
            "Браконьеры сетями ловят рыбу на озере, егеря молчат",
            "Нам полгода не выплачивают зарплату, долг по зарплате растёт, считай украли наш труд",
        )
    ]
    assert said == ["menr", "akimat-55"]
