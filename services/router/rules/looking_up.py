"""Finds what the table of competences says of a word, inflected or misspelt, and remembers it."""

from collections.abc import Iterable, Iterator, Sequence

from services.router.rules.language import KAZAKH_LETTERS, SHORTEST_STEM, Speech, Token, folded, stems
from services.router.rules.lexicon import LONG, SHORTEST_BEGIN, Cue, Language, Lexicon, without_one
from services.router.rules.passing import asks, is_body, plain
from services.router.rules.words import Word, said

WORDS_SEEN = 100_000
NEVER = -1
BITS = 480
"""Of a set of parts: a sentence has a dozen, so that one in ten words has a bit in common with them by chance."""


def words_of(text: Iterable[Sequence[Token]], known: Lexicon) -> list[list[Word]]:
    """The text with all that is known of its words."""
    seen = known.seen
    return [[seen.get(token) or _looked_up(token, known) for token in sentence] for sentence in text]


def _looked_up(token: Token, known: Lexicon) -> Word:
    parts = tuple(sorted(set(_exact(token.word, token, known)) or set(_otherwise(token, known))))
    plain_word = plain(token.word)
    word = Word(
        parts,
        tuple((owner, cue.text, cue.weight) for owner, cue in _words(parts, known)),
        _bits(parts),
        _bits(second for part in parts for second, _ in known.phrases.get(part, ())),
        asks(plain_word),
        is_body(plain_word),
        said(token),
    )
    if len(known.seen) < WORDS_SEEN:
        known.seen[token] = word
    return word


def _bits(parts: Iterable[int]) -> int:
    bits = 0
    for part in parts:
        bits |= 1 << part % BITS
    return bits


def _exact(word: str, token: Token, known: Lexicon) -> Iterator[int]:
    for language in _languages(token):
        for form in (word, *(stem for stem in stems(word, token.speech) if len(stem) > SHORTEST_STEM)):
            if (number := known.parts.get((language, form))) is not None:
                yield number
        begins = known.begins[language]
        for size in range(SHORTEST_BEGIN, min(len(word), known.longest) + 1):
            number = begins.get(word[:size], NEVER)
            if number == NEVER:
                break
            if number is not None:
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
        for shorter in (start, *without_one(start)):
            for part in known.near.get(shorter, ()):
                if part[0] in languages and _one_off(part[1].rstrip("*"), start):
                    yield known.parts[part]


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


def _one_off(word: str, other: str) -> bool:
    if len(word) != len(other):
        return abs(len(word) - len(other)) == 1
    wrong = [place for place in range(len(word)) if word[place] != other[place]]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and word[first] == other[second] and word[second] == other[first]
    return len(wrong) == 1 and wrong[0] < len(word) - 1
