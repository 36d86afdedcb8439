"""Sentences on joining a case (Art. 22(1)), in kk, ru and en."""

from services.intake.texts import Words
from shared.contracts.vocabulary import NoticeKind

JOINING_FACTS = {
    "appeal.joined": Words(
        "Жолданымға тағы бір мүдделі тұлға қосылды (22-баптың 1-бөлігі).",
        "К обращению присоединилось ещё одно заинтересованное лицо (часть 1 статьи 22).",
        "One more interested person joined the appeal (Art. 22(1)).",
    ),
}
"""By type of lifecycle fact."""
JOINING_NOTICES = {
    NoticeKind.JOIN_REFUSED: Words(
        "Қосылу мүмкін болмады: қарау аяқталған (22-баптың 1-бөлігі).",
        "Присоединиться не удалось: рассмотрение завершено (часть 1 статьи 22).",
        "Nobody could be joined: the consideration has ended (Art. 22(1)).",
    ),
}
