"""Rows of an import file."""

from typing import Any

import orjson
import pytest

from services.intake.form import FaultCode
from services.intake.rows import ImportForm, appeal_id_of, check_row, past_of, read_rows
from shared.contracts.submissions import Closure
from shared.contracts.vocabulary import Outcome
from tests.support.intake_builders import DESK, NOON, body

HEADER = "kind,language,person_type,applicant_name,text,received_at"
ROW = "message,kk,individual,Тест,мәтін,2026-11-20T10:00:00+05:00"


def row(**changes: Any) -> dict[str, Any]:
    """A faultless row with `changes`."""
    return body(received_at="2026-11-20T10:00:00+05:00") | changes


def form(**changes: Any) -> ImportForm:
    """The same, read."""
    return ImportForm.model_validate(row(**changes))


def csv_lines(*lines: str) -> list[bytes]:
    """A CSV file."""
    return [f"{line}\n".encode() for line in lines]


def test_csv_and_json_lines_read_the_same() -> None:
    flat = row(applicant={"name": "Тест"}, kind="message", language="kk", text="мәтін")
    del flat["region"]
    (from_json,) = read_rows([orjson.dumps(flat)], "jsonl")
    (from_csv,) = read_rows(csv_lines(HEADER, ROW), "csv")
    assert (from_csv.found, from_csv.line) == (from_json.found, 2)


def test_semicolons_and_a_byte_order_mark_are_understood() -> None:
    lines = csv_lines("\ufeff" + HEADER.replace(",", ";"), ROW.replace(",", ";"))
    assert [type(one.found) for one in read_rows(lines, "csv")] == [ImportForm]


def test_a_text_over_several_lines_is_one_row() -> None:
    lines = csv_lines(HEADER, ROW.replace("мәтін", '"бір'), 'екі"' + ROW.partition("мәтін")[2], ROW)
    assert [one.line for one in read_rows(lines, "csv")] == [3, 4]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (ROW + ",extra", ("line", FaultCode.UNKNOWN_FIELD)),
        (ROW.replace("+05:00", ""), ("received_at", FaultCode.NO_TIME_ZONE)),
        (ROW.replace("Тест", ""), ("applicant.name", FaultCode.MISSING)),
    ],
)
def test_a_bad_row_is_told_by_line_and_field(line: str, fault: tuple[str, FaultCode]) -> None:
    first, second = read_rows(csv_lines(HEADER, line, ROW), "csv")
    assert isinstance(first.found, tuple)
    assert (first.line, [(one.field, one.code) for one in first.found]) == (2, [fault])
    assert isinstance(second.found, ImportForm)


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    (found,) = read_rows([f"{HEADER}\n".encode(), ROW.encode("cp1251", "replace")], "csv")
    assert isinstance(found.found, tuple)
    assert found.found[0].code is FaultCode.NOT_TEXT_FILE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"received_at": "2026-12-20T10:00:00+05:00"}, [("received_at", FaultCode.IN_FUTURE)]),
        (
            {"agency": "mot"},
            [("outcome", FaultCode.CLOSURE_INCOMPLETE), ("closed_at", FaultCode.CLOSURE_INCOMPLETE)],
        ),
        (
            {"agency": "mot", "outcome": "explained", "closed_at": "2026-11-21T10:00:00+05:00"},
            [("outcome", FaultCode.OUTCOME_NOT_OF_KIND)],
        ),
        (
            {"agency": "mot", "outcome": "favourable_act", "closed_at": "2026-11-19T10:00:00+05:00"},
            [("closed_at", FaultCode.CLOSED_TOO_EARLY)],
        ),
        (
            {"agency": "nobody", "outcome": "favourable_act", "closed_at": "2026-11-21T10:00:00+05:00"},
            [("agency", FaultCode.UNKNOWN_AGENCY)],
        ),
        ({"received_at": "2021-06-01T10:00:00+05:00"}, [("received_at", FaultCode.BEFORE_THE_CODE)]),
        ({"received_at": "2021-06-01T10:00:00+05:00", "historical": True}, []),
    ],
)
def test_a_row_is_checked_beyond_its_shape(changes: dict[str, Any], expected: list[tuple[str, FaultCode]]) -> None:
    assert [(fault.field, fault.code) for fault in check_row(form(**changes), DESK, NOON)] == expected


def test_a_closed_appeal_keeps_its_end_in_utc() -> None:
    closed = form(agency="mot", outcome="favourable_act", closed_at="2026-11-21T10:00:00+05:00", historical=True)
    past = past_of(closed)
    assert (past.historical, past.agency) == (True, "mot")
    assert isinstance(past.closure, Closure)
    assert (past.closure.outcome, past.closure.closed_at.isoformat()) == (
        Outcome.FAVOURABLE_ACT,
        "2026-11-21T05:00:00+00:00",
    )


def test_the_same_row_of_the_same_source_is_the_same_appeal() -> None:
    first = appeal_id_of(form(), "a.csv")
    assert first == appeal_id_of(form(), "a.csv")
    assert len({first, appeal_id_of(form(), "b.csv"), appeal_id_of(form(text="другой"), "a.csv")}) == 3


def test_a_row_key_identifies_a_row_whose_content_was_mended() -> None:
    assert appeal_id_of(form(row_key="7"), "a.csv") == appeal_id_of(form(row_key="7", text="другой"), "a.csv")
