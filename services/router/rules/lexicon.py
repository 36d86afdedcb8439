"""The table of competences as something to look words up in: which subjects a text speaks of, and by which words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from services.router.rules.language import KAZAKH_LETTERS, SHORTEST_STEM, Speech, Token, folded, stems

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


class Looked(NamedTuple):
    """What the table says of a word: the numbers of the parts it is, and its cues for subjects with their weights."""

    parts: tuple[int, ...]
    cues: tuple[tuple[int, str, float], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues, indexed so that a word is looked up once in the life of the process."""

    subjects: tuple[Subject, ...]
    parts: Mapping[Part, int]
    cues: tuple[tuple[Cue, tuple[int, ...], tuple[int, ...]], ...]
    """Each cue with the numbers of its parts and of the subjects that have it."""
    words: Mapping[int, tuple[int, ...]]
    """Cues of one word, by it."""
    phrases: Mapping[int, Mapping[int, tuple[int, ...]]]
    """Phrases by the two of their parts which the fewest phrases have: few texts have both."""
    begins: Mapping[Language, Mapping[str, int]]
    """Parts that are beginnings of words, without their `*`."""
    near: Mapping[str, tuple[Part, ...]]
    """Long beginnings by what is left of them without one letter."""
    heads: frozenset[str]
    """The first letters of all of `near`: most words are passed over by them."""
    longest: int
    """Letters of the longest beginning: a word has no use for more."""
    seen: dict[Token, Looked] = field(default_factory=dict)
    """Memory of words; it changes nothing but speed, and stops growing at WORDS_SEEN."""


WORDS_SEEN = 100_000
NO_PHRASES: Mapping[int, tuple[int, ...]] = {}


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


def _beginnings(parts: Mapping[Part, int]) -> dict[Language, dict[str, int]]:
    found: dict[Language, dict[str, int]] = {"ru": {}, "kk": {}}
    for (language, form), number in parts.items():
        if form.endswith("*"):
            found[language][form[:-1]] = number
    return found


def _near(parts: Iterable[Part]) -> dict[str, tuple[Part, ...]]:
    near: dict[str, list[Part]] = {}
    for part in parts:
        whole = part[1].removesuffix("*")
        for shorter in (whole, *_without_one(whole)) if whole != part[1] and len(whole) >= LONG else ():
            near.setdefault(shorter, []).append(part)
    return {shorter: tuple(found) for shorter, found in near.items()}


Numbered = tuple[Cue, tuple[int, ...], tuple[int, ...]]


