"""Words of problems and faults in Kazakh, Russian and English. They say what to mend and quote no content."""

from enum import StrEnum

from services.intake.form import FaultCode
from services.intake.texts import Words


class ProblemKind(StrEnum):
    """Kinds of problem; the last part of the problem's `type`."""

    INVALID_FORM = "invalid-form"
    NOT_JSON = "not-json"
    WRONG_MEDIA_TYPE = "wrong-media-type"
    TOO_LARGE = "too-large"
    KEY_REUSED = "key-reused"
    BAD_KEY = "bad-idempotency-key"
    UNKNOWN_NUMBER = "unknown-number"
    WRONG_SECRET = "wrong-secret"  # noqa: S105  # a name, not a secret
    ALREADY_CLOSED = "already-closed"
    CLOSED_TO_REPAIR = "closed-to-repair"
    NOTHING_TO_REPAIR = "nothing-to-repair"
    CLOSED_TO_JOINING = "closed-to-joining"
    NO_FILE = "no-file"
    NOTHING_TO_CORRECT = "nothing-to-correct"
    NOBODY_TO_RECUSE = "nobody-to-recuse"
    NOT_FOUND = "not-found"
    WRONG_METHOD = "wrong-method"
    TOO_MANY = "too-many-requests"
    TOO_SLOW = "too-slow"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
    OTHER = "other"


TITLES = {
    ProblemKind.INVALID_FORM: Words("Нысанда қателер бар", "В форме есть ошибки", "The form has faults"),
    ProblemKind.NOT_JSON: Words("Бұл JSON емес", "Это не JSON", "This is not JSON"),
    ProblemKind.WRONG_MEDIA_TYPE: Words("Деректер түрі сәйкес емес", "Не тот тип данных", "Wrong media type"),
    ProblemKind.TOO_LARGE: Words("Тым үлкен", "Слишком большой объём", "Too large"),
    ProblemKind.KEY_REUSED: Words("Кілт бұрын қолданылған", "Ключ уже использован", "The key was used before"),
    ProblemKind.BAD_KEY: Words("Кілт жарамсыз", "Ключ не годится", "The key is not usable"),
    ProblemKind.UNKNOWN_NUMBER: Words("Мұндай нөмір жоқ", "Такого номера нет", "No such number"),
    ProblemKind.WRONG_SECRET: Words("Құпия код сәйкес емес", "Секрет не подходит", "The secret does not fit"),
    ProblemKind.ALREADY_CLOSED: Words("Қарау аяқталған", "Рассмотрение завершено", "The consideration has ended"),
    ProblemKind.CLOSED_TO_REPAIR: Words("Қарау аяқталған", "Рассмотрение завершено", "The consideration has ended"),
    ProblemKind.NOTHING_TO_REPAIR: Words("Түзететін ештеңе жоқ", "Исправлять нечего", "There is nothing to repair"),
    ProblemKind.CLOSED_TO_JOINING: Words("Қарау аяқталған", "Рассмотрение завершено", "The consideration has ended"),
    ProblemKind.NO_FILE: Words("Танысатын іс жоқ", "Нет дела для ознакомления", "There is no file to see"),
    ProblemKind.NOTHING_TO_CORRECT: Words("Түзететін жауап жоқ", "Нет ответа", "There is no reply to correct"),
    ProblemKind.NOBODY_TO_RECUSE: Words(
        "Қарсылық білдіретін ешкім жоқ", "Отводить некого", "There is nobody to recuse"
    ),
    ProblemKind.NOT_FOUND: Words("Табылмады", "Не найдено", "Not found"),
    ProblemKind.WRONG_METHOD: Words("Бұл әдіс қолданылмайды", "Этот метод не применяется", "Method not allowed"),
    ProblemKind.TOO_MANY: Words("Сұрау тым көп", "Слишком много запросов", "Too many requests"),
    ProblemKind.TOO_SLOW: Words("Сұрау тым баяу келеді", "Запрос идёт слишком долго", "The request comes too slowly"),
    ProblemKind.UNAVAILABLE: Words(
        "Қызмет уақытша қолжетімсіз", "Служба временно недоступна", "Temporarily unavailable"
    ),
    ProblemKind.INTERNAL: Words("Ішкі қате", "Внутренняя ошибка", "Internal error"),
    ProblemKind.OTHER: Words("Сұрау қабылданбады", "Запрос не принят", "The request was not accepted"),
}

