"""Rows of stems and phrases, as they stand in `signs.toml`, compiled into one regular expression.

A row is a phrase of words. A word is a stem, which any ending may follow; with a full stop at its end it is a whole
word; `a|b` is one or the other, and `_` stands for the space inside of one of them. Between two words `..` allows up to
three others, `&` allows them in either order too.
Nothing reaches across the end of a sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

GAP = r"(?: \w+){0,3}"
FOLDS = (
    *zip("әғқңөұүһіёi", "агкноуухиеи", strict=True),
    *((end, " . ") for end in ".!?;\n"),
    *((mark, " ") for mark in ",:()«»\"“”„-–—/*…'’"),
)
"""Kazakh letters are often typed as their Russian neighbours; both are read alike."""
END = {False: r"\w*", True: r"(?!\w)"}
BRANCHING = 5
"""So many letters of the first word are tried one by one before the rows themselves."""


def folded(text: str) -> str:
    """The words of a text in lower case, one space before each, a lone full stop where a sentence ends."""
    text = text.lower()
    for letter, other in FOLDS:
        text = text.replace(letter, other)
    return f" {' '.join(text.split())} "


Head = tuple[str, str, str]
"""The letters a phrase begins with, the expression for the rest of it, and its row."""


class Phrases:
    """Many rows, searched in one pass. Raises ValueError for an empty row."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows: list[str] = []
        self._pattern = re.compile(" " + self._branch([head for row in rows for head in _heads(row)], 0))

    def found_in(self, text: str) -> tuple[str, ...]:
        """The rows that occur in a folded text, each once, in the order of the text."""
        hits = (hit.lastindex for hit in self._pattern.finditer(text))
        return tuple(dict.fromkeys(self._rows[index - 1] for index in hits if index))

    def without(self, text: str) -> str:
        """A folded text with what the rows match cut out."""
        return self._pattern.sub(" .", text)

    def _branch(self, heads: Sequence[Head], depth: int) -> str:
        """One expression for all; the empty group at the end of each tells which row it was."""
        groups: dict[str, list[Head]] = defaultdict(list)
        for head in heads:
            groups[head[0][depth : depth + 1] if depth < BRANCHING else ""].append(head)
        parts = []
        for letter, group in groups.items():
            if letter:
                parts.append(letter + self._branch(group, depth + 1))
                continue
            for letters, rest, row in group:
                self._rows.append(row)
                parts.append(f"{letters[depth:]}{rest}()")
        return f"(?:{'|'.join(parts)})"


def _heads(row: str) -> Iterator[Head]:
    sides = row.split(" & ")
    phrases = [f"{left} .. {right}" for left, right in (sides, sides[::-1])] if len(sides) == 2 else sides
    for phrase in phrases:
        if not phrase.strip():
            raise ValueError(f"an empty row: {row!r}")
        first, *others = phrase.split()
        rest = "".join(GAP if word == ".." else f" {_word(word)}" for word in others)
        for choice in first.split("|"):
            word, *more = choice.split("_")
            letters, *whole = _letters(word).split(".")
            yield letters, END[bool(whole)] + "".join(f" {_choice(one)}" for one in more) + rest, row


def _letters(word: str) -> str:
    for letter, other in FOLDS:
        if letter.isalpha():
            word = word.replace(letter, other)
    return word


def _word(word: str) -> str:
    return f"(?:{'|'.join(_choice(choice) for choice in word.split('|'))})"


def _choice(choice: str) -> str:
    words = (_letters(word) for word in choice.split("_"))
    return " ".join(word.rstrip(".") + END[word.endswith(".")] for word in words)
