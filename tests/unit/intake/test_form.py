"""What a form may not say."""

from typing import Any

import orjson
import pytest

from services.intake.form import AppealForm, Fault, FaultCode, check, read_json
from tests.support.intake_builders import DESK, body, form


def faults(**changes: Any) -> list[tuple[str, FaultCode]]:
    """Field and rule of each fault of a form with `changes`."""
    read = read_json(AppealForm, orjson.dumps(body(**changes)))
    found = read if isinstance(read, tuple) else check(read, DESK.reference)
    return [(fault.field, fault.code) for fault in found]


def test_a_faultless_form_has_no_faults() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "petition"}, ("kind", FaultCode.NOT_ALLOWED)),
        ({"kind": None}, ("kind", FaultCode.NOT_ALLOWED)),
        ({"applicant": {}}, ("applicant.name", FaultCode.MISSING)),
        ({"applicant": {"name": "  "}}, ("applicant.name", FaultCode.BLANK)),
        ({"applicant": {"name": "x" * 301}}, ("applicant.name", FaultCode.TOO_LONG)),
        ({"applicant": {"name": "x", "iin_bin": "050707600235"}}, ("applicant.iin_bin", FaultCode.BAD_IIN_BIN)),
        ({"region": "KZ-99"}, ("region", FaultCode.UNKNOWN_REGION)),
        ({"region": "Almaty"}, ("region", FaultCode.WRONG_FORMAT)),
        ({"addressee": "nobody"}, ("addressee", FaultCode.UNKNOWN_AGENCY)),
        ({"prior_number": "123"}, ("prior_number", FaultCode.WRONG_FORMAT)),
        ({"co_applicants": -1}, ("co_applicants", FaultCode.OUT_OF_RANGE)),
        ({"text": " \n"}, ("text", FaultCode.BLANK)),
        ({"txet": "typo"}, ("txet", FaultCode.UNKNOWN_FIELD)),
    ],
)
def test_a_broken_rule_is_named_with_its_field(changes: dict[str, Any], expected: tuple[str, FaultCode]) -> None:
    assert faults(**changes) == [expected]


def test_the_limit_of_the_text_is_in_bytes() -> None:
    assert check(form(text="я" * 50_000), DESK.reference) == ()
    assert check(form(text="я" * 50_000 + "."), DESK.reference) == (Fault("text", FaultCode.TEXT_TOO_LARGE, "100000"),)


def test_a_body_that_is_not_json_says_so() -> None:
    assert read_json(AppealForm, b"{broken") == (Fault("body", FaultCode.NOT_JSON),)


def test_an_iin_without_century_is_taken() -> None:
    assert check(form(applicant={"name": "x", "iin_bin": "000229000016"}), DESK.reference) == ()
