"""Which regions a text names: names of places, inflected, in Russian and Kazakh, told from streets and persons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.router.rules import place_names
from services.router.rules.place_names import TypeWord, fold, kazakh_type, russian_type, without_suffix

PlaceKind = Literal["oblast", "district", "city", "city_district", "settlement"]
WORD = re.compile(r"\w+")
HEAD = 3
KINDS: Mapping[TypeWord, frozenset[PlaceKind]] = {
    "oblast": frozenset(("oblast",)),
    "district": frozenset(("district", "city_district")),
    "city": frozenset(("city",)),
    "settlement": frozenset(("settlement",)),
}
RANK: tuple[PlaceKind, ...] = ("city", "oblast", "district", "city_district", "settlement")
"""What a bare name means first."""
WEIGHT: Mapping[PlaceKind, float] = {
    "oblast": 3.0,
    "district": 2.5,
    "city": 2.0,
    "city_district": 2.5,
    "settlement": 1.5,
}
HERE_WEIGHT = 1.5
APPLICANT_SHARE = 0.2
LOOK_BACK = 3
INSIDE = re.compile(r"[\s.«\"“„'-]*")
"""What may stand between a type word and its name."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that a text names. `words` are our names of it, Kazakh and Russian, never words of the text."""

    region: str
    words: tuple[str, ...]
    kind: PlaceKind
    weight: float = 1.0
    """How much it says about where the matter is: more for `in`, less for where the applicant lives."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of one place. `rest`: folded forms of its second and further words."""

    region: str
    kind: PlaceKind
    words: tuple[str, ...]
    common: bool
    adjective: bool
    rest: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by the folded forms of their first word."""

    names: Mapping[str, tuple[KnownName, ...]]
    """By all Russian cases."""
    bases: Mapping[str, tuple[KnownName, ...]]
    """By the nominative alone, before which a Kazakh suffix was."""
    heads: frozenset[str]
    """First letters of all names: most words of a text are passed over by them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text; more than one candidate region means that it is ambiguous."""

    at: int
    candidates: tuple[KnownName, ...]
    weight: float

    @property
    def regions(self) -> frozenset[str]:
        """Where it may lie."""
        return frozenset(name.region for name in self.candidates)


def regions_named(text: str, known: Gazetteer) -> tuple[NamedPlace, ...]:
    """The places that `text` names, in order of appearance, each once; streets, persons and ordinary words are none.

    A name that several regions have counts only where another place of just one of them is named too.
    """
    return _resolved(_mentions(text, known), ())


def region_of(place: str | None, text: str, known: Gazetteer) -> str | None:
    """The region of the object, or None where it is not clear: the place of the form first, then the text's weightiest.

    An oblast or district outweighs a city, where something is outweighs where the applicant lives or writes from.
    """
    if place:
        context = tuple(named.region for named in regions_named(text, known))
        found = _heaviest(_resolved(_mentions(place, known), context))
        if found is not None:
            return found
    return _heaviest(regions_named(text, known))


def _heaviest(places: Sequence[NamedPlace]) -> str | None:
    weights: dict[str, float] = {}
    for place in places:
        weights[place.region] = weights.get(place.region, 0.0) + place.weight
    best = sorted(weights.items(), key=lambda pair: -pair[1])
    if not best or (len(best) > 1 and best[0][1] <= best[1][1]):
        return None
    return best[0][0]


def _resolved(mentions: Sequence[Mention], context: Sequence[str]) -> tuple[NamedPlace, ...]:
    """Mentions with one region, and ambiguous ones that the nearest sure one (or else `context`) decides."""
    sure = [(mention.at, next(iter(mention.regions))) for mention in mentions if len(mention.regions) == 1]
    found: dict[tuple[str, tuple[str, ...]], NamedPlace] = {}
    for mention in mentions:
        region = _region(mention, sure, context)
        if region is None:
            continue
        name = next(name for name in mention.candidates if name.region == region)
        before = found.get((region, name.words))
        weight = max(mention.weight, before.weight if before else 0.0)
        found[region, name.words] = NamedPlace(region, name.words, name.kind, weight)
    return tuple(found.values())


def _region(mention: Mention, sure: Sequence[tuple[int, str]], context: Sequence[str]) -> str | None:
    if len(mention.regions) == 1:
        return next(iter(mention.regions))
    near = sorted((abs(at - mention.at), region) for at, region in sure if region in mention.regions)
    if near:
        return near[0][1]
    fitting = mention.regions.intersection(context)
    return next(iter(fitting)) if len(fitting) == 1 else None


def _mentions(text: str, known: Gazetteer) -> list[Mention]:
    folded = fold(text)
    words = WORD.findall(folded)
    at = [index for index, word in enumerate(words) if word[:HEAD] in known.heads]
    if not at:
        return []
    spans = [match.span() for match in WORD.finditer(folded)]
    found: list[Mention] = []
    free = 0
    for index in at:
        if index < free:
            continue
        names, located, length = _names_at(words, index, known)
        if names:
            mention = _mention(Spot(folded, words, spans, index, length), names, located)
            found.extend([mention] if mention is not None else [])
            free = index + length
    return found


def _names_at(words: Sequence[str], index: int, known: Gazetteer) -> tuple[list[KnownName], bool, int]:
    """The longest names that begin at a word, whether they stand in a Kazakh locative, and their number of words."""
    best: list[KnownName] = []
    was_located, length = False, 1
    for base, located in ((words[index], False), *without_suffix(words[index])):
        for name in (known.names if base is words[index] else known.bases).get(base, ()):
            located_here = located
            if name.rest:
                fits, located_here = _continues(words, index + 1, name.rest)
                if located or not fits:
                    continue
            if len(name.rest) + 1 > length:
                best, was_located, length = [], False, len(name.rest) + 1
            if len(name.rest) + 1 == length:
                best.append(name)
                was_located = was_located or located_here
    return best, was_located, length


def _continues(words: Sequence[str], index: int, rest: Sequence[frozenset[str]]) -> tuple[bool, bool]:
    if index + len(rest) > len(words):
        return False, False
    for offset, wanted in enumerate(rest[:-1]):
        if words[index + offset] not in wanted:
            return False, False
    last = words[index + len(rest) - 1]
    for base, located in ((last, False), *without_suffix(last)):
        if base in rest[-1]:
            return True, located
    return False, False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the folded text a name stands: its first word and its number of words."""

    folded: str
    words: Sequence[str]
    spans: Sequence[tuple[int, int]]
    index: int
    length: int

    def before(self, steps: int = 1) -> str:
        """The word so many words before the name, empty at the beginning and beyond other punctuation."""
        at = self.index - steps
        if at < 0 or not INSIDE.fullmatch(self.folded, self.spans[at][1], self.spans[at + 1][0]):
            return ""
        return self.words[at]

    def after(self, steps: int = 1) -> str:
        """The word so many words after the name, empty at the end and beyond any punctuation."""
        at = self.index + self.length - 1 + steps
        if at >= len(self.words) or self.folded[self.spans[at - 1][1] : self.spans[at][0]].strip('»" -'):
            return ""
        return self.words[at]

    def is_dotted(self, offset: int) -> bool:
        """Whether a full stop follows the word `offset` words after the first of the name."""
        end = self.spans[self.index + offset][1]
        return self.folded[end : end + 1] == "."

    def back(self) -> Sequence[str]:
        """The words just before the name, nearest first, whatever stands between."""
        return self.words[max(0, self.index - LOOK_BACK) : self.index][::-1]


