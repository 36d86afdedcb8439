"""`python -m services.router classify`: names the body for each text on stdin, one JSON object a line, and says why."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Literal

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from services.router.competence_table import load_competences
from services.router.rules.jurisdiction import (
    AKIMAT,
    COURT,
    Assigned,
    Competences,
    CourtAdvice,
    Decision,
    Question,
    Unroutable,
    assign,
)
from shared.contracts.vocabulary import Kind, RegionCode

EXIT_BAD_LINE = 1


class Asked(BaseModel):
    """A line of the input. The language is found in the text; `lang` is read and not needed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    text: str
    region: RegionCode | None = None
    place: str | None = None
    lang: str | None = None
    kind: Kind | None = None
    addressee: str | None = None


class Answered(BaseModel):
    """A line of the output."""

    id: str | int
    route: Literal["assigned", "triage", "court"]
    agency: str | None
    """The body; for triage the best proposal, `akimat` for one whose region is unknown, null where nothing is found."""
    confidence: float
    rule: str
    evidence: tuple[str, ...]
    alternatives: tuple[str, ...]


class BadLine(ValueError):
    """A line that cannot be read; the message says what is wrong with it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--explain", action="store_true", help="print for people instead of JSON")


def run(options: argparse.Namespace) -> int:
    """Answer every line that can be read; 1 when some could not, each named on stderr."""
    show = explained if options.explain else as_json
    return classify(sys.stdin.buffer, sys.stdout.buffer, sys.stderr.buffer, show=show)


def classify(lines: BinaryIO, out: BinaryIO, errors: BinaryIO, *, show: Callable[[Answered], bytes]) -> int:
    """The command on streams of UTF-8; the exit code."""
    known, code = load_competences(), 0
    for number, line in _numbered(lines):
        try:
            asked = read(line)
        except BadLine as error:
            errors.write(f"line {number}: {error}\n".encode())
            code = EXIT_BAD_LINE
            continue
        out.write(show(answer(asked, known)))
        out.flush()
    return code


def read(line: bytes) -> Asked:
    """One line of the input. Raises BadLine."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLine(f"not JSON: {error}") from error
    try:
        return Asked.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadLine(f"{'.'.join(map(str, first['loc'])) or 'object'}: {first['msg']}") from error


def answer(asked: Asked, known: Competences) -> Answered:
    """The decision for one line."""
    question = Question(asked.text, asked.kind or Kind.APPLICATION, asked.region, asked.place, asked.addressee)
    return _answered(asked.id, assign(question, known))


def _answered(key: str | int, decision: Decision) -> Answered:
    route, agency, rule, others = _route(decision)
    confidence = round(decision.confidence, 3)
    return Answered(
        id=key,
        route=route,
        agency=agency,
        confidence=confidence,
        rule=rule,
        evidence=decision.evidence,
        alternatives=others,
    )


Route = Literal["assigned", "triage", "court"]


def _route(decision: Decision) -> tuple[Route, str | None, str, tuple[str, ...]]:
    """Route, body, rule and alternatives."""
    match decision:
        case Assigned():
            return "assigned", decision.agency, decision.rule, decision.alternatives
        case CourtAdvice():
            return "court", COURT, "judicial_act", decision.alternatives
        case Unroutable():
            proposals = decision.proposals or ((AKIMAT,) if decision.category else ())
            rule = f"{decision.reason}:{decision.category}" if decision.category else decision.reason
            return "triage", proposals[0] if proposals else None, rule, proposals[1:]


def as_json(answered: Answered) -> bytes:
    """A line of JSON."""
    return orjson.dumps(answered.model_dump()) + b"\n"


def explained(answered: Answered) -> bytes:
    """The same for people."""
    lines = (
        f"{answered.id}: {answered.route} {answered.agency or '-'} ({answered.confidence:.0%})",
        f"    rule          {answered.rule}",
        f"    evidence      {', '.join(answered.evidence) or '-'}",
        f"    alternatives  {', '.join(answered.alternatives) or '-'}",
    )
    return "\n".join((*lines, "")).encode()


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line
