"""The words of simulated bodies, in the language of the appeal; sample texts, not models of a good reply."""

from collections.abc import Mapping
from random import Random
from typing import Literal

from shared.contracts.agency import AppealDelivered
from shared.contracts.vocabulary import Language

Why = Literal["redirect", "prolong", "return", "terminate"]

REASONS: Mapping[Why, tuple[str, str]] = {
    "redirect": (
        "Вопрос не входит в компетенцию органа, статья 65 Административного процедурно-процессуального кодекса.",
        "Мәселе органның құзыретіне кірмейді, Әкімшілік рәсімдік-процестік кодекстің 65-бабы.",
    ),
    "prolong": (
        "Необходимо установить обстоятельства: запрошены сведения, назначен выезд, статья 76(3) Кодекса.",
        "Мән-жайды анықтау қажет: мәліметтер сұратылды, шығу тағайындалды, Кодекстің 76(3)-бабы.",
    ),
    "return": (
        "Обращение возвращается на основании статьи 64(7) Кодекса; возврат не препятствует новому обращению.",
        "Жолданым Кодекстің 64(7)-бабы негізінде қайтарылады; қайта жолдануға кедергі жоқ.",
    ),
    "terminate": (
        "Рассмотрение прекращено по основанию, названному в решении; решение можно обжаловать.",
        "Қарау шешімде көрсетілген негіз бойынша тоқтатылды; шешімге шағымдануға болады.",
    ),
}
HEARING = (
    "Направляем предварительное решение. Возражение можно представить в течение двух рабочих дней (статья 73 Кодекса).",
    "Алдын ала шешімді жолдаймыз. Қарсылықты екі жұмыс күні ішінде беруге болады (Кодекстің 73-бабы).",
)
FINDINGS = (
    (
        "Выезд по адресу {place} состоялся, факты подтвердились.",
        "Работы по адресу {place} включены в план, исполнитель назначен.",
        "Проверка по адресу {place} нарушений не выявила.",
    ),
    (
        "{place} мекенжайы бойынша тексеру жүргізілді, деректер расталды.",
        "{place} мекенжайындағы жұмыс жоспарға енгізілді, орындаушы белгіленді.",
        "{place} мекенжайы бойынша бұзушылық анықталмады.",
    ),
)
GROUND = ("Ответ дан по статье 89 Кодекса.", "Жауап Кодекстің 89-бабына сай берілді.")
RIGHTS = (
    (
        "Вышестоящего органа для жалобы нет (статья 91(5) Кодекса): ответ вы вправе обжаловать в административный суд"
        " в течение трёх месяцев."
    ),
    (
        "Шағым бойынша жоғары тұрған орган жоқ (Кодекстің 91(5)-бабы): жауапқа үш ай ішінде әкімшілік сотқа шағымдануға"
        " құқылысыз."
    ),
)
"""Above the bodies of the reference stand Government and Administration only: they take no complaints (91(3))."""
GREETING = ("По вашему обращению {number} сообщаем.", "{number} жолданымыңыз бойынша хабарлаймыз.")


def reason(why: Why, tongue: Language) -> str:
    """Why the body does not answer on the merits now."""
    return REASONS[why][_column(tongue)]


def hearing_notice(tongue: Language) -> str:
    """Tells the participant of the preliminary decision (Art. 73(1))."""
    return HEARING[_column(tongue)]


def reply(delivered: AppealDelivered, tongue: Language, rng: Random) -> str:
    """A reply with a finding, its ground, and the right, term and place to complain (Art. 80(5), 89(2))."""
    return f"{hasty_reply(delivered, tongue, rng)} {RIGHTS[_column(tongue)]}"


def hasty_reply(delivered: AppealDelivered, tongue: Language, rng: Random) -> str:
    """The same without a word on the right to complain: the router sends it back."""
    column = _column(tongue)
    place = delivered.place or ("не указан" if column == 0 else "көрсетілмеген")
    finding = rng.choice(FINDINGS[column]).format(place=place)
    return f"{GREETING[column].format(number=delivered.number)} {finding} {GROUND[column]}"


def _column(tongue: Language) -> int:
    return 1 if tongue is Language.KK else 0
