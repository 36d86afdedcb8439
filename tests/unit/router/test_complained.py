"""Where a complaint without an addressee is lodged: with the body complained of, Art. 91(4)."""

import pytest

from services.router.competence_table import load_competences
from services.router.rules.jurisdiction import Assigned, Question, Unroutable, assign
from shared.contracts.vocabulary import Kind

NAMED = [
    ("Жалуюсь на акимат: на моё обращение не ответили", "KZ-55", "akimat-55"),
    ("Әкімдіктің шешімімен келіспеймін, жер бермеді", "KZ-31", "akimat-31"),
    ("Полиция отказала в приёме заявления, обжалую отказ", "KZ-75", "mia"),
    ("Прокуратураның жауабына шағымданамын", "KZ-75", "pgo"),
    ("Налоговая отказала в пересчёте, не согласен с решением", None, "mof"),
    ("Обжалую ответ Министерства здравоохранения", None, "moh"),
    ("Денсаулық сақтау министрлігінің жауабына шағым", None, "moh"),
]


@pytest.mark.parametrize(("text", "region", "agency"), NAMED)
def test_article_91_4_a_complaint_is_lodged_with_the_body_it_names(text: str, region: str | None, agency: str) -> None:
    decision = assign(Question(text, Kind.COMPLAINT, region, None, None), load_competences())
    assert isinstance(decision, Assigned)
    assert (decision.agency, decision.rule) == (agency, "complaint_through_body_named")


def test_article_91_4_an_addressee_stands_before_a_body_named() -> None:
    question = Question("Полиция не ответила", Kind.COMPLAINT, "KZ-75", None, "pgo")
    decision = assign(question, load_competences())
    assert isinstance(decision, Assigned)
    assert (decision.agency, decision.rule) == ("pgo", "complaint_through_body")


def test_an_akimat_of_an_unknown_region_is_left_to_a_person() -> None:
    decision = assign(Question("Акимат не чинит дорогу", Kind.COMPLAINT, None, None, None), load_competences())
    assert isinstance(decision, Unroutable)


def test_an_application_that_names_a_body_in_passing_goes_by_its_matter() -> None:
    text = "Писали в прокуратуру, прокуратура молчит. На нашей улице ямы, нужен асфальт"
    decision = assign(Question(text, Kind.APPLICATION, "KZ-75", None, None), load_competences())
    assert isinstance(decision, Assigned)
    assert decision.agency == "akimat-75"
