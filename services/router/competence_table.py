"""Loads the table of competences and the names of regions; a bad row is refused with its place."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from services.router.rules.jurisdiction import Competence, Competences, Place, competences
from shared.reference import Reference, load_reference

TABLE = Path(__file__).parent / "rules" / "competences.csv"


class BadCompetence(ValueError):
    """A row of the table cannot be used; the message names file and line."""


@cache
def load_competences(path: Path = TABLE) -> Competences:
    """The rows of `path` (columns category, agency, stems, phrases). Raises BadCompetence."""
    reference = load_reference()
    rows = tuple(_rows(path, reference))
    places = [Place(code, reference.akimat_of(code), _place_stems(reference, code)) for code in reference.regions]
    return competences(rows, places, frozenset(reference.routed_agencies()))


def _rows(path: Path, reference: Reference) -> Iterator[Competence]:
    routed = set(reference.routed_agencies())
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            agency = row["agency"] or None
            if agency is not None and agency not in routed:
                raise BadCompetence(f"{path.name} line {reader.line_num}: no such body: {agency}")
            stems = frozenset(row["stems"].split())
            if not stems or not row["category"]:
                raise BadCompetence(f"{path.name} line {reader.line_num}: category and stems must not be empty")
            phrases = tuple(phrase.strip() for phrase in row["phrases"].split("|") if phrase.strip())
            yield Competence(row["category"], agency, stems, phrases)


GENERIC = frozenset(
    {"область", "облысы", "қаласы", "город", "region", "city", "батыс", "шығыс", "солтүстік", "қазақстан"}
)
ENDING = 2


def _place_stems(reference: Reference, code: str) -> frozenset[str]:
    """Names of a region without their endings, so that inflected forms begin with them."""
    names = reference.regions[code].names
    words = f"{names.ru} {names.kk}".lower().replace("г.", " ").replace("-", " ").split()
    stems = {word[: max(4, len(word) - ENDING)] for word in words if word not in GENERIC}
    return frozenset(stems)
