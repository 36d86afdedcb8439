"""Plausibility of personal and business numbers. All numbers here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reference import IdentityCheck, Problem, Verdict, check_iin_bin

DIGITS = st.text(alphabet="0123456789", min_size=12, max_size=12)
VALID_IIN = IdentityCheck(Verdict.VALID, "iin")
VALID_BIN = IdentityCheck(Verdict.VALID, "bin")


def refused(kind: str | None, problem: Problem) -> IdentityCheck:
    assert kind in {"iin", "bin", None}
    return IdentityCheck(Verdict.INVALID, kind, problem)  # type: ignore[arg-type] # narrowed above


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("000229500018", VALID_IIN),
        ("851231400071", VALID_IIN),
        ("050707600234", VALID_IIN),
        ("900101300811", VALID_IIN),
        ("210140000016", VALID_BIN),
        ("210741000013", VALID_BIN),
    ],
)
def test_published_examples_are_valid(value: str, expected: IdentityCheck) -> None:
    assert check_iin_bin(value) == expected


@pytest.mark.parametrize("last", range(10))
def test_a_number_that_gives_ten_twice_is_never_issued(last: int) -> None:
    assert check_iin_bin(f"90010130080{last}") == refused("iin", Problem.NEVER_ISSUED)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", refused(None, Problem.NOT_TWELVE_DIGITS)),
        ("85123140007", refused(None, Problem.NOT_TWELVE_DIGITS)),
        ("8512314000711", refused(None, Problem.NOT_TWELVE_DIGITS)),
        (" 51231400071", refused(None, Problem.NOT_TWELVE_DIGITS)),
        ("٨٥١٢٣١٤٠٠٠٧١", refused(None, Problem.NOT_TWELVE_DIGITS)),
        ("851231400072", refused("iin", Problem.WRONG_CHECK_DIGIT)),
        ("000229300018", refused("iin", Problem.NO_SUCH_DATE)),
        ("850631400071", refused("iin", Problem.NO_SUCH_DATE)),
        ("851331400071", refused("iin", Problem.NO_SUCH_DATE)),
        ("851231700071", refused("iin", Problem.NO_SUCH_CENTURY)),
        ("851271400071", refused(None, Problem.UNKNOWN_TYPE)),
        ("211340000016", refused("bin", Problem.NO_SUCH_DATE)),
        ("210040000016", refused("bin", Problem.NO_SUCH_DATE)),
        ("210144000016", refused("bin", Problem.UNKNOWN_FORM)),
        ("210140000017", refused("bin", Problem.WRONG_CHECK_DIGIT)),
    ],
)
def test_a_mistake_is_named(value: str, expected: IdentityCheck) -> None:
    assert check_iin_bin(value) == expected


def test_a_person_without_century_digit_is_accepted_with_a_warning() -> None:
    results = {check_iin_bin(f"85123100007{last}") for last in range(10)}
    accepted = IdentityCheck(Verdict.WARNING, "iin", Problem.CENTURY_NOT_STATED)
    assert results == {accepted, refused("iin", Problem.WRONG_CHECK_DIGIT)}


def test_a_leap_day_without_century_is_taken_for_the_year_that_had_one() -> None:
    assert Verdict.WARNING in {check_iin_bin(f"00022900001{last}").verdict for last in range(10)}
    assert {check_iin_bin(f"01022900001{last}").problem for last in range(10)} == {Problem.NO_SUCH_DATE}


@given(body=st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_at_most_one_check_digit_fits_a_number(body: str) -> None:
    results = [check_iin_bin(f"{body}{last}") for last in range(10)]
    fitting = [result for result in results if result.verdict is not Verdict.INVALID]
    assert len(fitting) <= 1
    if not fitting:
        assert Problem.WRONG_CHECK_DIGIT not in {result.problem for result in results}


@given(value=st.text(max_size=14) | DIGITS)
def test_any_text_gets_an_answer_that_does_not_repeat_it(value: str) -> None:
    result = check_iin_bin(value)
    assert (result.verdict is Verdict.VALID) == (result.problem is None)
    assert len(value) < 5 or value not in repr(result)
