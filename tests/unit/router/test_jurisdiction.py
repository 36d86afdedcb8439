"""The right body for a text, and the reasons."""

import pytest

from services.router.competence_table import load_competences
from services.router.rules.jurisdiction import (
    Assigned,
    CourtAdvice,
    Decision,
    Question,
    Unroutable,
    assign,
)
from shared.contracts.vocabulary import Kind

TEXTS = [
    ("Во дворе не вывозят мусор, просим установить контейнер", "KZ-55", "akimat-55"),
    ("Көшемізде жол жөндеу керек, шұңқыр көп", "KZ-31", "akimat-31"),
    ("Участковый не реагирует на кражу, прошу полицию принять меры", "KZ-75", "mia"),
    ("Зейнетақым дұрыс есептелмеген, жәрдемақы тағайындауды сұраймын", "KZ-61", "mlsp"),
    ("Налоговая начислила налог дважды", "KZ-71", "mof"),
    ("Банк отказал в реструктуризации, кредит просрочен", None, "ardfm"),
    ("ЭЦП алу үшін ЦОН-ға бардым, егов ашылмайды", "KZ-10", "maid"),
    ("Ауызсу жок, кубыр тозган, коше шан", "KZ-19", "akimat-19"),
    ("Не работает водопрвод, канализацыя течёт", "KZ-15", "akimat-15"),
    ("Прошу жөндеу жүргізу: жол разбит, яма көп", "KZ-62", "akimat-62"),
]


def ask(text: str, region: str | None, kind: Kind = Kind.APPLICATION, addressee: str | None = None) -> Decision:
    return assign(Question(text, kind, region, None, addressee), load_competences())


@pytest.mark.parametrize(("text", "region", "agency"), TEXTS)
def test_a_subject_is_recognised_in_russian_kazakh_mixed_and_misspelt(text: str, region: str, agency: str) -> None:
    decision = ask(text, region)
    assert isinstance(decision, Assigned)
    assert decision.agency == agency
    assert decision.evidence
    assert 0 < decision.confidence <= 1


def test_the_region_is_found_in_the_text_when_the_field_is_empty() -> None:
    decision = ask("В Павлодаре на нашей улице яма и разбита дорога", None)
    assert isinstance(decision, Assigned)
    assert decision.agency == "akimat-55"


def test_the_region_is_found_in_the_place_before_the_text() -> None:
    question = Question("Яма на дороге. Пишу из Павлодара", Kind.APPLICATION, None, "г. Костанай", None)
    decision = assign(question, load_competences())
    assert isinstance(decision, Assigned)
    assert decision.agency == "akimat-39"


def test_a_local_subject_without_a_region_goes_to_a_person_with_the_ministry_proposed() -> None:
    decision = ask("Нет мест в детском саду, очередь в садик не движется", None)
    assert isinstance(decision, Unroutable)
    assert (decision.reason, decision.category, decision.proposals[0]) == ("region_unknown", "schools", "moe")


def test_a_local_subject_that_no_ministry_has_is_left_without_a_proposal_of_its_own() -> None:
    decision = ask("Яма на дороге, нужен асфальт", None)
    assert isinstance(decision, Unroutable)
    assert (decision.reason, decision.proposals) == ("region_unknown", ())


def test_a_judicial_act_is_explained_and_not_routed() -> None:
    for text in ("Не согласен с решением суда, судья не принял доказательства", "Сот үкімі әділетсіз, судья тыңдамады"):
        decision = ask(text, "KZ-75")
        assert isinstance(decision, CourtAdvice)
        assert decision.category == "court"


def test_a_complaint_goes_through_the_body_complained_of_under_article_91() -> None:
    decision = ask("Жалоба на бездействие", "KZ-75", Kind.COMPLAINT, "akimat-75")
    assert isinstance(decision, Assigned)
    assert (decision.agency, decision.rule) == ("akimat-75", "complaint_through_body")


def test_the_applicants_choice_of_a_body_decides_between_two_alike() -> None:
    text = "Врач поликлиники не выписывает бесплатные лекарства"
    chosen = [ask(text, "KZ-75", addressee=body) for body in ("akimat-75", "moh")]
    assert [one.agency for one in chosen if isinstance(one, Assigned)] == ["akimat-75", "moh"]


def test_an_addressee_stands_where_nothing_is_recognised() -> None:
    decision = ask("Добрый день", "KZ-75", addressee="moh")
    assert isinstance(decision, Assigned)
    assert (decision.agency, decision.rule) == ("moh", "addressee")


@pytest.mark.parametrize("text", ["", "   ", "ыаоыва цукцук", "123 456", "...!!!", "asdf qwer"])
def test_nonsense_is_left_to_a_person(text: str) -> None:
    decision = ask(text, "KZ-75")
    assert isinstance(decision, Unroutable)
    assert decision.reason == "no_subject_found"


def test_a_told_crime_gives_the_lead_to_the_bodies_that_act_on_crimes_under_article_64() -> None:
    decision = ask("Мектепте оқушының телефонын ұрлап кетті, мұғалімдер білмейді", "KZ-75")
    assert isinstance(decision, Assigned)
    assert (decision.agency, decision.rule) == ("mia", "crime")
