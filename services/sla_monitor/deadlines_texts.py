"""Words of the `deadlines` command in Kazakh, Russian and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.contracts.vocabulary import Kind, RungName


@dataclass(frozen=True, slots=True)
class Texts:
    """Templates know the names day, time, cut_off, registered, reason, article, answer_by and due_on."""

    columns: tuple[str, str, str, str]
    """Heads of the table: day, step, article, why."""
    title: str
    kinds: Mapping[Kind, str]
    steps: Mapping[str, str]
    rungs: Mapping[RungName, str]
    same_day: str
    after_hours: str
    day_off: str
    redirect: str
    upward: str
    hearing: str
    rung: str
    deemed_refusal: str
    to_court: str
    complaint_right: str


KAZAKH = Texts(
    columns=("Күні", "Не болады", "Бап", "Неге"),
    title="{kind}, редакция {ruleset}, {registered} тіркелді",
    kinds=dict(zip(Kind, ("Өтініш", "Шағым", "Хабарлама", "Ұсыныс", "Үн қосу", "Сұрау салу"), strict=True)),
    steps={
        "registration": "тіркеу",
        "redirect": "қайта жолдау мерзімі",
        "upward": "жоғары органға беру мерзімі",
        "hearing_notice": "тыңдау туралы хабарлау мерзімі",
        "consideration": "жауап беру мерзімі",
        "deemed_refusal": "үнсіздік — бас тарту",
        "complaint_right": "шағым жасаудың соңғы күні",
    },
    rungs={
        RungName.HEARING_NOTICE_DUE: "тыңдау туралы хабарлаудың соңғы күні",
        RungName.DUE_IN_ONE_WORKING_DAY: "бір жұмыс күні қалды",
        RungName.TERM_PASSED: "жоғары органға беру мерзімі өтті",
        RungName.OVERDUE: "жауап беру мерзімі өтті",
        RungName.OVERDUE_THREE_WORKING_DAYS: "мерзім үш жұмыс күніне кешікті",
        RungName.OVERDUE_TEN_WORKING_DAYS: "мерзім он жұмыс күніне кешікті",
    },
    same_day="Түскен уақыты: {day}, {time} (Алматы), жұмыс күні {cut_off} дейін: сол күні тіркеледі ({article})",
    after_hours="Түскен уақыты: {day}, {time} (Алматы); жұмыс күні {cut_off} аяқталғандықтан, келесі жұмыс күні"
    " тіркеледі: {registered} ({article})",
    day_off="Түскен уақыты: {day}, {time} (Алматы); бұл күн жұмыс күні емес ({reason}), сондықтан келесі жұмыс күні"
    " тіркеледі: {registered} ({article})",
    redirect="Құзыретті емес орган қайта жолдап, жолданым иесіне хабарлайды.",
    upward="Шағым сол органның өзі арқылы беріледі: ол шағымды жоғары органға береді немесе толық қанағаттандырады.",
    hearing="Алдын ала шешім қатысушыға актіден кемінде үш жұмыс күні бұрын жетуге тиіс: {answer_by} күнгі акт үшін"
    " {due_on} дейін.",
    rung="«Нәтиже» орталығына хабар беріледі: {day}, {time} (Алматы) — {rung}.",
    deemed_refusal="{answer_by} күнін қоса алғанда шешім болмаса, {day} күнінен бастап үнсіздік бас тарту болып"
    " саналады ({article}).",
    to_court="Содан кейін сотқа жүгінуге болады.",
    complaint_right="Үнсіздікке шағым жасауға болады.",
)
RUSSIAN = Texts(
    columns=("День", "Что наступает", "Статья", "Почему"),
    title="{kind}, редакция {ruleset}, регистрация {registered}",
    kinds=dict(zip(Kind, ("Заявление", "Жалоба", "Сообщение", "Предложение", "Отклик", "Запрос"), strict=True)),
    steps={
        "registration": "регистрация",
        "redirect": "срок перенаправления",
        "upward": "срок передачи вышестоящему органу",
        "hearing_notice": "срок извещения о заслушивании",
        "consideration": "срок ответа",
        "deemed_refusal": "молчание — отказ",
        "complaint_right": "последний день для жалобы",
    },
    rungs={
        RungName.HEARING_NOTICE_DUE: "последний день для извещения о заслушивании",
        RungName.DUE_IN_ONE_WORKING_DAY: "остался один рабочий день",
        RungName.TERM_PASSED: "срок передачи вышестоящему органу истёк",
        RungName.OVERDUE: "срок ответа истёк",
        RungName.OVERDUE_THREE_WORKING_DAYS: "просрочено на три рабочих дня",
        RungName.OVERDUE_TEN_WORKING_DAYS: "просрочено на десять рабочих дней",
    },
    same_day="Поступило {day} в {time} по времени Алматы, в рабочий день до {cut_off}: регистрация в тот же день"
    " ({article})",
    after_hours="Поступило {day} в {time} по времени Алматы, рабочий день окончен в {cut_off}: регистрация в следующий"
    " рабочий день, {registered} ({article})",
    day_off="Поступило {day} в {time} по времени Алматы, день нерабочий ({reason}): регистрация в следующий рабочий"
    " день, {registered} ({article})",
    redirect="Орган, который не компетентен, перенаправляет и уведомляет заявителя.",
    upward="Жалоба подаётся через орган, на который жалуются: он передаёт её вышестоящему или полностью удовлетворяет.",
    hearing="Предварительное решение должно быть у участника не позднее чем за три рабочих дня до акта: для акта"
    " {answer_by} — до {due_on} включительно.",
    rung="Центр «Нәтиже» получает сигнал {day} в {time} по времени Алматы: {rung}.",
    deemed_refusal="Если до {answer_by} включительно решения нет, с {day} молчание считается отказом ({article}).",
    to_court="После этого открыт путь в суд.",
    complaint_right="Молчание можно обжаловать.",
)
ENGLISH = Texts(
    columns=("Day", "What", "Article", "Why"),
    title="{kind}, ruleset {ruleset}, registered on {registered}",
    kinds=dict(zip(Kind, ("Application", "Complaint", "Message", "Proposal", "Response", "Inquiry"), strict=True)),
    steps={
        "registration": "registration",
        "redirect": "redirect by",
        "upward": "pass up by",
        "hearing_notice": "hearing notice by",
        "consideration": "answer by",
        "deemed_refusal": "silence is a refusal",
        "complaint_right": "complain until",
    },
    rungs={
        RungName.HEARING_NOTICE_DUE: "last day of the hearing notice",
        RungName.DUE_IN_ONE_WORKING_DAY: "one working day is left",
        RungName.TERM_PASSED: "the term to pass it up has run out",
        RungName.OVERDUE: "the term to answer has run out",
        RungName.OVERDUE_THREE_WORKING_DAYS: "three working days overdue",
        RungName.OVERDUE_TEN_WORKING_DAYS: "ten working days overdue",
    },
    same_day="Received on {day} at {time} Almaty time, a working day before {cut_off}: registered the same day"
    " ({article})",
    after_hours="Received on {day} at {time} Almaty time, the working day ended at {cut_off}: registered on the next"
    " working day, {registered} ({article})",
    day_off="Received on {day} at {time} Almaty time, not a working day ({reason}): registered on the next working day,"
    " {registered} ({article})",
    redirect="A body that is not competent passes it on and tells the applicant.",
    upward="A complaint is lodged through the body complained of: it passes it up or satisfies it in full.",
    hearing="The preliminary decision must reach the participant at least three working days before the act: for an act"
    " on {answer_by} by {due_on}.",
    rung="The Nätije centre is told on {day} at {time} Almaty time: {rung}.",
    deemed_refusal="If nothing is decided by {answer_by}, silence is a refusal from {day} ({article}).",
    to_court="The way to court is open then.",
    complaint_right="The silence may be contested.",
)
TEXTS: Mapping[str, Texts] = MappingProxyType({"kk": KAZAKH, "ru": RUSSIAN, "en": ENGLISH})