def _mention(spot: Spot, names: Sequence[KnownName], located: bool) -> Mention | None:
    adjectives = any(name.adjective for name in names)
    before, after = spot.before(), spot.after()
    type_after = _type_after(spot, after, adjectives)
    type_before = russian_type(before, spot.is_dotted(-1)) if before else None
    if type_after is None and _is_street(spot, names, adjectives):
        return None
    candidates = _candidates(names, type_before, type_after)
    if not candidates:
        return None
    return Mention(spot.index, candidates, _weight(spot, candidates[0].kind, located))


def _type_after(spot: Spot, after: str, adjectives: bool) -> TypeWord | None:
    if not after:
        return None
    is_dotted = spot.is_dotted(spot.length)
    if adjectives and after in place_names.AND:
        return russian_type(spot.after(3), is_dotted=False)
    if adjectives:
        return russian_type(after, is_dotted) or kazakh_type(after, is_dotted)
    return kazakh_type(after, is_dotted)


def _is_street(spot: Spot, names: Sequence[KnownName], adjectives: bool) -> bool:
    after, before = spot.after(), spot.before()
    if after.startswith(place_names.STREETS_AFTER) or (adjectives and after in place_names.STREETS_BEFORE):
        return not (after == "мкр" and not adjectives)
    if before in place_names.STREETS_BEFORE:
        return True
    word = spot.words[spot.index]
    personal = word.endswith(("ова", "ева")) or any(name.common for name in names)
    return personal and before != "" and before not in place_names.HERE and spot.before(2) in place_names.STREETS_BEFORE


def _candidates(names: Sequence[KnownName], before: TypeWord | None, after: TypeWord | None) -> tuple[KnownName, ...]:
    """The names that fit the type word beside them; without one, those of the first rank that are no common words."""
    typed = [name for name in names if after is not None and name.kind in KINDS[after]]
    if typed:
        return tuple(typed)
    plain = [name for name in names if not name.common]
    first = min((RANK.index(name.kind) for name in plain), default=None)
    bare = [name for name in plain if first is not None and name.kind == RANK[first]]
    typed = [name for name in names if before is not None and name.kind in KINDS[before]]
    if typed and before == "district":
        return (*typed, *(name for name in bare if name.kind == "city"))
    return tuple(typed or bare)


def _weight(spot: Spot, kind: PlaceKind, located: bool) -> float:
    weight = WEIGHT[kind]
    before = spot.back()
    after = (spot.after(), spot.after(2))
    if any(word.startswith(place_names.APPLICANT_BEFORE) for word in before) or before[:1] == ["из"]:
        return weight * APPLICANT_SHARE
    if any(word.startswith(place_names.APPLICANT_AFTER) for word in after):
        return weight * APPLICANT_SHARE
    here = located or any(word in place_names.HERE for word in before[:2])
    here = here or after[0].endswith(("нда", "нде", "ндаги", "ндеги"))
    return weight * HERE_WEIGHT if here else weight
