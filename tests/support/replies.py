"""Texts of replies for tests that are about something else."""

from shared.contracts.vocabulary import Language

LAWFUL = {
    Language.RU: (
        "Ваше обращение рассмотрено. Выездом 12 марта 2026 года установлено, что дорога отремонтирована (статья 12"
        " Закона «Об автомобильных дорогах»). Вы вправе обжаловать ответ в течение трех месяцев в Министерство"
        " транспорта (статьи 91 и 92 Административного процедурно-процессуального кодекса)."
    ),
    Language.KK: (
        "Сіздің жолданымыңыз қаралды. 2026 жылғы 12 наурыздағы тексеруде жолдың жөнделгені анықталды («Автомобиль"
        " жолдары туралы» заңның 12-бабы). Жауапқа үш ай ішінде Көлік министрлігіне шағымдануға құқылысыз (Әкімшілік"
        " рәсімдік-процестік кодекстің 91 және 92-баптары)."
    ),
    Language.OTHER: "Your appeal was considered, the road was repaired on 12 March. You may complain in three months.",
}


def lawful_reply(language: Language = Language.RU) -> str:
    """A reply with every part that any outcome asks for (Art. 80(1), 80(5), 89(2))."""
    return LAWFUL[language]
