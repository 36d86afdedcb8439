"""Which body an appeal belongs to (domain order of reasoning: object's locality, then exclusive subject)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.contracts.vocabulary import Kind

WORD = re.compile(r"\w{3,}")
SHORTEST_STEM = 3
PHRASE_WEIGHT = 2.0
ADDRESSEE_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Competence:
    """One subject: `agency` is a central body, or None for the akimat of the object's region."""

    category: str
    agency: str | None
    stems: frozenset[str]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A region with the stems of its names in Russian and Kazakh."""

    region: str
    akimat: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Competences:
    """All rows, indexed for one pass over the words of a text."""

    rows: tuple[Competence, ...]
    by_head: Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]]
    """Stems with their rows, by the first three letters."""
    phrases: Mapping[str, tuple[tuple[str, int], ...]]
    """Phrases with their row, by the first three letters of their first word; by nothing where it is shorter."""
    akimats: Mapping[str, str]
    """Region code to the code of its akimat."""
    places: Mapping[str, str]
    """Stem of a place name to region code."""
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A body could be named. `confidence` is in (0, 1]; `evidence` are stems of our own table."""

    agency: str
    category: str
    rule: str
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unroutable:
    """No body could be named; `proposals` are the likeliest, best first."""

    reason: str
    category: str | None = None
    proposals: tuple[str, ...] = ()


Decision = Assigned | Unroutable


@dataclass(frozen=True, slots=True)
class Question:
    """What the decision rests on."""

    text: str
    kind: Kind
    region: str | None
    place: str | None
    addressee: str | None


def competences(rows: Sequence[Competence], places: Sequence[Place], agencies: frozenset[str]) -> Competences:
    """Index the rows."""
    by_stem: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        for stem in row.stems:
            by_stem[stem] = (*by_stem.get(stem, ()), number)
    by_head: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {}
    for stem, numbers in by_stem.items():
        by_head[stem[:SHORTEST_STEM]] = (*by_head.get(stem[:SHORTEST_STEM], ()), (stem, numbers))
    phrases: dict[str, tuple[tuple[str, int], ...]] = {}
    for number, row in enumerate(rows):
        for phrase in row.phrases:
            first = phrase.split()[0]
            head = first[:SHORTEST_STEM] if len(first) >= SHORTEST_STEM else ""
            phrases[head] = (*phrases.get(head, ()), (phrase, number))
    names = {stem: place.region for place in places for stem in place.stems}
    akimats = {place.region: place.akimat for place in places}
    return Competences(tuple(rows), by_head, phrases, akimats, names, agencies)


def assign(question: Question, known: Competences) -> Decision:
    """Name the competent body, or say why none can be named.

    A complaint goes through the body complained of (Art. 91(4)); else the subject with the most words decides, and
    an addressee that has the subject too is left where the applicant put it.
    """
    if question.kind is Kind.COMPLAINT and question.addressee in known.agencies:
        return Assigned(question.addressee or "", "complaint", "complaint_through_body", 1.0, ())
    words = _words(question.text)
    region = question.region or _region(_words(question.place or "") + words, known)
    scores, evidence = _scores(question.text.lower(), words, known)
    ranked = _bodies(scores, region, known, question.addressee)
    if not ranked:
        if question.addressee in known.agencies:
            return Assigned(question.addressee or "", "other", "addressee", 0.5, ())
        return Unroutable("no_subject_found")
    best, agency = ranked[0]
    category = known.rows[best].category
    proposals = tuple(dict.fromkeys(code for _, code in ranked if code))[:3]
    if agency is None:
        return Unroutable("region_unknown", category, proposals)
    runner_up = next((scores[row] for row, code in ranked[1:] if code != agency), 0.0)
    if runner_up >= scores[best]:
        return Unroutable("two_bodies_alike", category, proposals)
    rule = f"{'local' if known.rows[best].agency is None else 'central'}:{category}"
    return Assigned(agency, category, rule, scores[best] / (scores[best] + runner_up), tuple(evidence[best]))


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _stems(word: str) -> list[str]:
    return [word[:size] for size in range(SHORTEST_STEM, len(word) + 1)]


def _region(words: Sequence[str], known: Competences) -> str | None:
    found = {known.places[stem] for word in words for stem in _stems(word) if stem in known.places}
    return found.pop() if len(found) == 1 else None


def _scores(text: str, words: Sequence[str], known: Competences) -> tuple[dict[int, float], dict[int, list[str]]]:
    """Per row: a point for each different stem, more for a phrase."""
    hits: dict[int, dict[str, float]] = {}
    heads = {""}
    for word in set(words):
        head = word[:SHORTEST_STEM]
        heads.add(head)
        for stem, rows in known.by_head.get(head, ()):
            if word.startswith(stem):
                for row in rows:
                    hits.setdefault(row, {})[stem] = 1.0
    for head in heads & known.phrases.keys():
        for phrase, row in known.phrases[head]:
            if phrase in text:
                hits.setdefault(row, {})[phrase] = PHRASE_WEIGHT
    return {row: sum(found.values()) for row, found in hits.items()}, {row: sorted(hits[row]) for row in hits}


def _bodies(
    scores: dict[int, float], region: str | None, known: Competences, addressee: str | None
) -> list[tuple[int, str | None]]:
    """Rows with their body, likeliest first; the addressee's own subjects weigh more. Changes `scores`."""
    akimat = known.akimats.get(region) if region else None
    found = [(row, known.rows[row].agency or akimat) for row in scores]
    for row, agency in found:
        if agency is not None and agency == addressee:
            scores[row] += ADDRESSEE_WEIGHT
    return sorted(found, key=lambda pair: (-scores[pair[0]], pair[0]))