DETAILS = {
    ProblemKind.INVALID_FORM: Words(
        "Төмендегі өрістерді түзетіп, қайта жіберіңіз.",
        "Исправьте поля, перечисленные ниже, и отправьте снова.",
        "Mend the fields listed below and send again.",
    ),
    ProblemKind.NOT_JSON: Words(
        "Сұраудың денесі UTF-8 кодтауындағы JSON нысаны болуы керек.",
        "Тело запроса должно быть объектом JSON в кодировке UTF-8.",
        "The body must be a JSON object in UTF-8.",
    ),
    ProblemKind.WRONG_MEDIA_TYPE: Words(
        "Content-Type: application/json жіберіңіз.",
        "Отправьте с Content-Type: application/json.",
        "Send with Content-Type: application/json.",
    ),
    ProblemKind.TOO_LARGE: Words("Шегі {limit} байт.", "Предел {limit} байт.", "The limit is {limit} bytes."),
    ProblemKind.KEY_REUSED: Words(
        "Осы Idempotency-Key басқа мазмұнмен келген. Жаңа жолданымға жаңа кілт алыңыз.",
        "С этим Idempotency-Key уже пришло другое содержание. Для нового обращения возьмите новый ключ.",
        "This Idempotency-Key came with another content before. Take a new key for a new appeal.",
    ),
    ProblemKind.BAD_KEY: Words(
        "Idempotency-Key 1-ден 200-ге дейінгі ASCII таңбасынан тұруы керек.",
        "Idempotency-Key должен состоять из 1–200 печатных знаков ASCII.",
        "An Idempotency-Key has 1 to 200 printable ASCII characters.",
    ),
    ProblemKind.UNKNOWN_NUMBER: Words(
        "Талондағы нөмірді тексеріңіз.", "Проверьте номер по талону.", "Check the number on the talon."
    ),
    ProblemKind.WRONG_SECRET: Words(
        "Тіркеу кезінде берілген құпия кодты X-Appeal-Secret тақырыбында жіберіңіз.",
        "Передайте секрет, выданный при регистрации, в заголовке X-Appeal-Secret.",
        "Send the secret that was given at registration in the header X-Appeal-Secret.",
    ),
    ProblemKind.ALREADY_CLOSED: Words(
        "Жолданымды шешім қабылданғанға дейін ғана кері қайтарып алуға болады (64-баптың 9-бөлігі).",
        "Отозвать обращение можно только до принятия решения (часть 9 статьи 64).",
        "An appeal may be withdrawn only before the decision (Art. 64(9)).",
    ),
    ProblemKind.CLOSED_TO_REPAIR: Words(
        "Қарау аяқталғаннан кейін жолданымды толықтыруға болмайды (64-баптың 6-бөлігі). Жаңа жолданым беріңіз.",
        "После завершения рассмотрения дополнить обращение нельзя (часть 6 статьи 64). Подайте новое обращение.",
        "After the consideration has ended an appeal cannot be completed (Art. 64(6)). File a new appeal.",
    ),
    ProblemKind.NOTHING_TO_REPAIR: Words(
        "Орган кемшілік туралы хабарламаған немесе ол түзетілген (64-баптың 6-бөлігі). Барысын қараңыз.",
        "Орган не сообщал о недостатках, или они уже устранены (часть 6 статьи 64). Посмотрите ход рассмотрения.",
        "The body named no defect, or it is repaired already (Art. 64(6)). Look at the timeline.",
    ),
    ProblemKind.CLOSED_TO_JOINING: Words(
        "Қаралып жатқан жолданымға ғана қосылуға болады (22-баптың 1-бөлігі). Жаңа жолданым беріңіз.",
        "Присоединиться можно, только пока обращение рассматривается (часть 1 статьи 22). Подайте новое обращение.",
        "Persons may join only while the appeal is considered (Art. 22(1)). File a new appeal.",
    ),
    ProblemKind.NO_FILE: Words(
        "Іс материалдары жолданымды қарап жатқан немесе оған шешім шығарған органда болады (75-бап).",
        "Материалы дела есть у органа, который рассматривает обращение или вынес по нему решение (статья 75).",
        "A body that considers the appeal, or decided on it, has its file (Art. 75).",
    ),
    ProblemKind.NOTHING_TO_CORRECT: Words(
        "Берілген жауаптағы қатені ғана түзетуге болады (82-бап).",
        "Исправить можно только описку в данном ответе (статья 82).",
        "Only misprints of a reply that was given can be corrected (Art. 82).",
    ),
    ProblemKind.NOBODY_TO_RECUSE: Words(
        "Қарсылық орган жолданымды қарап жатқанда ғана білдіріледі (67-бап).",
        "Отвод заявляют, пока орган рассматривает обращение (статья 67).",
        "A recusal is moved while a body considers the appeal (Art. 67).",
    ),
    ProblemKind.NOT_FOUND: Words(
        "Мекенжайды тексеріңіз.", "Проверьте адрес запроса.", "Check the address of the request."
    ),
    ProblemKind.WRONG_METHOD: Words(
        "Рұқсат етілген әдістер Allow тақырыбында.",
        "Допустимые методы названы в заголовке Allow.",
        "The header Allow names the methods that are.",
    ),
    ProblemKind.TOO_MANY: Words(
        "Retry-After секундтан кейін сол Idempotency-Key кілтімен қайталаңыз: жолданым жоғалмайды.",
        "Повторите через Retry-After секунд с тем же Idempotency-Key: обращение не потеряется.",
        "Try again after Retry-After seconds with the same Idempotency-Key: the appeal will not be lost.",
    ),
    ProblemKind.TOO_SLOW: Words(
        "Сұраудың денесі уақытында толық келмеді. Сол Idempotency-Key кілтімен қайталаңыз.",
        "Тело запроса не пришло целиком вовремя. Повторите с тем же Idempotency-Key.",
        "The body did not come in full in time. Try again with the same Idempotency-Key.",
    ),
    ProblemKind.UNAVAILABLE: Words(
        "Сәл кейінірек сол Idempotency-Key кілтімен қайталаңыз: жолданым екі рет тіркелмейді.",
        "Повторите чуть позже с тем же Idempotency-Key: обращение не зарегистрируется дважды.",
        "Try again a little later with the same Idempotency-Key: the appeal will not be registered twice.",
    ),
    ProblemKind.INTERNAL: Words(
        "Қате жазылды. Кейінірек қайталаңыз.", "Ошибка записана. Повторите позже.", "It was logged. Try again later."
    ),
    ProblemKind.OTHER: Words("Сұрауды тексеріңіз.", "Проверьте запрос.", "Check the request."),
}

