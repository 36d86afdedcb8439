"""Loads the table of competences; a bad row is refused with its place."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from services.router.gazetteer import load_gazetteer
from services.router.rules.jurisdiction import Competences
from services.router.rules.lexicon import Cue, Language, Subject, lexicon, part_of
from shared.reference import load_reference

TABLE = Path(__file__).parent / "rules" / "competences.csv"
COLUMNS = ["subject", "agency", "without_region", "scope", "ru", "kk"]
NOT_ROUTED = frozenset({"crt"})
"""Named as the owner of a subject only to be explained: courts get no appeals (Art. 3)."""
WORD_WEIGHT, PHRASE_WEIGHT = 1.0, 2.0


class BadCompetence(ValueError):
    """A row of the table cannot be used; the message names file and line."""


@cache
def load_competences(path: Path = TABLE) -> Competences:
    """The rows of `path`, and the places of the reference data. Raises BadCompetence and BadRow."""
    reference = load_reference()
    return Competences(
        lexicon=lexicon(load_subjects(path)),
        gazetteer=load_gazetteer(),
        akimats={code: reference.akimat_of(code) for code in reference.regions},
        agencies=frozenset(reference.routed_agencies()),
    )


def load_subjects(path: Path = TABLE) -> tuple[Subject, ...]:
    """The rows of `path` (columns subject, agency, without_region, scope, ru, kk). Raises BadCompetence."""
    routed = frozenset(load_reference().routed_agencies()) | NOT_ROUTED
    seen: dict[str, Subject] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise BadCompetence(f"{path.name} line 1: columns must be {','.join(COLUMNS)}")
        for row in reader:
            place = f"{path.name} line {reader.line_num}"
            try:
                subject = _subject(row, routed)
            except ValueError as error:
                raise BadCompetence(f"{place}: {error}") from error
            if subject.code in seen:
                raise BadCompetence(f"{place}: {subject.code} stands here twice")
            seen[subject.code] = subject
    return tuple(seen.values())


def _subject(row: Mapping[str, str | None], routed: frozenset[str]) -> Subject:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    agency, without_region = cells["agency"] or None, cells["without_region"] or None
    for body in (agency, without_region):
        if body is not None and body not in routed:
            raise ValueError(f"no such body: {body}")
    if not cells["subject"] or not cells["scope"]:
        raise ValueError("subject and scope must not be empty")
    if agency is not None and without_region is not None:
        raise ValueError("without_region belongs to local subjects only")
    cues = tuple(_cues(cells["ru"], "ru")) + tuple(_cues(cells["kk"], "kk"))
    if not cells["ru"] or not cells["kk"]:
        raise ValueError("words are needed in Russian and Kazakh")
    return Subject(cells["subject"], agency, without_region, cues)


def _cues(cell: str, language: Language) -> Iterator[Cue]:
    """`word; begin*; two words; heavier=2`. Raises ValueError."""
    for text in cell.split(";"):
        if not text.strip():
            continue
        words, _, weight = text.partition("=")
        parts = tuple(part_of(word, language) for word in words.lower().split() if len(word) > 1)
        if not parts or any(len(part.rstrip("*")) < 2 for part in parts):
            raise ValueError(f"{text.strip()!r}: a word of at least two letters is needed")
        default = WORD_WEIGHT if len(parts) == 1 else PHRASE_WEIGHT
        yield Cue(" ".join(words.split()).replace("!", ""), parts, language, float(weight) if weight else default)
