"""Plausibility of an IIN (person) or BIN (organisation). It finds typing errors; it never identifies anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

LENGTH = 12
MODULUS = 11
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
NEVER_ISSUED = 10
CENTURIES = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}
NO_CENTURY = 0
FIRST_BIN_TYPE, LAST_BIN_TYPE = (
    4,
    6,
)  # digit 5: resident, non-resident, joint entrepreneurship; in an IIN it is at most 3
LAST_BIN_FORM = 3  # digit 6: head, branch, representative office, farm


class Verdict(StrEnum):
    """What to do with the number: take it, take it with a warning, or ask again."""

    VALID = "valid"
    WARNING = "warning"
    INVALID = "invalid"


class Problem(StrEnum):
    """What is wrong with the number."""

    NOT_TWELVE_DIGITS = "not_twelve_digits"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_FORM = "unknown_form"
    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_CENTURY = "no_such_century"
    CENTURY_NOT_STATED = "century_not_stated"
    NEVER_ISSUED = "never_issued"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """Result of a check. It does not repeat the number, so it may be logged."""

    verdict: Verdict
    kind: Literal["iin", "bin"] | None
    """What digit 5 says the number is; None when it cannot be told."""
    problem: Problem | None = None


def check_iin_bin(value: str) -> IdentityCheck:
    """Check an IIN or BIN: length, date, type digits and check digit (Law on national registers of such numbers).

    IIN: YYMMDD, digit of century and sex, 4 serial digits, check digit; century digit 0 is accepted with a warning.
    BIN: YYMM, type 4-6, form 0-3, 5 serial digits, check digit. Both are optional by law (Art. 63(2)): whether a value
    is needed at all is not decided here.
    """
    if len(value) != LENGTH or not (value.isascii() and value.isdigit()):
        return IdentityCheck(Verdict.INVALID, None, Problem.NOT_TWELVE_DIGITS)
    digits = [int(character) for character in value]
    if digits[4] > LAST_BIN_TYPE:
        return IdentityCheck(Verdict.INVALID, None, Problem.UNKNOWN_TYPE)
    kind: Literal["iin", "bin"] = "bin" if digits[4] >= FIRST_BIN_TYPE else "iin"
    problem = (_bin_problem(digits) if kind == "bin" else _iin_problem(digits)) or _check_digit_problem(digits)
    if problem is not None:
        return IdentityCheck(Verdict.INVALID, kind, problem)
    if kind == "iin" and digits[6] == NO_CENTURY:
        return IdentityCheck(Verdict.WARNING, kind, Problem.CENTURY_NOT_STATED)
    return IdentityCheck(Verdict.VALID, kind)


def _iin_problem(digits: Sequence[int]) -> Problem | None:
    if digits[6] == NO_CENTURY:
        candidates = sorted(set(CENTURIES.values()))
    elif digits[6] in CENTURIES:
        candidates = [CENTURIES[digits[6]]]
    else:
        return Problem.NO_SUCH_CENTURY
    year, month, day = (10 * digits[index] + digits[index + 1] for index in (0, 2, 4))
    if not any(_exists(century + year, month, day) for century in candidates):
        return Problem.NO_SUCH_DATE
    return None


def _bin_problem(digits: Sequence[int]) -> Problem | None:
    if not 1 <= 10 * digits[2] + digits[3] <= 12:
        return Problem.NO_SUCH_DATE
    return Problem.UNKNOWN_FORM if digits[5] > LAST_BIN_FORM else None


def _check_digit_problem(digits: Sequence[int]) -> Problem | None:
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        control = sum(digit * weight for digit, weight in zip(digits[:-1], weights, strict=True)) % MODULUS
        if control != NEVER_ISSUED:
            return None if control == digits[-1] else Problem.WRONG_CHECK_DIGIT
    return Problem.NEVER_ISSUED


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
