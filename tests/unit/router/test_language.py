"""Sentences, languages and stems."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.rules.language import Speech, folded, kazakh_stem, russian_stem, sentences, speech_of, stems


@pytest.mark.parametrize(
    ("sentence", "speech"),
    [
        ("во дворе не вывозят мусор уже неделю", Speech.RU),
        ("не могу не сказать что не вывозят мусор", Speech.RU),
        ("көшемізде жол жөндеу керек", Speech.KK),
        ("кошемизде жол жондеу керек болып тур", Speech.KK),
        ("прошу жөндеу в доме жүргізу на көше", Speech.MIXED),
    ],
)
def test_the_language_of_a_sentence_is_told(sentence: str, speech: Speech) -> None:
    assert speech_of(sentence.split()) is speech


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("мектептердің", "мектеп"),
        ("мектебімізден", "мектеб"),
        ("жолдарымызды", "жол"),
        ("көшелерге", "көше"),
        ("балабақшада", "балабақша"),
        ("жолдарды", "жол"),
    ],
)
def test_kazakh_endings_are_taken_off(word: str, stem: str) -> None:
    assert kazakh_stem(word) == stem


def test_russian_forms_have_one_stem() -> None:
    assert {russian_stem(word) for word in ("дороги", "дорогами", "дорога")} == {"дорог"}


def test_a_word_with_a_kazakh_letter_is_never_stemmed_as_russian() -> None:
    assert stems("көшелерге", Speech.RU) == ("көше",)


def test_kazakh_letters_have_two_spellings_with_russian_ones() -> None:
    assert folded("кәріз") == ("кариз", "карыз")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for sentence in sentences(text):
        for token in sentence:
            assert token.word
            assert all(stem for stem in stems(token.word, token.speech))
