"""Reads a reply: in which language it is and which parts that the Code asks for it contains. Patterns are data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.vocabulary import AppealNumber, Language

WORD = re.compile(r"[^\W\d_]+")
KAZAKH_LETTERS = "әғқңөұүһі"
ABBREVIATED = "".join(rf"(?<!\b{word}\.)" for word in ("ст", "п", "пп", "ч", "г", "ул", "пр", "им"))
SENTENCE = re.compile(rf'[.!?;\n](?:(?<=\n)|{ABBREVIATED}\s+(?=[^\W\da-zа-яәғқңөұүһі_]|[«"]))')
DIGIT = re.compile(r"\d")
"""Ends of sentences: not after an abbreviation, only before a capital letter."""


class Part(StrEnum):
    """Parts of a reply (Art. 80(1), 80(5), 89(2)), in the order in which a receipt names them."""

    LANGUAGE = "language"
    LEGISLATION = "legislation"
    FACTS = "facts"
    COMPLAINT_RIGHT = "complaint_right"
    COMPLAINT_TERM = "complaint_term"
    HIGHER_BODY = "higher_body"


APPEAL_INFORMATION = frozenset({Part.COMPLAINT_RIGHT, Part.COMPLAINT_TERM, Part.HIGHER_BODY})
"""What Art. 80(5) asks for; an act that lacks it may be contested for six months (Art. 92(1-1))."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the body wrote, and in which language it says so."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Appeal:
    """What the reading of a reply needs to know of the appeal that it answers."""

    number: AppealNumber
    language: Language
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Tongue:
    """How the parts look in one language. Patterns see lower-case text; `place_name` sees it as written."""

    frequent: frozenset[str]
    legislation: re.Pattern[str]
    confirms: re.Pattern[str]
    place_name: re.Pattern[str]
    no_fact: re.Pattern[str]
    """Numbers that say nothing of the matter: of articles, laws, the appeal itself, telephones."""
    complaint: tuple[str, ...]
    """One of these stands in every sentence about complaints."""
    right: re.Pattern[str]
    order: re.Pattern[str]
    term: re.Pattern[str]
    body: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Shares:
    """From which shares on a text counts as Kazakh or Russian; each from 0 to 1."""

    kazakh_letters: float
    few_kazakh_letters: float
    russian_words: float
    kazakh_words: float


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything needed to read replies, loaded once."""

    tongues: Mapping[Language, Tongue]
    shares: Shares


def parts_of(reply: Reply, appeal: Appeal, reader: Reader) -> frozenset[Part]:
    """The parts that the reply contains.

    The language is right when it is the state language or that of the appeal (Art. 89(2)) and the text is in it.
    A text in another language than Kazakh and Russian cannot be read here: its other parts are taken on trust.
    """
    lowered = reply.text.lower().replace("ё", "е")
    spoken = _spoken(lowered, reply.language, reader)
    lawful = reply.language in (Language.KK, appeal.language)
    found = {Part.LANGUAGE} if lawful and reply.language in spoken else set()
    if reply.language is Language.OTHER and Language.OTHER in spoken:
        return frozenset(found | (set(Part) - {Part.LANGUAGE}))
    for language in sorted(spoken - {Language.OTHER}, key=lambda known: known is not reply.language):
        found |= set(_read(reply.text, lowered, appeal, reader.tongues[language]))
    return frozenset(found)


def _spoken(lowered: str, declared: Language, reader: Reader) -> frozenset[Language]:
    """Languages in which a good part of the text is written; bilingual replies are common."""
    words = WORD.findall(lowered)
    cyrillic = len(lowered.encode()) - len(lowered)  # its letters have two bytes, others in these texts mostly one
    of_words = max(1, len(words))
    kazakh = sum(word in reader.tongues[Language.KK].frequent for word in words) / of_words
    russian = sum(word in reader.tongues[Language.RU].frequent for word in words) / of_words
    letters = sum(map(lowered.count, KAZAKH_LETTERS)) / max(1, cyrillic)
    shares, found = reader.shares, set()
    if declared is Language.OTHER and russian < shares.russian_words and kazakh < shares.kazakh_words:
        return frozenset({Language.OTHER})
    few = letters < shares.few_kazakh_letters
    if letters >= shares.kazakh_letters or (not few and kazakh >= shares.kazakh_words):
        found.add(Language.KK)
    if russian >= shares.russian_words or (few and cyrillic > sum(map(len, words)) / 2):
        found.add(Language.RU)
    return frozenset(found)


def _read(text: str, lowered: str, appeal: Appeal, tongue: Tongue) -> Iterator[Part]:
    if tongue.legislation.search(lowered):
        yield Part.LEGISLATION
    sentences = [part.lower().replace("ё", "е") for part in SENTENCE.split(text)]
    about = [part for part in sentences if any(stem in part for stem in tongue.complaint)]
    explained = frozenset(part for part in about if tongue.right.search(part))
    if (
        _names_a_place(text, lowered, appeal, tongue)
        or tongue.confirms.search(lowered)
        or _counts(sentences, explained, appeal, tongue)
    ):
        yield Part.FACTS
    if not explained:
        return
    yield Part.COMPLAINT_RIGHT
    ways = [part for part in about if part in explained or tongue.order.search(part)]
    if any(tongue.term.search(part) for part in ways):
        yield Part.COMPLAINT_TERM
    if any(tongue.body.search(part) for part in ways):
        yield Part.HIGHER_BODY


def _names_a_place(text: str, lowered: str, appeal: Appeal, tongue: Tongue) -> bool:
    """An address, or the place that the applicant named."""
    echoed = appeal.place is not None and appeal.place.lower().replace("ё", "е") in lowered
    return echoed or tongue.place_name.search(text) is not None


def _counts(sentences: list[str], explained: frozenset[str], appeal: Appeal, tongue: Tongue) -> bool:
    """A figure or a date of the matter, not of a law, of the appeal's own number or of the term to complain."""
    number = appeal.number.lower()
    for part in filter(DIGIT.search, sentences):
        rest = part.replace(number, "№")
        rest = tongue.term.sub("", rest) if part in explained else rest
        if DIGIT.search(tongue.no_fact.sub("", rest)):
            return True
    return False
