"""What is known of a word wherever it stands: found out once, then looked up once for each place in a text. Pure.

A text has some thirty words, most of them rare, and a memory apart for each question about them cost more than the
answers: rare words are in no cache of the processor.
"""

from sys import intern
from typing import NamedTuple

from services.router.rules.language import Token, stems
from services.router.rules.place_names import fold

BEGINNING = 5
SHORTEST = 2
"""Letters of the shortest word that is looked at."""
LONG = 6
"""Letters from which the beginning of a word is a feature of its own."""
MANNERS = (
    "здравств", "добрый", "доброе", "уважаем", "уважен", "благодар", "спасиб", "заранее", "искренн", "подпис", "жител",
    "господ", "тұрғын", "тургын", "мырзалар", "сәлем", "салем", "құрмет", "курмет", "рахмет", "рақмет", "қайырлы",
    "кайырлы", "армыс",
)  # fmt: skip
"""Beginnings of words of courtesy, which say nothing of the matter."""


class Said(NamedTuple):
    """What a word says to the model. `folded` tells whether it is a name of a place, `names` are its features."""

    folded: str
    stem: str
    names: tuple[str, ...]


class Word(NamedTuple):
    """A word in sentences of one language."""

    parts: tuple[int, ...]
    """Numbers of the parts of cues that it is."""
    cues: tuple[tuple[int, str, float], ...]
    """Subject, text and weight of the cues of one word that it is."""
    bits: int
    """Its parts, as a set of few bits."""
    sought: int
    """The parts that its phrases need beside it, likewise: where no bit is common, no phrase is."""
    asks: bool
    is_body: bool
    """As bodies named in passing are told (see `passing`)."""
    said: Said | None
    """None for what says nothing of the matter."""


def said(token: Token) -> Said | None:
    """What the word says to a model. Names are interned as those of a model are: equal ones are found by identity."""
    word = token.word
    if len(word) < SHORTEST or word.startswith(MANNERS):
        return None
    stem = "#" if word.isdigit() else next(iter(stems(word, token.speech)), word)
    names = (f"T:{stem}", f"T:{word[:BEGINNING]}~") if len(word) >= LONG else (f"T:{stem}",)
    return Said(fold(word), stem, tuple(map(intern, names)))
