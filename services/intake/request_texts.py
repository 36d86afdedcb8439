"""Sentences on the file of the case (Art. 75) and on the correction of a reply (Art. 82), in kk, ru and en."""

from services.intake.texts import Words
from shared.contracts.vocabulary import NoticeKind

REQUEST_FACTS = {
    "appeal.file_access_requested": Words(
        "Сіз іс материалдарымен танысуды сұрадыңыз, орган оларды үш жұмыс күнінде ашады (75-баптың 1-бөлігі).",
        "Вы попросили ознакомить вас с материалами дела, орган откроет их за три рабочих дня (часть 1 статьи 75).",
        "You asked to see the file; the body opens it in three working days (Art. 75(1)).",
    ),
    "appeal.file_access_granted": Words(
        "Орган іс материалдарымен танысуға мүмкіндік берді (75-бап).",
        "Орган предоставил материалы дела для ознакомления (статья 75).",
        "The body opened the file of the case to you (Art. 75).",
    ),
    "appeal.correction_requested": Words(
        "Сіз жауаптағы қатені түзетуді сұрадыңыз, орган оны үш жұмыс күнінде шешеді (82-бап).",
        "Вы попросили исправить описку в ответе, орган решит об этом за три рабочих дня (статья 82).",
        "You asked to correct the reply; the body decides in three working days (Art. 82).",
    ),
    "appeal.correction_decided": Words(
        "Жауапты түзету туралы шешім қабылданды (82-бап).",
        "По просьбе исправить ответ принято решение (статья 82).",
        "The request to correct the reply was decided (Art. 82).",
    ),
}
"""By type of lifecycle fact."""

REQUEST_NOTICES = {
    NoticeKind.FILE_ACCESS_GRANTED: Words(
        "Хабарлама: іс материалдарымен қашан және қалай танысуға болатыны төменде жазылған.",
        "Уведомление: ниже указано, когда и как можно ознакомиться с материалами дела.",
        "Notice: when and how you can see the file is said below.",
    ),
    NoticeKind.FILE_ACCESS_REFUSED: Words(
        "Сұрау қабылданбады: жолданым қазір органда емес немесе бұрынғы сұрау әлі қаралуда (75-бап).",
        "Просьба не принята: дела сейчас нет у органа или прежняя просьба ещё рассматривается (статья 75).",
        "The request was not taken: no body has the file now, or a former request waits (Art. 75).",
    ),
    NoticeKind.CORRECTED: Words(
        "Хабарлама: органның түзетілген жауабы төменде ({agency}).",
        "Уведомление: исправленный ответ органа ниже ({agency}).",
        "Notice: the corrected reply of the body is below ({agency}).",
    ),
    NoticeKind.CORRECTION_DENIED: Words(
        "Хабарлама: жауап түзетілмейді, себебі төменде.",
        "Уведомление: ответ не будет исправлен, причина ниже.",
        "Notice: the reply will not be corrected; the reason is below.",
    ),
    NoticeKind.CORRECTION_REFUSED: Words(
        "Сұрау қабылданбады: түзететін жауап жоқ немесе бұрынғы сұрау әлі қаралуда (82-бап).",
        "Просьба не принята: нет ответа, который можно исправить, или прежняя просьба ещё рассматривается (статья 82).",
        "The request was not taken: there is no reply to correct, or a former request waits (Art. 82).",
    ),
}
