"""How alike two texts are: a MinHash of the normalised text, and an exact second measure where both are at hand.

The fingerprint of a text never changes: facts keep it for years, so every constant of this module is fixed, and the
hash is our own arithmetic over CRC-32 instead of a library's, whose next version may hash otherwise.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise
from operator import eq
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from shared.contracts.likeness import Fingerprint

COMPONENTS = 64
BYTE_COLLISIONS = 1 / 256
"""Share of components that are equal by chance: each is one byte."""
STEM_LETTERS = 5
"""A word's first letters stand for it, in Russian and in Kazakh: endings change, beginnings hardly do."""
SHORT_WORD = 3
FEWEST_STEMS = 5
"""With fewer different words a text says too little to be compared."""
CHUNK = 2048

PLAIN = tuple(zip("ёәғқңөұүһі", "еагкноуухи", strict=True))
"""Kazakh letters as people write them on a Russian keyboard; ё as е. Replaced one by one: `translate` takes ten times
as long."""
SENTENCE_END = re.compile(r"[.!?;\n]+")
WORD = re.compile(r"[^\W_]+")
GREETING = re.compile(
    r"(?:здравствуй\w*|добр(?:ый|ое|ого) (?:день|утро|вечер|дня)|(?:много)?уважаем\w+|приветствую|салеметси[зн]\w* бе|"
    r"ассалаумагал\w+|курметти|кайырлы (?:кун|тан|кеш)|армысыз(?:дар)?)\b"
)
THANKS = re.compile(r"(?:(?:заранее )?(?:спасибо|благодар\w+)|(?:алдын ала )?(?:рахмет|алгыс\w*))\b")
SIGNATURE = re.compile(r"(?:с уважением|искренне ваш\w*|подпись|(?:зор )?курметпен|колы)\b")
LONGEST_ADDRESS = 100
LONGEST_SIGNATURE = 300
"""Characters after «с уважением» that are still a name, a date and a telephone."""

U64 = NDArray[np.uint64]


def _constants(name: str) -> U64:
    digests = (blake2b(f"likeness:{name}:{n}".encode(), digest_size=8).digest() for n in range(COMPONENTS))
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


FACTORS, ADDENDS = _constants("factor") | np.uint64(1), _constants("addend")
FIRST_OF_PAIR, SECOND_OF_PAIR = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
HIGHEST = np.full(COMPONENTS, np.iinfo(np.uint64).max, dtype=np.uint64)
MODULO = (1 << 64) - 1


def fingerprint(text: str) -> Fingerprint | None:
    """MinHash of the text's stems and pairs of neighbouring stems; None for a text too short to be compared.

    Case, ё, Kazakh letters written Russian, figures, greetings, thanks, signatures and the order of sentences do not
    count. The same text gives the same fingerprint in every process and version.
    """
    sentences = list(stems_by_sentence(text))
    if len({stem for sentence in sentences for stem in sentence}) < FEWEST_STEMS:
        return None
    shingles, lowest = _shingles(sentences), HIGHEST.copy()
    for start in range(0, len(shingles), CHUNK):
        hashed = shingles[start : start + CHUNK, None] * FACTORS + ADDENDS
        np.minimum(lowest, hashed.min(axis=0), out=lowest)
    return (lowest >> 16).astype(np.uint8).tobytes().hex()


def estimated(one: Fingerprint, other: Fingerprint) -> float:
    """Likeness from 0 to 1: share of common shingles (Jaccard), standard error at most 0.063."""
    equal: int = sum(map(eq, bytes.fromhex(one), bytes.fromhex(other)))
    return max(0.0, (equal / COMPONENTS - BYTE_COLLISIONS) / (1 - BYTE_COLLISIONS))


def common_stems(one: str, other: str) -> float:
    """The exact second measure, from 0 to 1: common stems over the mean number of stems (Dice); pairs do not count."""
    first = {stem for sentence in stems_by_sentence(one) for stem in sentence}
    second = {stem for sentence in stems_by_sentence(other) for stem in sentence}
    return 2 * len(first & second) / max(1, len(first) + len(second))


def stems_by_sentence(text: str) -> Iterator[list[str]]:
    """Stems of each sentence in order, without greeting and signature; `#` stands for whatever holds a digit."""
    left = len(text)
    for sentence in SENTENCE_END.split(_plain(text.lower())):
        told = sentence.strip()
        if SIGNATURE.match(told) and left <= LONGEST_SIGNATURE:
            return
        left -= len(sentence) + 1
        if not THANKS.match(told) and (stems := list(_stems(_ungreeted(told)))):
            yield stems


def _plain(text: str) -> str:
    for letter, other in PLAIN:
        text = text.replace(letter, other)
    return text


def _ungreeted(sentence: str) -> str:
    greeting = GREETING.match(sentence)
    if greeting is None:
        return sentence
    comma = sentence.find(",", greeting.end(), LONGEST_ADDRESS)
    if comma >= 0:
        return sentence[comma + 1 :]
    return "" if len(sentence) <= LONGEST_ADDRESS else sentence[greeting.end() :]


def _stems(sentence: str) -> Iterator[str]:
    for word in WORD.findall(sentence):
        if not word.isalpha():
            yield "#"
        elif len(word) >= SHORT_WORD:
            yield word[:STEM_LETTERS]


def _shingles(sentences: list[list[str]]) -> U64:
    """Pairs are made in plain Python: there are some dozens, and a call of numpy costs as much as ten of them."""
    hashes = [[crc32(stem.encode()) for stem in sentence] for sentence in sentences]
    found = [one for sentence in hashes for one in sentence]
    found += [
        first * FIRST_OF_PAIR + second * SECOND_OF_PAIR & MODULO
        for sentence in hashes
        for first, second in pairwise(sentence)
    ]
    return _mixed(np.array(found, dtype=np.uint64))


def _mixed(values: U64) -> U64:
    """Every bit of the value changes half the bits of the result (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
