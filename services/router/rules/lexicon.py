"""The table of competences as something to look words up in: which subjects a text speaks of, and by which words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from services.router.rules.language import SHORTEST_STEM, Speech, Token, folded, stems
from services.router.rules.words import Word

Language = Literal["ru", "kk"]
LONG = 8
"""Letters from which one wrong letter in a word is forgiven."""
GAP = 1
"""Words that may stand between the words of a phrase, for each of its words."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase of the table. A part that ends with `*` is the beginning of a word."""

    text: str
    parts: tuple[str, ...]
    language: Language
    weight: float


@dataclass(frozen=True, slots=True)
class Subject:
    """One row: `agency` is a central body, or None for the akimat of the object's region.

    `without_region` is the central body to propose for a local matter whose place is unknown.
    """

    code: str
    agency: str | None
    without_region: str | None
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that was found for a subject."""

    cue: str
    weight: float


Part = tuple[Language, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues, indexed so that a word is looked up once in the life of the process."""

    subjects: tuple[Subject, ...]
    parts: Mapping[Part, int]
    cues: tuple[tuple[Cue, tuple[int, ...], tuple[int, ...]], ...]
    """Each cue with the numbers of its parts and of the subjects that have it."""
    words: Mapping[int, tuple[int, ...]]
    """Cues of one word, by it."""
    phrases: Mapping[int, tuple[tuple[int, int], ...]]
    """By that of their parts which the fewest phrases have: the next such part, and the phrase. Few texts have both."""
    begins: Mapping[Language, Mapping[str, int | None]]
    """Parts that are beginnings of words, without their `*`; None for what is only the beginning of such a part."""
    near: Mapping[str, tuple[Part, ...]]
    """Long beginnings by what is left of them without one letter."""
    heads: frozenset[str]
    """The first letters of all of `near`: most words are passed over by them."""
    longest: int
    """Letters of the longest beginning: a word has no use for more."""
    seen: dict[Token, Word] = field(default_factory=dict)
    """Memory of words; it changes nothing but speed, and is bounded (see `looking_up`)."""


SHORTEST_BEGIN = 2


def lexicon(subjects: Sequence[Subject]) -> Lexicon:
    """Index the rows."""
    parts: dict[Part, int] = {}
    found: dict[tuple[Language, tuple[str, ...], float], tuple[Cue, list[int]]] = {}
    for number, subject in enumerate(subjects):
        for cue in subject.cues:
            found.setdefault((cue.language, cue.parts, cue.weight), (cue, []))[1].append(number)
    cues = []
    for cue, owners in found.values():
        numbers = tuple(parts.setdefault((cue.language, part), len(parts)) for part in cue.parts)
        cues.append((cue, numbers, tuple(owners)))
    for (language, form), number in list(parts.items()):
        for written in folded(form):
            parts.setdefault((language, written), number)
    begins = _beginnings(parts)
    near = _near(parts)
    return Lexicon(
        tuple(subjects),
        parts,
        tuple(cues),
        _by_word(cues),
        _by_rarest_parts(cues),
        begins,
        near,
        frozenset(shorter[:SHORTEST_STEM] for shorter in near),
        max((len(begin) for found in begins.values() for begin in found), default=0),
    )


def _beginnings(parts: Mapping[Part, int]) -> dict[Language, dict[str, int | None]]:
    found: dict[Language, dict[str, int | None]] = {"ru": {}, "kk": {}}
    for (language, form), number in parts.items():
        if form.endswith("*"):
            begins = found[language]
            begins[form[:-1]] = number
            for size in range(SHORTEST_BEGIN, len(form) - 1):
                begins.setdefault(form[:size])
    return found


def _near(parts: Iterable[Part]) -> dict[str, tuple[Part, ...]]:
    near: dict[str, list[Part]] = {}
    for part in parts:
        whole = part[1].removesuffix("*")
        for shorter in (whole, *without_one(whole)) if whole != part[1] and len(whole) >= LONG else ():
            near.setdefault(shorter, []).append(part)
    return {shorter: tuple(found) for shorter, found in near.items()}


Numbered = tuple[Cue, tuple[int, ...], tuple[int, ...]]


def _by_word(cues: Sequence[Numbered]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for number, (_, parts, _) in enumerate(cues):
        if len(parts) == 1:
            found.setdefault(parts[0], []).append(number)
    return {part: tuple(numbers) for part, numbers in found.items()}


def _by_rarest_parts(cues: Sequence[Numbered]) -> dict[int, tuple[tuple[int, int], ...]]:
    common = Counter(part for _, parts, _ in cues for part in set(parts))
    found: dict[int, list[tuple[int, int]]] = {}
    for number, (_, parts, _) in enumerate(cues):
        if len(parts) > 1:
            rarest, second, *_ = sorted(parts, key=lambda part: (common[part], part))
            found.setdefault(rarest, []).append((second, number))
    return {rarest: tuple(others) for rarest, others in found.items()}


def part_of(word: str, language: Language) -> str:
    """How a word of the table is looked up: a stem, a beginning with its `*`, or with `!` the word just so.

    A word whose stem would be short is looked up just so too: short stems match too much.
    """
    word = word.lower().replace("ё", "е")
    if word.startswith("!") or word.endswith("*"):
        return word.removeprefix("!")
    found = stems(word, Speech.RU if language == "ru" else Speech.KK)
    return found[0] if found and len(found[0]) > SHORTEST_STEM else word


def hits(text: Sequence[Sequence[Word]], known: Lexicon) -> dict[int, dict[str, float]]:
    """Per subject (its number) the cues found anywhere in the text with their weights, each once.

    Of several single cues that a word answers to, the heaviest counts for a subject; phrases count beside it.
    """
    found: dict[int, dict[str, float]] = {}
    for sentence in text:
        bits = 0
        for word in sentence:
            bits |= word.bits
            for owner, cue_text, weight in word.cues:
                found.setdefault(owner, {})[cue_text] = weight
        likely = [part for word in sentence if word.sought & bits for part in word.parts]
        for number in _phrases(likely, sentence, known) if likely else ():
            cue, _, owners = known.cues[number]
            for owner in owners:
                found.setdefault(owner, {})[cue.text] = cue.weight
    return found


def _phrases(likely: Sequence[int], sentence: Sequence[Word], known: Lexicon) -> list[int]:
    """Numbers of the phrases that a sentence has. `likely`: parts of those whose phrases it may have."""
    places: dict[int, list[int]] = {}
    for place, word in enumerate(sentence):
        for part in word.parts:
            places.setdefault(part, []).append(place)
    found = [number for part in likely for second, number in known.phrases.get(part, ()) if second in places]
    return [number for number in found if _together(known.cues[number][1], places)]


def _together(parts: tuple[int, ...], places: Mapping[int, Sequence[int]]) -> bool:
    """The parts stand near each other, in any order, each at a place of its own."""
    for part in parts:
        if part not in places:
            return False
    reach = (len(parts) - 1) * (1 + GAP)
    return any(_spread(parts[1:], places, {start}, reach) for start in places[parts[0]])


def _spread(parts: tuple[int, ...], places: Mapping[int, Sequence[int]], taken: set[int], reach: int) -> bool:
    if not parts:
        return max(taken) - min(taken) <= reach
    return any(_spread(parts[1:], places, taken | {place}, reach) for place in places[parts[0]] if place not in taken)


def without_one(word: str) -> Iterator[str]:
    """The first three letters stay: people seldom miss them, and other words begin otherwise."""
    for place in range(SHORTEST_STEM, len(word)):
        yield word[:place] + word[place + 1 :]
