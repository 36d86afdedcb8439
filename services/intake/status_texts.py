"""Where an appeal stands, how it ended and what that means, in Kazakh, Russian and English. Data."""

from services.intake.texts import Words
from services.intake.timeline import Status
from shared.contracts.vocabulary import Outcome

STATUSES = {
    Status.REGISTERED: Words("тіркелді", "зарегистрировано", "registered"),
    Status.ASSIGNED: Words("органға жіберілді", "направлено в орган", "assigned"),
    Status.IN_TRIAGE: Words("орган анықталуда", "определяется орган", "body being found"),
    Status.IN_WORK: Words("жұмыста", "в работе", "in work"),
    Status.REDIRECTED: Words("қайта жіберілді", "перенаправлено", "redirected"),
    Status.PROLONGED: Words("мерзімі ұзартылды", "срок продлён", "prolonged"),
    Status.HEARING: Words("тыңдау белгіленді", "назначено заслушивание", "hearing set"),
    Status.DEFECTIVE: Words("түзетуді қажет етеді", "требует исправления", "to be mended"),
    Status.ANSWERED: Words("жауап берілді", "дан ответ", "answered"),
    Status.RETURNED: Words("қайтарылды", "возвращено", "returned"),
    Status.TERMINATED: Words("тоқтатылды", "прекращено", "terminated"),
    Status.WITHDRAWN: Words("кері қайтарып алынды", "отозвано", "withdrawn"),
    Status.ATTACHED: Words("бұрынғы іске қоса тіркелді", "приобщено к прежнему делу", "attached to the earlier case"),
}

OUTCOMES = {
    Outcome.EXPLAINED: Words("түсіндірілді", "разъяснено", "explained"),
    Outcome.SATISFIED: Words("қанағаттандырылды", "удовлетворено", "satisfied"),
    Outcome.REFUSED: Words("бас тартылды", "отказано", "refused"),
    Outcome.NOTED: Words("назарға алынды", "принято к сведению", "noted"),
    Outcome.FAVOURABLE_ACT: Words("қолайлы акт", "благоприятный акт", "favourable act"),
    Outcome.BURDENSOME_ACT: Words("ауыртпалық салатын акт", "обременяющий акт", "burdensome act"),
    Outcome.ACT_CANCELLED: Words("акт жойылды", "акт отменён", "act cancelled"),
    Outcome.ACT_REPLACED: Words(
        "акт жойылып, жаңасы қабылданды", "акт отменён и принят новый", "act cancelled and a new one adopted"
    ),
    Outcome.ACTION_ORDERED: Words("әрекет жасауға міндеттелді", "обязали совершить действие", "action ordered"),
    Outcome.LEFT_UNSATISFIED: Words(
        "шағым қанағаттандырусыз қалдырылды", "жалоба оставлена без удовлетворения", "complaint not satisfied"
    ),
    Outcome.SENT_BACK: Words(
        "іс органға қайта қарауға жіберілді",
        "дело возвращено органу на новое рассмотрение",
        "case sent back to the body",
    ),
    Outcome.LEFT_UNCONSIDERED: Words(
        "шағым қараусыз қалдырылды", "жалоба оставлена без рассмотрения", "complaint left without consideration"
    ),
    Outcome.SELF_CORRECTED: Words(
        "орган шағымды толық қанағаттандырды", "орган сам полностью удовлетворил жалобу", "corrected by the body itself"
    ),
}

DUE = Words("Жауап мерзімі: {until}.", "Ответ до {until}.", "Answer due by {until}.")
OVERDUE = Words(
    "Мерзімінде жауап берілмеді: бұл бас тарту болып саналады, шағым беруге болады (91-баптың 2-бөлігі).",
    "В срок ответа нет: это считается отказом, его можно обжаловать (часть 2 статьи 91).",
    "No answer came in time: this is deemed a refusal, which you may appeal (Art. 91(2)).",
)
COMPLAIN = Words("Шағым беру мерзімі: {until}.", "Жалобу можно подать до {until}.", "You may complain until {until}.")
COURT = Words(
    "Шағымға мерзімінде жауап берілмеді: бұл бас тарту болып саналады, сотқа жүгінуге болады (91, 100-баптар).",
    "На жалобу в срок ответа нет: это считается отказом, можно обратиться в суд (статьи 91, 100).",
    "The complaint was not answered in time: this is deemed a refusal, which you may take to court (Art. 91, 100).",
)
