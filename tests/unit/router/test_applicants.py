"""An applicant is known again by a keyed hash that tells nobody who it is."""

import pytest

from services.router.rules.applicants import applicant_hash
from shared.contracts.submissions import Applicant

KEY = b"key of the tests, no secret"
IIN = "900101000017"
NAME = "Примеров Пример Примерович"


def test_the_hash_holds_neither_the_number_nor_the_name_and_depends_on_the_key() -> None:
    person = Applicant(name=NAME, iin_bin=IIN)
    hashed = applicant_hash(person, KEY)
    assert hashed is not None
    assert len(hashed) == 24
    assert IIN not in hashed
    assert hashed != applicant_hash(person, b"another key of the same length")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Applicant(name=NAME, iin_bin=IIN), Applicant(name="ПРИМЕРОВ П.", iin_bin=f" {IIN[:6]} {IIN[6:]}", phone="1")),
        (
            Applicant(name=NAME, phone="+7 700 000-00-01"),
            Applicant(name="Пример Примерович ПРИМЕРОВ", phone="87000000001"),
        ),
        (Applicant(name=NAME, email="Person@Example.org"), Applicant(name=NAME, email=" person@example.org")),
        (Applicant(name=NAME, address="Алматы, ул. Первая, 1"), Applicant(name=NAME, address="ул Первая 1 Алматы")),
    ],
)
def test_one_person_written_otherwise_is_the_same(one: Applicant, other: Applicant) -> None:
    assert applicant_hash(one, KEY) == applicant_hash(other, KEY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Applicant(name=NAME, iin_bin=IIN), Applicant(name=NAME, iin_bin="900101000018")),
        (Applicant(name=NAME, phone="87000000001"), Applicant(name="Другой Человек", phone="87000000001")),
        (Applicant(name=NAME, phone="87000000001"), Applicant(name=NAME, phone="87000000002")),
    ],
)
def test_two_people_are_two(one: Applicant, other: Applicant) -> None:
    assert applicant_hash(one, KEY) != applicant_hash(other, KEY)


def test_a_name_alone_is_nobody_because_many_bear_it() -> None:
    assert applicant_hash(Applicant(name=NAME), KEY) is None
