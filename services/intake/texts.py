"""Sentences of the timeline in Kazakh, Russian and English. Data: no sentence is made anywhere else."""

from typing import Literal, NamedTuple

from shared.contracts.vocabulary import NoticeKind

Tongue = Literal["kk", "ru", "en"]
TONGUES: tuple[Tongue, ...] = ("kk", "ru", "en")


class Words(NamedTuple):
    """In three languages; `{agency}`, `{to_agency}`, `{until}`, `{outcome}`, `{child}` and `{prior}` are filled in."""

    kk: str
    ru: str
    en: str

    def said(self, tongue: Tongue, **values: str) -> str:
        """The words in one language, filled in."""
        chosen: str = getattr(self, tongue)
        return chosen.format(**values)


FACTS = {
    "appeal.registered": Words(
        "Жолданымыңыз тіркелді.",
        "Ваше обращение зарегистрировано.",
        "Your appeal was registered.",
    ),
    "appeal.assigned": Words(
        "Жолданымды қарайтын орган: {agency}.",
        "Обращение рассматривает: {agency}.",
        "The appeal is considered by: {agency}.",
    ),
    "appeal.triaged": Words(
        "Құзыретті органды «Нәтиже» орталығының маманы анықтап жатыр.",
        "Компетентный орган определяет специалист центра «Нәтиже».",
        "A specialist of the Nätije centre is finding the competent body.",
    ),
    "appeal.accepted": Words(
        "Орган жолданымды жұмысқа қабылдады: {agency}.",
        "Обращение принято в работу: {agency}.",
        "The appeal was taken into work: {agency}.",
    ),
    "appeal.redirected": Words(
        "Жолданым құзыреті бойынша қайта жіберілді: {agency} → {to_agency} (65-бап).",
        "Обращение перенаправлено по компетенции: {agency} → {to_agency} (статья 65).",
        "The appeal was redirected to the competent body: {agency} → {to_agency} (Art. 65).",
    ),
    "appeal.redirected_in_part": Words(
        "Жолданымның бір бөлігі құзыреті бойынша {to_agency} органына жіберілді, қалғанын {agency} қарайды (65-бап).",
        "Часть обращения направлена по компетенции в {to_agency}, остальное рассматривает {agency} (статья 65).",
        "Part of the appeal went to the competent body {to_agency}; {agency} considers the rest (Art. 65).",
    ),
    "appeal.defect_noticed": Words(
        "Жолданым талаптарға сәйкес емес: {until} дейін сәйкес келтіріңіз (64-баптың 6-бөлігі).",
        "Обращение не соответствует требованиям: приведите его в соответствие до {until} (часть 6 статьи 64).",
        "The appeal does not meet the requirements: please mend it by {until} (Art. 64(6)).",
    ),
    "appeal.defect_repaired": Words(
        "Жолданым талаптарға сәйкес келтірілді (64-баптың 6-бөлігі).",
        "Обращение приведено в соответствие с требованиями (часть 6 статьи 64).",
        "The appeal now meets the requirements (Art. 64(6)).",
    ),
    "appeal.passed_up": Words(
        "Шағым оны қарайтын органға жіберілді: {agency} → {to_agency} (91-баптың 4-бөлігі).",
        "Жалоба передана органу, рассматривающему жалобу: {agency} → {to_agency} (часть 4 статьи 91).",
        "The complaint was passed to the body that considers it: {agency} → {to_agency} (Art. 91(4)).",
    ),
    "appeal.reclassified": Words(
        "Жолданымның түрі өзгертілді, мерзім жаңа түрі бойынша есептеледі.",
        "Вид обращения изменён, срок считается по новому виду.",
        "The kind of the appeal was changed; the term follows the new kind.",
    ),
    "appeal.hearing_held": Words(
        "Тыңдау өткізілді (73-бап).",
        "Заслушивание проведено (статья 73).",
        "The hearing was held (Art. 73).",
    ),
    "appeal.protocol_filed": Words(
        "Тыңдау хаттамасы жасалды (74-бап). Оған ескертулер беруге болады.",
        "Протокол заслушивания составлен (статья 74). К нему можно подать замечания.",
        "The protocol of the hearing was made (Art. 74). You may remark on it.",
    ),
    "appeal.executed": Words(
        "Шешім орындалды (86-бап).",
        "Решение исполнено (статья 86).",
        "The decision was executed (Art. 86).",
    ),
    "appeal.ping_pong": Words(
        "Жолданым бірнеше рет қайта жіберілді, оны республикалық «Нәтиже» орталығы бақылауға алды.",
        "Обращение перенаправлялось несколько раз, его взял на контроль республиканский центр «Нәтиже».",
        "The appeal was redirected several times; the republic's Nätije centre watches it now.",
    ),
    "appeal.prolonged": Words(
        "Қарау мерзімі {until} дейін ұзартылды (76-баптың 3-бөлігі).",
        "Срок рассмотрения продлён до {until} (часть 3 статьи 76).",
        "The term was prolonged until {until} (Art. 76(3)).",
    ),
    "appeal.deadlines_changed": Words(
        "Жұмыс күндерінің кестесі өзгерді, мерзім қайта есептелді (76-баптың 5-бөлігі).",
        "Изменилась таблица рабочих дней, срок пересчитан (часть 5 статьи 76).",
        "The table of working days changed; the term was computed anew (Art. 76(5)).",
    ),
    "appeal.clocks_changed": Words(
        "Жұмыс күндерінің кестесі өзгерді, қосымша мерзімдер қайта есептелді (76-баптың 5-бөлігі).",
        "Изменилась таблица рабочих дней, сопутствующие сроки пересчитаны (часть 5 статьи 76).",
        "The table of working days changed; terms beside that of the answer were computed anew (Art. 76(5)).",
    ),
    "appeal.hearing_noticed": Words(
        "Тыңдау {until} күніне белгіленді (73-бап).",
        "Заслушивание назначено на {until} (статья 73).",
        "The hearing is set for {until} (Art. 73).",
    ),
    "appeal.answered": Words(
        "Жауап берілді: {outcome}.",
        "Дан ответ: {outcome}.",
        "An answer was given: {outcome}.",
    ),
    "appeal.returned": Words(
        "Жолданым қараусыз қайтарылды (64-баптың 7-бөлігі). Оны қайта беруге болады.",
        "Обращение возвращено без рассмотрения (часть 7 статьи 64). Его можно подать снова.",
        "The appeal was returned without consideration (Art. 64(7)). You may file it again.",
    ),
    "appeal.terminated": Words(
        "Қарау тоқтатылды.",
        "Рассмотрение прекращено.",
        "The consideration was terminated.",
    ),
    "appeal.withdrawn": Words(
        "Жолданым сіздің өтінішіңіз бойынша кері қайтарып алынды (64-баптың 9-бөлігі).",
        "Обращение отозвано по вашему заявлению (часть 9 статьи 64).",
        "The appeal was withdrawn at your request (Art. 64(9)).",
    ),
    "appeal.recusal_moved": Words(
        "Лауазымды адамға қарсылық білдірдіңіз, орган оны үш жұмыс күнінде шешеді (67-бап).",
        "Вы заявили отвод должностному лицу, орган решит о нём за три рабочих дня (статья 67).",
        "You moved to recuse the official; the body decides in three working days (Art. 67).",
    ),
    "appeal.recusal_decided": Words(
        "Қарсылық бойынша шешім қабылданды (67-бап).",
        "По отводу принято решение (статья 67).",
        "The motion to recuse was decided (Art. 67).",
    ),
    "appeal.attached": Words(
        "Жолданым бұрынғы {prior} жолданымына жауапсыз қоса тіркелді (64-баптың 8-бөлігі).",
        "Обращение приобщено к прежнему {prior} без ответа (часть 8 статьи 64).",
        "The appeal was attached to the earlier {prior} without an answer (Art. 64(8)).",
    ),
}
"""By type of lifecycle fact."""