def _by_word(cues: Sequence[Numbered]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for number, (_, parts, _) in enumerate(cues):
        if len(parts) == 1:
            found.setdefault(parts[0], []).append(number)
    return {part: tuple(numbers) for part, numbers in found.items()}


def _by_rarest_parts(cues: Sequence[Numbered]) -> dict[int, dict[int, tuple[int, ...]]]:
    common = Counter(part for _, parts, _ in cues for part in set(parts))
    found: dict[int, dict[int, list[int]]] = {}
    for number, (_, parts, _) in enumerate(cues):
        if len(parts) > 1:
            rarest, second, *_ = sorted(parts, key=lambda part: (common[part], part))
            found.setdefault(rarest, {}).setdefault(second, []).append(number)
    return {rarest: {second: tuple(numbers) for second, numbers in others.items()} for rarest, others in found.items()}


def part_of(word: str, language: Language) -> str:
    """How a word of the table is looked up: a stem, a beginning with its `*`, or with `!` the word just so.

    A word whose stem would be short is looked up just so too: short stems match too much.
    """
    word = word.lower().replace("ё", "е")
    if word.startswith("!") or word.endswith("*"):
        return word.removeprefix("!")
    found = stems(word, Speech.RU if language == "ru" else Speech.KK)
    return found[0] if found and len(found[0]) > SHORTEST_STEM else word


def hits(text: Sequence[Sequence[Token]], known: Lexicon) -> dict[int, dict[str, float]]:
    """Per subject (its number) the cues found anywhere in the text with their weights, each once.

    Of several single cues that a word answers to, the heaviest counts for a subject; phrases count beside it.
    """
    found: dict[int, dict[str, float]] = {}
    for sentence in text:
        places: dict[int, list[int]] = {}
        for place, token in enumerate(sentence):
            looked = known.seen.get(token) or _looked_up(token, known)
            for owner, text_of_cue, weight in looked.cues:
                found.setdefault(owner, {})[text_of_cue] = weight
            for part in looked.parts:
                places.setdefault(part, []).append(place)
        for number in _phrases(places, known):
            cue, _, owners = known.cues[number]
            for owner in owners:
                found.setdefault(owner, {})[cue.text] = cue.weight
    return found


def _phrases(places: Mapping[int, Sequence[int]], known: Lexicon) -> Iterator[int]:
    """Numbers of the phrases that a sentence has, by the places of its parts."""
    for part in places:
        others = known.phrases.get(part, NO_PHRASES)
        for second in others.keys() & places.keys():
            yield from (number for number in others[second] if _together(known.cues[number][1], places))


def _words(parts: tuple[int, ...], known: Lexicon) -> list[tuple[int, Cue]]:
    """The heaviest single cue of one word for each subject."""
    best: dict[int, Cue] = {}
    for part in parts:
        for number in known.words.get(part, ()):
            cue, _, owners = known.cues[number]
            for owner in owners:
                if owner not in best or cue.weight > best[owner].weight:
                    best[owner] = cue
    return list(best.items())


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


def _looked_up(token: Token, known: Lexicon) -> Looked:
    parts = tuple(sorted(set(_exact(token.word, token, known)) or set(_otherwise(token, known))))
    looked = Looked(parts, tuple((owner, cue.text, cue.weight) for owner, cue in _words(parts, known)))
    if len(known.seen) < WORDS_SEEN:
        known.seen[token] = looked
    return looked


def _exact(word: str, token: Token, known: Lexicon) -> Iterator[int]:
    for language in _languages(token):
        for form in (word, *(stem for stem in stems(word, token.speech) if len(stem) > SHORTEST_STEM)):
            if (number := known.parts.get((language, form))) is not None:
                yield number
        begins = known.begins[language]
        for size in range(2, min(len(word), known.longest) + 1):
            if (number := begins.get(word[:size])) is not None:
                yield number


def _otherwise(token: Token, known: Lexicon) -> Iterator[int]:
    """Some Kazakh letters are missing, or a letter is wrong."""
    if not KAZAKH_LETTERS.isdisjoint(token.word):
        for written in folded(token.word):
            yield from _exact(written, Token(written, Speech.KK), known)
    yield from _nearly(token, known)


def _languages(token: Token) -> tuple[Language, ...]:
    """A word with a Kazakh letter is Kazakh; another is what its sentence is."""
    if token.speech is Speech.KK or not KAZAKH_LETTERS.isdisjoint(token.word):
        return ("kk",)
    return ("ru",) if token.speech is Speech.RU else ("ru", "kk")


def _nearly(token: Token, known: Lexicon) -> Iterator[int]:
    """A long word with one letter too many, too few, wrong, or changed places with its neighbour."""
    word, languages = token.word, _languages(token)
    if len(word) < LONG or word[:SHORTEST_STEM] not in known.heads:
        return
    for size in range(LONG - 1, min(len(word), known.longest + 1) + 1):
        start = word[:size]
        for shorter in (start, *_without_one(start)):
            for part in known.near.get(shorter, ()):
                if part[0] in languages and _one_off(part[1].rstrip("*"), start):
                    yield known.parts[part]


def _without_one(word: str) -> Iterator[str]:
    """The first three letters stay: people seldom miss them, and other words begin otherwise."""
    for place in range(SHORTEST_STEM, len(word)):
        yield word[:place] + word[place + 1 :]


def _one_off(word: str, other: str) -> bool:
    if len(word) != len(other):
        return abs(len(word) - len(other)) == 1
    wrong = [place for place in range(len(word)) if word[place] != other[place]]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and word[first] == other[second] and word[second] == other[first]
    return len(wrong) == 1 and wrong[0] < len(word) - 1