FAULTS = {
    FaultCode.MISSING: Words("өріс міндетті", "поле обязательно", "the field is required"),
    FaultCode.UNKNOWN_FIELD: Words(
        "мұндай өріс жоқ, атауын тексеріңіз", "такого поля нет, проверьте имя", "no such field; check its name"
    ),
    FaultCode.TOO_SHORT: Words("кемінде {limit} таңба", "не короче {limit} знаков", "at least {limit} characters"),
    FaultCode.TOO_LONG: Words("көп дегенде {limit} таңба", "не длиннее {limit} знаков", "at most {limit} characters"),
    FaultCode.NOT_ALLOWED: Words("рұқсат етілгені: {limit}", "допустимо: {limit}", "allowed: {limit}"),
    FaultCode.WRONG_FORMAT: Words("пішімі дұрыс емес", "неверный формат", "wrong format"),
    FaultCode.NO_TIME_ZONE: Words(
        "уақыт белдеуі керек, мысалы +05:00", "нужен часовой пояс, например +05:00", "needs a time zone, as +05:00"
    ),
    FaultCode.OUT_OF_RANGE: Words("мәннің шегі: {limit}", "граница значения: {limit}", "the bound is {limit}"),
    FaultCode.BLANK: Words("бос болмауы керек", "не должно быть пустым", "must not be blank"),
    FaultCode.TEXT_TOO_LARGE: Words(
        "UTF-8 кодтауында көп дегенде {limit} байт", "не больше {limit} байт в UTF-8", "at most {limit} bytes of UTF-8"
    ),
    FaultCode.NOT_JSON: Words("бұл JSON емес", "это не JSON", "this is not JSON"),
    FaultCode.UNKNOWN_REGION: Words(
        "мұндай өңір жоқ; код KZ-NN түрінде", "такого региона нет; код вида KZ-NN", "no such region; a code is KZ-NN"
    ),
    FaultCode.UNKNOWN_AGENCY: Words("мұндай орган коды жоқ", "такого кода органа нет", "no state body has this code"),
    FaultCode.BAD_IIN_BIN: Words(
        "ЖСН не БСН қате: 12 цифрды тексеріңіз ({limit})",
        "ИИН или БИН с ошибкой: проверьте 12 цифр ({limit})",
        "the IIN or BIN is wrong: check its 12 digits ({limit})",
    ),
    FaultCode.IN_FUTURE: Words("болашақтағы уақыт", "время в будущем", "lies in the future"),
    FaultCode.CLOSURE_INCOMPLETE: Words(
        "agency, outcome және closed_at бірге беріледі",
        "agency, outcome и closed_at задаются вместе",
        "agency, outcome and closed_at are given together",
    ),
    FaultCode.OUTCOME_NOT_OF_KIND: Words(
        "жолданымның бұл түріне рұқсат етілгені: {limit}",
        "для этого вида обращения допустимо: {limit}",
        "for this kind of appeal allowed: {limit}",
    ),
    FaultCode.ONLY_IN_COMPLAINT: Words("тек шағымда беріледі", "только в жалобе", "only in a complaint"),
    FaultCode.CLOSED_TOO_EARLY: Words(
        "received_at уақытынан бұрын", "раньше, чем received_at", "is before received_at"
    ),
    FaultCode.BEFORE_THE_CODE: Words(
        "Кодекс күшіне енгенге дейін (01.07.2021): тек historical: true",
        "до вступления Кодекса в силу (01.07.2021): только с historical: true",
        "before the Code entered into force (01.07.2021): only with historical: true",
    ),
    FaultCode.BEYOND_CALENDAR: Words(
        "жұмыс күндерінің кестесі бұл күнді қамтымайды",
        "таблица рабочих дней не покрывает эту дату",
        "the table of working days does not cover this date",
    ),
    FaultCode.SPECIAL_NOT_OF_KIND: Words(
        "жолданымның бұл түрінің арнайы түрлері: {limit}",
        "особые виды этого вида обращения: {limit}",
        "the special kinds of this kind are: {limit}",
    ),
    FaultCode.NOT_TEXT_FILE: Words("жол UTF-8 кодтауында емес", "строка не в кодировке UTF-8", "the line is not UTF-8"),
}
