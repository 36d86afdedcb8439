"""Loads the gazetteer for the rules: names of places with the folded forms by which they are found."""

from collections.abc import Iterator
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
    for row in load_places(folder):
        for text, common in _texts(row):
            first, name = _known_name(row, text, common)
            for form in first:
                names.setdefault(form, []).append(name)
    index = {form: tuple(dict.fromkeys(found)) for form, found in names.items()}
    return Gazetteer(index, frozenset(form[:HEAD] for form in index))


def _texts(row: PlaceRow) -> Iterator[tuple[str, bool]]:
    """All names of a row without type words, and whether each is an ordinary word too."""
    yield row.name_kk, row.common_kk
    yield row.name_ru, row.common_ru
    for other in row.other_names:
        yield other.text, other.common


def _known_name(row: PlaceRow, text: str, common: bool) -> tuple[frozenset[str], KnownName]:
    """The forms of the first word of a name, and the name."""
    words = [word for word in WORD.findall(text) if word.lower() not in TYPE_WORDS]
    first, *rest = (frozenset(forms(word)) | {fold(word)} for word in words)
    adjective = is_adjective(words[-1].lower()) and fold(words[-1]) == fold(words[-1].lower())
    shown = tuple(dict.fromkeys((row.name_kk, row.name_ru)))
    return first, KnownName(row.region, row.kind, shown, common, adjective, tuple(rest))
