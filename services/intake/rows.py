"""Rows of an import file: historical or paper appeals with their own time of receipt. Pure."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, assert_never
from uuid import NAMESPACE_URL, uuid5

from pydantic import AwareDatetime, Field

from services.intake.form import AppealForm, Fault, FaultCode, check, read_fields, read_json
from services.intake.rules import Desk, Past, canonical
from shared.contracts.submissions import Closure
from shared.contracts.vocabulary import AgencyCode, AppealId, Outcome
from shared.law import NoLawInForce, NoSuchSpecial, allowed_outcomes, opening, registration
from shared.workdays import CalendarGap

Format = Literal["csv", "jsonl"]
NAMESPACE = uuid5(NAMESPACE_URL, "urn:appeals:import")
APPLICANT = "applicant_"
LATER = frozenset({"special", "co_applicant_names", "complained_official"})
"""Fields that came after files had been imported: left empty they must not make another appeal of an old row."""
CELL_LIMIT_CHARACTERS = 1024 * 1024


class ImportForm(AppealForm):
    """A row: what an applicant sends, and what is known of the appeal since."""

    row_key: str | None = Field(default=None, min_length=1, max_length=200)
    """Identity of the row in its source; by default the hash of its content."""
    received_at: AwareDatetime
    historical: bool = False
    """Counted only: no clock runs."""
    agency: AgencyCode | None = None
    outcome: Outcome | None = None
    closed_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read, or why it was not. `line` is that on which it ends, from 1."""

    line: int
    found: ImportForm | tuple[Fault, ...]


def read_rows(lines: Iterable[bytes], file_format: Format) -> Iterator[Row]:
    """All rows of a file in UTF-8, empty lines left out. CSV may be cut by commas or semicolons."""
    match file_format:
        case "jsonl":
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield Row(number, read_json(ImportForm, line))
        case "csv":
            yield from _csv_rows(line.decode("utf-8-sig", "replace") for line in lines)
        case _:
            assert_never(file_format)


def check_row(form: ImportForm, desk: Desk, now: datetime) -> tuple[Fault, ...]:
    """Faults beyond the shape: those of any appeal, instants in order, the closing trio, the reach of the law."""
    faults = [*check(form, desk.reference)]
    if form.received_at > now:
        faults.append(Fault("received_at", FaultCode.IN_FUTURE))
    trio = {"agency": form.agency, "outcome": form.outcome, "closed_at": form.closed_at}
    faults += [
        Fault(name, FaultCode.CLOSURE_INCOMPLETE)
        for name, value in trio.items()
        if value is None and any(trio.values())
    ]
    if form.agency is not None and form.agency not in desk.reference.agencies:
        faults.append(Fault("agency", FaultCode.UNKNOWN_AGENCY))
    allowed = allowed_outcomes(form.kind)
    if form.outcome is not None and form.outcome not in allowed:
        faults.append(Fault("outcome", FaultCode.OUTCOME_NOT_OF_KIND, ", ".join(sorted(allowed))))
    if form.closed_at is not None and form.closed_at > now:
        faults.append(Fault("closed_at", FaultCode.IN_FUTURE))
    if form.closed_at is not None and form.closed_at < form.received_at:
        faults.append(Fault("closed_at", FaultCode.CLOSED_TOO_EARLY))
    return (*faults, *_unlawful(form, desk))


def past_of(form: ImportForm) -> Past:
    """What the row says of the time since the appeal was received."""
    if form.outcome is None or form.closed_at is None:
        return Past(form.historical, form.agency)
    return Past(form.historical, form.agency, Closure(outcome=form.outcome, closed_at=form.closed_at.astimezone(UTC)))


def appeal_id_of(form: ImportForm, source: str) -> AppealId:
    """The same row of the same source is the same appeal, however often it is imported."""
    fields = form.model_dump(mode="json", exclude={"row_key"})
    content = canonical({name: value for name, value in fields.items() if name not in LATER or value is not None})
    return str(uuid5(NAMESPACE, f"{source}\n{form.row_key or hashlib.sha256(content).hexdigest()}"))


def _unlawful(form: ImportForm, desk: Desk) -> tuple[Fault, ...]:
    try:
        day = registration(form.received_at, desk.calendar, desk.cut_off)
        if not form.historical:
            opening(form.kind, day.registered_on, desk.calendar, special=form.special)
    except NoSuchSpecial:
        return ()  # told by `check`
    except NoLawInForce:
        return (Fault("received_at", FaultCode.BEFORE_THE_CODE),)
    except CalendarGap:
        return (Fault("received_at", FaultCode.BEYOND_CALENDAR),)
    return ()


def _csv_rows(lines: Iterator[str]) -> Iterator[Row]:
    csv.field_size_limit(CELL_LIMIT_CHARACTERS)
    header = next(lines, "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(reader.line_num + 1, (Fault("line", FaultCode.WRONG_FORMAT),))
            continue
        if any(cells):
            yield Row(reader.line_num + 1, _of_cells(names, cells))


def _of_cells(names: list[str], cells: list[str]) -> ImportForm | tuple[Fault, ...]:
    if len(cells) > len(names):
        return (Fault("line", FaultCode.UNKNOWN_FIELD),)
    if any("\ufffd" in cell for cell in cells):
        return (Fault("line", FaultCode.NOT_TEXT_FILE),)
    return read_fields(ImportForm, _nested(dict(zip(names, cells, strict=False))))


def _nested(flat: Mapping[str, str]) -> dict[str, Any]:
    """`applicant_name` and its kind go into the applicant; an empty cell says nothing."""
    given = {name: cell for name, cell in flat.items() if cell != ""}
    applicant = {name.removeprefix(APPLICANT): cell for name, cell in given.items() if name.startswith(APPLICANT)}
    return {name: cell for name, cell in given.items() if not name.startswith(APPLICANT)} | {"applicant": applicant}
