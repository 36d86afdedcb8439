"""Loads the gazetteer for the rules: names of places with the folded forms by which they are found."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from services.router.rules.place_names import fold, forms, is_adjective
from services.router.rules.places import HEAD, WORD, Gazetteer, KnownName
from shared.reference import PlaceRow, load_places
from shared.reference.loading import FOLDER

TYPE_WORDS = frozenset(("область", "район", "облысы", "ауданы", "город", "қаласы"))


@cache
def load_gazetteer(folder: Path = FOLDER) -> Gazetteer:
    """The places of `folder`, indexed once per process. Raises BadRow, which names file and line."""
    names: dict[str, list[KnownName]] = {}
    bases: dict[str, list[KnownName]] = {}
    for row in load_places(folder):
        for text, common in _texts(row):
            words = [word for word in WORD.findall(text) if word.lower() not in TYPE_WORDS]
            name = _known_name(row, words, common)
            for form in set(forms(words[0])):
                names.setdefault(form, []).append(name)
            if not words[0].isupper():
                bases.setdefault(fold(words[0]), []).append(name)
    return Gazetteer(_index(names), _index(bases), frozenset(form[:HEAD] for form in names))


def _index(names: Mapping[str, Sequence[KnownName]]) -> Mapping[str, tuple[KnownName, ...]]:
    return {form: tuple(dict.fromkeys(found)) for form, found in names.items()}


def _texts(row: PlaceRow) -> Iterator[tuple[str, bool]]:
    """All names of a row without type words, and whether each is an ordinary word too."""
    yield row.name_kk, row.common_kk
    yield row.name_ru, row.common_ru
    for other in row.other_names:
        yield other.text, other.common


def _known_name(row: PlaceRow, words: Sequence[str], common: bool) -> KnownName:
    shown = tuple(dict.fromkeys((row.name_kk, row.name_ru)))
    rest = tuple(frozenset(forms(word)) for word in words[1:])
    return KnownName(row.region, row.kind, shown, common, is_adjective(words[-1].lower()), rest)
