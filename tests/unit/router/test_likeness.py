"""What counts as the same text: normalisation, fingerprint, estimate and the exact second measure."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from services.router.rules.likeness import common_stems, estimated, fingerprint
from services.router.rules.resemblance import MAYBE_SAME, NEARLY_IDENTICAL, SAME

RU = (
    "На нашей улице третью неделю не вывозят мусор. Контейнеры переполнены, запах невозможный, бродячие собаки "
    "растаскивают пакеты по двору. Управляющая компания ссылается на подрядчика, подрядчик не отвечает на звонки. "
    "Просим обязать их вывозить отходы каждый день и поставить ещё два контейнера у дома 14."
)
KK = (
    "Ауылымызда үш айдан бері ауыз су жоқ, құдықтан тасып ішеміз. Насос күйіп қалды деп айтады, бірақ жаңасын ешкім "
    "әкелмейді. Балалар мен қарттарға өте қиын болып тұр. Су құбырын жөндеп, насосты ауыстыруды сұраймыз."
)
OTHERS = (
    (
        "Прошу пересчитать мою пенсию: при назначении не учли семь лет работы на комбинате, хотя записи в трудовой "
        "книжке есть и архив выдал справку. Отделение дважды отказало без объяснения причин."
    ),
    (
        "Мектепте мұғалімдердің жалақысы екі айдан бері кешігіп жатыр. Бухгалтерия қаржы бөлінбеді дейді, ал аудандық "
        "бөлім жауап бермейді. Жалақымызды төлеуге көмектесуіңізді өтінеміз."
    ),
    (
        "Сосед построил забор на общем проезде, пожарная машина не пройдёт. Земельная инспекция приезжала весной и "
        "выдала предписание, но забор стоит до сих пор."
    ),
)


def alike(one: str, other: str) -> float:
    first, second = fingerprint(one), fingerprint(other)
    assert first is not None
    assert second is not None
    return estimated(first, second)


def shuffled(text: str) -> str:
    sentences = [sentence.strip() for sentence in text.split(".") if sentence.strip()]
    random.Random(7).shuffle(sentences)
    return ". ".join(sentences) + "."


@pytest.mark.parametrize("text", [RU, KK])
def test_case_yo_kazakh_letters_figures_and_order_of_sentences_do_not_count(text: str) -> None:
    plain = text.translate(str.maketrans("ёәғқңөұүһі", "еагкноуухи"))
    for changed in (text.upper(), plain, shuffled(text), text.replace("14", "87")):
        assert alike(text, changed) == 1.0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Здравствуйте! ", "\nС уважением, Пример Примерович, тел. 8 700 000 00 00"),
        ("Уважаемый аким области, ", " Заранее благодарю за понимание."),
        ("Добрый день. ", "\nПодпись\n12 марта 2026 года"),
    ],
)
def test_a_russian_greeting_and_a_signature_do_not_count(before: str, after: str) -> None:
    assert alike(RU, before + RU + after) == 1.0


@pytest.mark.parametrize(
    ("before", "after"),
    [("Сәлеметсіз бе! ", "\nҚұрметпен, Мысал Мысалұлы"), ("Құрметті әкім, ", "\nАлдын ала рахмет!")],
)
def test_a_kazakh_greeting_and_a_signature_do_not_count(before: str, after: str) -> None:
    assert alike(KK, before + KK + after) == 1.0


def test_a_long_letter_goes_on_after_a_polite_line_in_its_middle() -> None:
    letter = f"С уважением отношусь к вашей работе.\n{RU}\n{RU}"
    assert alike(letter, RU) >= NEARLY_IDENTICAL


@pytest.mark.parametrize("text", [RU, KK])
@pytest.mark.parametrize("other", OTHERS)
def test_a_text_on_another_matter_is_far_below_every_threshold(text: str, other: str) -> None:
    assert alike(text, other) < MAYBE_SAME
    assert common_stems(text, other) < SAME / 2


RETOLD = (
    (
        RU,
        (
            "Я уже обращался: мусор на нашей улице так и не вывозят, контейнеры переполнены, собаки растаскивают "
            "пакеты по двору. Прошу обязать подрядчика вывозить отходы каждый день и поставить контейнеры."
        ),
    ),
    (
        KK,
        (
            "Қайта жазып отырмыз. Ауылда ауыз су әлі жоқ, үш ай болды, құдықтан тасимыз. Жаңа насосты ешкім әкелмеді. "
            "Су құбырын жөндеуді және насосты ауыстыруды сұраймыз."
        ),
    ),
)


@pytest.mark.parametrize(("first", "again"), RETOLD)
def test_one_matter_in_other_words_passes_both_measures_of_a_repeat_and_not_that_of_a_campaign(
    first: str, again: str
) -> None:
    assert MAYBE_SAME <= alike(first, again) < NEARLY_IDENTICAL
    assert common_stems(first, again) >= SAME


@pytest.mark.parametrize("text", [RU, KK])
def test_a_copy_with_a_sentence_of_its_own_is_nearly_identical(text: str) -> None:
    assert alike(text, text + " Живу здесь десять лет.") >= NEARLY_IDENTICAL


@pytest.mark.parametrize("text", ["", "!!! ???", "Помогите, пожалуйста", "нет света нет света нет света", "12 34 56"])
def test_a_text_too_short_has_no_fingerprint(text: str) -> None:
    assert fingerprint(text) is None


def test_the_estimate_is_corrected_for_components_that_are_equal_by_chance() -> None:
    none, one_by_chance = "00" * 64, "00" + "01" * 63
    assert estimated(none, none) == 1.0
    assert estimated(none, "01" * 64) == 0.0
    assert estimated(none, one_by_chance) == pytest.approx((1 / 64 - 1 / 256) / (1 - 1 / 256))


def test_the_estimate_comes_near_the_true_share_of_common_words() -> None:
    words = [f"{a}{b}{c}ен" for a in "бвгдж" for b in "аеиоу" for c in "клмнр"]
    texts = [". ".join(words[start : start + 60]) for start in (0, 30)]
    assert estimated(*(fingerprint(text) or "" for text in texts)) == pytest.approx(30 / 90, abs=0.15)


KNOWN = (
    "9eb6d5fca5daff50dd6932e2df1b5f911d650c50371201d6f3d595f1ea9a0847"
    "e31b13e979d8deb120cc8417c060053b041ad63686634a1daab48de2aa4b99ed"
)


def test_the_fingerprint_of_a_text_is_the_same_for_ever() -> None:
    """Facts keep fingerprints for years: after a change here none could be compared with them any more."""
    assert fingerprint(RU) == KNOWN


def test_another_process_with_another_hash_seed_gives_the_same_fingerprint() -> None:
    script = (
        "import sys, json; from services.router.rules.likeness import fingerprint; "
        "print(json.dumps([fingerprint(t) for t in json.load(sys.stdin)]))"
    )
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-c", script],
        input=json.dumps([RU, KK]),
        cwd=Path(__file__).parents[3],
        env={"PYTHONHASHSEED": "77", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert json.loads(done.stdout) == [fingerprint(RU), fingerprint(KK)]
