"""The right body for a text, and the reasons."""

from pathlib import Path

import pytest

from services.router.competence_table import BadCompetence, load_competences
from services.router.rules.jurisdiction import Assigned, Question, Unroutable, assign
from shared.contracts.vocabulary import Kind

TEXTS = [
    ("Во дворе не вывозят мусор, просим установить контейнер", "KZ-55", "akimat-55"),
    ("Көшемізде жол жөндеу керек, шұңқыр көп", "KZ-31", "akimat-31"),
    ("Участковый не реагирует на кражу, прошу полицию принять меры", "KZ-75", "mia"),
    ("Зейнетақым дұрыс есептелмеген, жәрдемақы тағайындауды сұраймын", "KZ-61", "mlsp"),
    ("Налоговая начислила налог дважды", "KZ-71", "mof"),
    ("Банк отказал в реструктуризации, кредит просрочен", None, "ardfm"),
    ("ЭЦП алу үшін ЦОН-ға бардым, егов ашылмайды", "KZ-10", "maid"),
]


def ask(text: str, region: str | None, kind: Kind = Kind.APPLICATION, addressee: str | None = None) -> object:
    return assign(Question(text, kind, region, None, addressee), load_competences())


@pytest.mark.parametrize(("text", "region", "agency"), TEXTS)
def test_a_subject_is_recognised_in_russian_and_kazakh(text: str, region: str | None, agency: str) -> None:
    decision = ask(text, region)
    assert isinstance(decision, Assigned)
    assert decision.agency == agency
    assert decision.evidence


def test_the_region_is_found_in_the_text_when_the_field_is_empty() -> None:
    decision = ask("В Павлодаре на нашей улице яма и разбита дорога", None)
    assert isinstance(decision, Assigned)
    assert decision.agency == "akimat-55"


def test_a_local_subject_without_a_region_cannot_be_assigned() -> None:
    decision = ask("Яма на дороге, нужен асфальт", None)
    assert isinstance(decision, Unroutable)
    assert decision.reason == "region_unknown"


def test_a_complaint_goes_through_the_body_complained_of() -> None:
    decision = ask("Жалоба на бездействие", "KZ-75", Kind.COMPLAINT, "akimat-75")
    assert isinstance(decision, Assigned)
    assert (decision.agency, decision.rule) == ("akimat-75", "complaint_through_body")


def test_nonsense_is_left_to_a_person() -> None:
    assert isinstance(ask("ыаоыва цукцук", "KZ-75"), Unroutable)


def test_a_bad_row_is_refused_with_its_place(tmp_path: Path) -> None:

    table = tmp_path / "bad.csv"
    table.write_text("subject,agency,without_region,scope,ru,kk\nroads,nobody,,streets,дорог*,жол*\n", encoding="utf-8")
    with pytest.raises(BadCompetence, match=r"bad\.csv line 2"):
        load_competences(table)
