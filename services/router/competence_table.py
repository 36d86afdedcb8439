"""Loads the table of competences; a bad row is refused with its place."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from services.router.gazetteer import load_gazetteer
from services.router.learned import load_model
from services.router.rules.jurisdiction import Competences
from services.router.rules.lexicon import Cue, Language, Subject, lexicon, part_of
from shared.reference import load_reference

TABLE = Path(__file__).parent / "rules" / "competences.csv"
WORDS = Path(__file__).parent / "rules" / "words.csv"
"""More cues for the same subjects, one a line: what people write when they do not use the plain word."""
WORD_COLUMNS = ["subject", "language", "cue", "weight"]
COLUMNS = ["subject", "agency", "without_region", "scope", "ru", "kk"]
NOT_ROUTED = frozenset({"crt"})
"""Named as the owner of a subject only to be explained: courts get no appeals (Art. 3)."""
WORD_WEIGHT, PHRASE_WEIGHT = 1.0, 2.0
LANGUAGES: Mapping[str, Language] = {"ru": "ru", "kk": "kk"}


class BadCompetence(ValueError):
    """A row of the table cannot be used; the message names file and line."""


@cache
def load_competences() -> Competences:
    """The table with its words, the model, and the places of the reference data. Raises BadCompetence and BadRow."""
    reference = load_reference()
    return Competences(
        lexicon=lexicon(load_subjects(TABLE, WORDS)),
        model=load_model(),
        gazetteer=load_gazetteer(),
        akimats={code: reference.akimat_of(code) for code in reference.regions},
        agencies=frozenset(reference.routed_agencies()),
        enforcement=reference.competent_in_crime,
    )


def load_subjects(path: Path = TABLE, words: Path | None = None) -> tuple[Subject, ...]:
    """The rows of `path` (columns subject, agency, without_region, scope, ru, kk), and the cues of `words` with them.

    Raises BadCompetence.
    """
    subjects = _rows(path)
    if words is None:
        return tuple(subjects.values())
    more = _more(words, subjects.keys())
    return tuple(replace(row, cues=(*row.cues, *more.get(row.code, ()))) for row in subjects.values())


def _more(path: Path, known: Collection[str]) -> dict[str, list[Cue]]:
    found: dict[str, list[Cue]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != WORD_COLUMNS:
            raise BadCompetence(f"{path.name} line 1: columns must be {','.join(WORD_COLUMNS)}")
        for row in reader:
            try:
                if row["subject"] not in known:
                    raise ValueError(f"no such subject: {row['subject']}")
                cues = _cues(f"{row['cue']}={row['weight']}", LANGUAGES[row["language"]])
                found.setdefault(row["subject"], []).extend(cues)
            except (ValueError, KeyError) as error:
                raise BadCompetence(f"{path.name} line {reader.line_num}: {error}") from error
    return found


def _rows(path: Path) -> dict[str, Subject]:
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
    return seen


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