OTHER_FACT = Words("Жолданым бойынша жаңа әрекет.", "Новое действие по обращению.", "A new step in the appeal.")

NOTICES = {
    NoticeKind.REDIRECTED: Words(
        "Хабарлама: жолданым {to_agency} органына жіберілді.",
        "Уведомление: обращение направлено в {to_agency}.",
        "Notice: the appeal was sent to {to_agency}.",
    ),
    NoticeKind.PROLONGED: Words(
        "Хабарлама: мерзім {until} дейін ұзартылды.",
        "Уведомление: срок продлён до {until}.",
        "Notice: the term was prolonged until {until}.",
    ),
    NoticeKind.RETURNED: Words(
        "Хабарлама: жолданым қайтарылды, себебі төменде.",
        "Уведомление: обращение возвращено, причина ниже.",
        "Notice: the appeal was returned; the reason is below.",
    ),
    NoticeKind.TERMINATED: Words(
        "Хабарлама: қарау тоқтатылды, себебі төменде.",
        "Уведомление: рассмотрение прекращено, причина ниже.",
        "Notice: the consideration was terminated; the reason is below.",
    ),
    NoticeKind.HEARING: Words(
        "Хабарлама: сіз {until} күнгі тыңдауға шақырылдыңыз.",
        "Уведомление: вас приглашают на заслушивание {until}.",
        "Notice: you are invited to a hearing on {until}.",
    ),
    NoticeKind.ANSWERED: Words(
        "Органның жауабы: {agency}.",
        "Ответ органа: {agency}.",
        "The body's reply: {agency}.",
    ),
    NoticeKind.REDIRECTED_IN_PART: Words(
        "Хабарлама: талаптың бір бөлігі {to_agency} органына жіберілді, оның нөмірі: {child}.",
        "Уведомление: отдельное требование направлено в {to_agency}, его номер: {child}.",
        "Notice: a demand was sent to {to_agency}; its number is {child}.",
    ),
    NoticeKind.DEFECT: Words(
        "Хабарлама: {until} дейін не түзету керегі төменде жазылған.",
        "Уведомление: ниже указано, что исправить до {until}.",
        "Notice: what to mend by {until} is said below.",
    ),
    NoticeKind.REPAIR_REFUSED: Words(
        "Толықтыру қабылданбады: түзетуге жататын кемшілік жоқ (64-баптың 6-бөлігі).",
        "Дополнение не принято: нет недостатка, который нужно устранить (часть 6 статьи 64).",
        "The addition was not taken: there is no defect to mend (Art. 64(6)).",
    ),
    NoticeKind.PASSED_UP: Words(
        "Хабарлама: шағым {to_agency} органына жіберілді.",
        "Уведомление: жалоба передана в {to_agency}.",
        "Notice: the complaint was passed to {to_agency}.",
    ),
    NoticeKind.RECLASSIFIED: Words(
        "Хабарлама: жолданымның түрі өзгертілді, себебі төменде.",
        "Уведомление: вид обращения изменён, причина ниже.",
        "Notice: the kind of the appeal was changed; the reason is below.",
    ),
    NoticeKind.RECUSAL_GRANTED: Words(
        "Хабарлама: қарсылық қанағаттандырылды, жолданымды басқа лауазымды адам қарайды.",
        "Уведомление: отвод удовлетворён, обращение рассмотрит другое должностное лицо.",
        "Notice: the official was recused; another one considers the appeal.",
    ),
    NoticeKind.RECUSAL_DENIED: Words(
        "Хабарлама: қарсылық қабылданбады, себебі төменде.",
        "Уведомление: в отводе отказано, причина ниже.",
        "Notice: the motion to recuse was denied; the reason is below.",
    ),
    NoticeKind.RECUSAL_REFUSED: Words(
        "Қарсылық қаралмайды: жолданымды қазір ешкім қарап жатқан жоқ немесе бұрынғы қарсылық шешілмеген (67-бап).",
        "Отвод не принят: обращение сейчас никто не рассматривает или прежний отвод ещё не решён (статья 67).",
        "The motion was not taken: nobody considers the appeal now, or a former motion waits (Art. 67).",
    ),
    NoticeKind.ATTACHED: Words(
        "Хабарлама: жолданым {prior} жолданымына қоса тіркелді, оған жауап берілмейді.",
        "Уведомление: обращение приобщено к {prior}, ответа на него не будет.",
        "Notice: the appeal was attached to {prior}; it gets no answer.",
    ),
    NoticeKind.COURT_ROUTE: Words(
        "Сот актілерін мемлекеттік органдар қайта қарамайды (3-баптың 2-бөлігі): оларға іс жүргізу заңында белгіленген "
        "тәртіп пен мерзімде жоғары тұрған сотқа шағым беріледі. Органның шешімі, егер жоғары тұрған орган болмаса "
        "немесе сотқа дейінгі шағым қаралып қойса, сотта дауланады (91-баптың 5, 6-бөліктері).",
        "Судебные акты государственные органы не пересматривают (часть 2 статьи 3): их обжалуют в вышестоящий суд "
        "в порядке и сроки процессуального закона. Решение органа оспаривают в суде после досудебной жалобы "
        "или сразу, если вышестоящего органа нет (части 5 и 6 статьи 91).",
        "State bodies do not review judicial acts (Art. 3(2)): contest them in the higher court, in the way and term "
        "of procedural law. A body's decision goes to court after the pre-trial complaint, or at once where there is "
        "no higher body (Art. 91(5)-(6)).",
    ),
    NoticeKind.WITHDRAWAL_REFUSED: Words(
        "Жолданымды кері қайтарып алу мүмкін болмады: шешім бұрын қабылданған (64-баптың 9-бөлігі).",
        "Отозвать обращение не удалось: решение уже принято (часть 9 статьи 64).",
        "The appeal could not be withdrawn: the decision had been taken before (Art. 64(9)).",
    ),
}
