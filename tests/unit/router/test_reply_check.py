"""A reply lacks what the Code asks for, or it does not (Art. 80, 89(2), 95, 100)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.reply_table import BadReplyTable, load_reply_rules
from services.router.rules.reply_check import Claim, check_reply
from services.router.rules.reply_text import APPEAL_INFORMATION, Appeal, Part, Reply, parts_of
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.vocabulary import ExemptionGround, Language, Outcome
from tests.support.replies import lawful_reply

RULES = load_reply_rules()
TABLE = Path("services/router/rules/reply_check.toml")
NUMBER = "ЖТ-2026-00000137"
ROWS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("replies.toml").read_text(encoding="utf-8"))[
    "replies"
]
COMPLETE = [row for row in ROWS if not row["lacks"]]
IDENTICAL = ReplyExemption(ground=ExemptionGround.IDENTICAL_ACTS, reasoned_number="ЖТ-2026-00000001")


def appeal(language: Language = Language.RU, place: str | None = None) -> Appeal:
    return Appeal(NUMBER, language, place)


def lacks(row: Mapping[str, Any], text: str | None = None, exemption: ReplyExemption | None = None) -> list[str]:
    """Parts that a reply of the table lacks; the appeal is in the language that the reply declares."""
    language = Language(row["language"])
    claim = Claim(Outcome(row["outcome"]), exemption)
    return [part.part for part in check_reply(Reply(text or row["text"], language), appeal(language), claim, RULES)]


def reply_lacks(text: str, outcome: Outcome, exemption: ReplyExemption | None = None) -> list[str]:
    return lacks({"language": "ru", "outcome": outcome}, text, exemption)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_reply_lacks_exactly_what_a_lawyer_would_miss(row: dict[str, Any]) -> None:
    assert lacks(row) == row["lacks"]


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_the_table_has_a_reply_without_each_part_in_each_language(part: Part, language: Language) -> None:
    assert any(row["lacks"] == [part] for row in ROWS if part is Part.LANGUAGE or row["language"] == language)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_a_lawful_reply_of_the_tests_passes_for_every_outcome(language: Language, outcome: Outcome) -> None:
    assert lacks({"language": language, "outcome": outcome}, lawful_reply(language)) == []


@pytest.mark.parametrize(
    ("of_appeal", "of_reply", "lawful"),
    [
        (Language.RU, Language.KK, True),
        (Language.KK, Language.RU, False),
        (Language.OTHER, Language.KK, True),
        (Language.OTHER, Language.RU, False),
        (Language.RU, Language.OTHER, False),
    ],
)
def test_article_89_2_the_body_may_choose_the_state_language_but_no_third_one(
    of_appeal: Language, of_reply: Language, lawful: bool
) -> None:
    found = parts_of(Reply(lawful_reply(of_reply), of_reply), appeal(of_appeal), RULES.reader)
    assert (Part.LANGUAGE in found) is lawful


def test_article_89_2_a_reply_in_the_third_language_of_the_appeal_is_taken_on_trust() -> None:
    english = Reply("Your message was considered, the hatch is closed.", Language.OTHER)
    claim = Claim(Outcome.EXPLAINED)
    assert check_reply(english, appeal(Language.OTHER), claim, RULES) == ()
    disguised = Reply(lawful_reply(Language.RU), Language.OTHER)
    assert [part.part for part in check_reply(disguised, appeal(Language.OTHER), claim, RULES)] == [Part.LANGUAGE]


def test_article_89_2_the_place_that_the_applicant_named_is_a_concrete_fact() -> None:
    reply = Reply("Дорожное покрытие на въезде в Талгар приведено в порядок, статья 12 Кодекса.", Language.RU)
    assert Part.FACTS in parts_of(reply, appeal(place="въезде в Талгар"), RULES.reader)
    assert Part.FACTS not in parts_of(reply, appeal(), RULES.reader)


def test_article_80_2_identical_acts_after_a_reasoned_one_need_no_reasoning_but_the_way_to_complain() -> None:
    bare = "В удовлетворении заявления отказать. Решение можно обжаловать в акимат области."
    assert reply_lacks(bare, Outcome.BURDENSOME_ACT) == ["legislation", "facts", "complaint_term"]
    assert reply_lacks(bare, Outcome.BURDENSOME_ACT, IDENTICAL) == ["complaint_term"]


def test_article_80_2_an_act_is_not_excused_by_itself_and_an_answer_not_by_an_act() -> None:
    bare = "В удовлетворении отказать. Решение можно обжаловать в акимат области в течение трех месяцев."
    own = IDENTICAL.model_copy(update={"reasoned_number": NUMBER})
    assert reply_lacks(bare, Outcome.BURDENSOME_ACT, own) == ["legislation", "facts"]
    assert reply_lacks(bare, Outcome.REFUSED, IDENTICAL) == ["legislation", "facts"]
    assert reply_lacks(bare, Outcome.LEFT_UNSATISFIED, IDENTICAL) == ["legislation", "facts"]


def test_article_80_5_only_right_term_and_body_together_are_appeal_information() -> None:
    def information(language: Language, text: str) -> bool:
        return parts_of(Reply(text, language), appeal(language), RULES.reader) >= APPEAL_INFORMATION

    assert information(Language.RU, "Решение вы вправе обжаловать в суд в течение 3 месяцев.")
    assert information(Language.KK, "Шешімге үш ай ішінде сотқа шағымдануға құқылысыз.")
    assert not information(Language.RU, "Решение вы вправе обжаловать в суд.")
    assert not information(Language.RU, "Министерство ответит за 3 месяца. Вы вправе обжаловать ответ.")


def test_each_missing_part_names_its_article_and_says_what_to_mend() -> None:
    claim = Claim(Outcome.BURDENSOME_ACT)
    missing = check_reply(Reply("Отказано.", Language.RU), appeal(), claim, RULES)
    assert [(part.part, part.article) for part in missing] == [
        (Part.LEGISLATION, "Art. 80(1)"),
        (Part.COMPLAINT_RIGHT, "Art. 80(5)"),
        (Part.COMPLAINT_TERM, "Art. 80(5)"),
        (Part.HIGHER_BODY, "Art. 80(5)"),
    ]
    assert all(part.words for part in missing)


GREETINGS = {
    "ru": ["Уважаемая Айгерим Сапаровна!", "Здравствуйте.", "Құрметті өтініш беруші!", "Добрый день,"],
    "kk": ["Құрметті Айгерім Сапарқызы!", "Сәлеметсіз бе.", "Қайырлы күн,", "Уважаемый заявитель!"],
}
SIGNATURES = {
    "ru": ["С уважением, руководитель А. Сапаров", "Исп. Ким В., тел. 8 (727) 200-00-00", "Подписано ЭЦП"],
    "kk": ["Құрметпен, басшы А. Сапаров", "Орынд. Ким В., тел. 8 (727) 200-00-00", "ЭЦҚ қойылған"],
}


@settings(max_examples=150, deadline=None)
@given(data=st.data(), row=st.sampled_from(COMPLETE), glue=st.sampled_from(["\n", "\n\n", " "]))
def test_a_greeting_or_a_signature_never_makes_a_complete_reply_incomplete(
    data: st.DataObject, row: dict[str, Any], glue: str
) -> None:
    greeting = data.draw(st.sampled_from(["", *GREETINGS[row["language"]]]))
    signature = data.draw(st.sampled_from(["", *SIGNATURES[row["language"]]]))
    assert lacks(row, glue.join((greeting, row["text"].strip(), signature))) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_the_longest_and_most_repetitive_texts_do_not_hold_up_the_router(language: Language) -> None:
    for unit in ("1", "1 ", " ", "\n", "№ ", "можете ", "Вправе обжаловать 3 дня. ", "жоғары тұрған ", "закон от 1 "):
        text = (lawful_reply(language) * 250 + unit * 100_000)[:100_000]
        assert parts_of(Reply(text, language), appeal(language), RULES.reader) >= APPEAL_INFORMATION


@given(text=st.text(max_size=400), language=st.sampled_from(list(Language)))
def test_no_text_whatever_upsets_the_reading(text: str, language: Language) -> None:
    found = parts_of(Reply(text, language), appeal(), RULES.reader)
    assert found <= set(Part)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["noted"]', '["refused"]'),
        ('["noted"]', "[]"),
        ('facts = "Art. 80(1)"', 'fact = "Art. 80(1)"'),
        ("'''\\b", "'''("),
    ],
)
def test_a_bad_table_stops_the_start(tmp_path: Path, old: str, new: str) -> None:
    bad = tmp_path / "reply_check.toml"
    bad.write_text(TABLE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadReplyTable):
        load_reply_rules(bad)
