"""Words of Russian, Kazakh and mixed texts: sentences, language, stems.

Letters are folded, so that Kazakh written with Russian letters meets Kazakh written as it should be. Pure; stems are
remembered per word.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

SENTENCE = re.compile(r"(?<=[.!?…])\s+|[\n\r]+")
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
THANKS_AHEAD = re.compile(r"\bалдын[\s-]+ала\s+(?=ра[хқк]мет|ал[ғг]ыс)")
"""«In advance» before thanks: words of courtesy there, words of a matter elsewhere («алдын ала тергеу»)."""
FOLD = str.maketrans("әіңғүұқөһё", "аингуукохе")
FOLD_HARD = str.maketrans("әіңғүұқөһё", "аынгуукохе")
KAZAKH_LETTERS = frozenset("әіңғүұқөһ")
WORDS_KEPT = 200_000


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


KAZAKH_WORDS = _listed(
    "мен бен пен және жане жок жоқ емес ушин үшін деп бул бұл биз біз сиз сіз олар еди еді екен бойынша"
    " кейин кейін дейин дейін туралы керек болды болып отыр тұр жур жүр сурай сурайм сураймын сураймыз"
    " сұраймын сұраймыз гана ғана бирак бірақ калай қалай неге кандай қандай казир қазір әлі барлык барлық"
    " ауыл ауылда уй уйде коше кошеде жыл жылы айдан берип бермейди келмейди алмай жатыр емеспин екенин"
    " кажет қажет болса болған болган айтты деди деді арыз арқылы аркылы сондай мына"
)
RUSSIAN_WORDS = _listed(
    "в во и с на по что мы нас нам у к от за из для нет прошу просим без это уже я меня мне все они или"
    " есть был была были быть как так то его ее их наш наши нашей нашего который которые где когда почему"
    " до при об о же бы могу может если чтобы этого этой этом этот там только нужно можно также ни ли мой"
    " моя мою моего хотя нельзя очень через после сколько какой какие она он ему"
)
MIXED_FROM = 6
"""One word in so many shows a language."""
ENDINGS_FROM = 4
"""One word in so many with a Kazakh ending, where no word is surely Russian."""
KAZAKH_LOOKS = tuple(
    sorted(
        _listed(
            "йды йди ады еди лды лди рды рди тты тти ды ди ып ип ган ген кан кен дан ден тан тен лар лер дар"
            " дер тар тер мын мин мыз миз нын нин дын дин тын лык лик дык дик тык тик сын син сыз сиз ныз низ"
            " май мей бай бей уга уге ны ни дым дим тым тим пты пти гы ги нда нде"
        )
    )
)


class Speech(StrEnum):
    """The languages of a sentence."""

    RU = "ru"
    KK = "kk"
    MIXED = "mixed"


class Token(NamedTuple):
    """A word of a text, lower case as written, and the languages of the sentence it stands in.

    Not a dataclass, because memories of words are looked up by it: a tuple's hash costs a tenth.
    """

    word: str
    speech: Speech


def folded(word: str) -> tuple[str, ...]:
    """How a Kazakh word is written with Russian letters only: «і» becomes «и» with some people, «ы» with others."""
    return tuple(dict.fromkeys((word.translate(FOLD), word.translate(FOLD_HARD))))


def sentences(text: str) -> Iterator[list[Token]]:
    """Words of each sentence. The language is judged sentence by sentence: their order does not matter."""
    for sentence in SENTENCE.split(THANKS_AHEAD.sub("", text.lower().replace("ё", "е"))):
        words = WORD.findall(sentence)
        if words:
            speech = speech_of(words)
            yield [Token(word, speech) for word in words]


def speech_of(words: Sequence[str]) -> Speech:
    """Kazakh and Russian are told by letters, frequent words and, where there is no Russian word, by Kazakh endings."""
    is_written = any(map("".join(words).__contains__, KAZAKH_LETTERS))  # seldom, and words then need no second look
    kazakh = sum([word in KAZAKH_WORDS or (is_written and not KAZAKH_LETTERS.isdisjoint(word)) for word in words])
    russian = sum(map(RUSSIAN_WORDS.__contains__, words))
    if kazakh * MIXED_FROM >= len(words):
        return Speech.MIXED if russian * MIXED_FROM >= len(words) else Speech.KK
    if russian:
        return Speech.RU
    ending = sum(1 for word in words if len(word) > SHORTEST_STEM + 1 and word.endswith(KAZAKH_LOOKS))
    return Speech.MIXED if ending * ENDINGS_FROM >= len(words) or len(words) < MIXED_FROM else Speech.RU


@lru_cache(maxsize=WORDS_KEPT)
def stems(word: str, speech: Speech) -> tuple[str, ...]:
    """Stems of a word in lower case, at most two: where the language is not sure one of each. Numbers have none."""
    if word[0].isdigit():
        return ()
    if not KAZAKH_LETTERS.isdisjoint(word):
        return (kazakh_stem(word),)
    found = () if speech is Speech.RU else (kazakh_stem(word),)
    return tuple(dict.fromkeys((*found, *(() if speech is Speech.KK else (russian_stem(word),)))))


_RUSSIAN = snowballstemmer.stemmer("russian")


@lru_cache(maxsize=WORDS_KEPT)
def russian_stem(word: str) -> str:
    """Snowball's stem of a word in lower case."""
    return str(_RUSSIAN.stemWord(word))


SHORTEST_STEM = 3
ENDINGS = _listed(
    "лар лер дар дер тар тер нин дин тин га ге ка ке на не ни ди ти да де та те нда нде дан ден тан тен нан нен"
    " мен бен пен им ним миз имиз низ иниз син сиз си и ндаги ндеги даги деги таги теги ники дики тики ган ген"
    " кан кен атин етин йтин ади еди йди дим дик диниз тим тик ип май мей бай бей пай пей уга уге уди ушин са"
    " се синшы сак сек йин йик айик ейик мин минз сиздар удан уден ганда генде канда кенде гали гели кали кели"
    " мак мек бак бек пак пек маган меген баган беген паган пеген майди мейди байди бейди пайди пейди маса месе"
    " баса бесе паса песе ил ин лик ши шилик сиздик ли лай лей дай дей тай тей гача"
)
"""Of number, possession, case and verbs, and those that make new words; folded, so vowel harmony leaves two of four."""
ENDING_SIZES = tuple(sorted({len(ending) for ending in ENDINGS}, reverse=True))
VOWELS = frozenset("аеиоуэюя")


@lru_cache(maxsize=WORDS_KEPT)
def kazakh_stem(word: str) -> str:
    """Takes endings off a word, the longest first, as long as three letters with a vowel are left.

    Endings are compared with letters folded, so that a word without Kazakh letters loses the same ones.
    """
    stem = word.translate(FOLD).replace("ы", "и")
    while ending := _ending(stem):
        stem = stem[: -len(ending)]
    return word[: len(stem)]


def _ending(word: str) -> str | None:
    """The longest: a word has at most one of each size, so that a look-up by size spares trying them all."""
    for size in ENDING_SIZES:
        if len(word) - size >= SHORTEST_STEM and word[-size:] in ENDINGS and not VOWELS.isdisjoint(word[:-size]):
            return word[-size:]
    return None
