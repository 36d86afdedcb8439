"""By what an answer is judged beside its outcome: how like others it is, how long it took, what went before."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from services.router.rules.case import Case
from services.router.rules.facts import Law, Moment, instant
from services.router.rules.likeness import fingerprint
from services.router.rules.reply_text import DIGIT, SENTENCE, Reader, Tongue
from shared.contracts.agency import AnswerAppeal
from shared.contracts.likeness import AnswerTraits
from shared.contracts.vocabulary import Kind, Outcome
from shared.workdays import CalendarGap, WorkCalendar, at, civil_day

OPENS, CLOSES = time(9), time(18, 30)
"""Office hours in Asia/Almaty, the lunch break counted: who answers in it has worked."""
DAY_MINUTES = 570


def answer_traits(case: Case, action: AnswerAppeal, now: Moment, law: Law) -> AnswerTraits | None:
    """Traits of the answer that `action` gives; None for a historical appeal.

    How many replies were sent back before is not known to the case: see `Memory.replies_refused`.
    """
    if case.dims.historical:
        return None
    return AnswerTraits(
        reply=fingerprint(own_words(action.text, law.replies.reader)),
        matter=case.likeness.matter if case.likeness is not None else None,
        held_working_minutes=_held(case, now, law.calendar),
        prolonged=case.prolonged,
        complained_of=_complained_of(case, action),
    )


def own_words(text: str, reader: Reader) -> str:
    """The reply without its legal boilerplate: sentences on the right to complain, and those that only quote a law.

    Of a sentence that quotes a law and says something of the matter only the numbers of articles and acts go.
    """
    kept = []
    for sentence in SENTENCE.split(text):
        lowered = sentence.lower().replace("ё", "е")
        if any(_is_boilerplate(sentence, lowered, tongue) for tongue in reader.tongues.values()):
            continue
        kept.append(_without_references(lowered, reader.tongues.values()))
    return "\n".join(kept)


def _is_boilerplate(sentence: str, lowered: str, tongue: Tongue) -> bool:
    if any(stem in lowered for stem in tongue.complaint) and (
        tongue.right.search(lowered) or tongue.order.search(lowered)
    ):
        return True
    if not tongue.legislation.search(lowered):
        return False
    tells = tongue.confirms.search(lowered) or tongue.place_name.search(sentence)
    return not tells and not DIGIT.search(tongue.no_fact.sub("", lowered))


def _without_references(lowered: str, tongues: Iterable[Tongue]) -> str:
    for tongue in tongues:
        lowered = tongue.no_fact.sub(" ", lowered)
    return lowered


def _complained_of(case: Case, action: AnswerAppeal) -> str | None:
    """Who corrects itself (Art. 91(4)) is the body complained of; who passed the complaint up is, too."""
    if case.dims.kind is not Kind.COMPLAINT:
        return None
    return case.agency if action.outcome is Outcome.SELF_CORRECTED else case.complained_of


def _held(case: Case, now: Moment, calendar: WorkCalendar) -> int | None:
    if case.held_since is None:
        return None
    try:
        return office_minutes(case.held_since, instant(case, now), calendar)
    except CalendarGap:
        return None


def office_minutes(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Whole minutes of office hours on working days between two instants (aware); raises CalendarGap."""
    first, last = civil_day(start), civil_day(end)
    if end <= start:
        return 0
    if first == last:
        return _of_day(first, calendar, since=start, until=end)
    whole = calendar.count(first, last - timedelta(days=1)) * DAY_MINUTES
    return _of_day(first, calendar, since=start) + whole + _of_day(last, calendar, until=end)


def _of_day(day: date, calendar: WorkCalendar, since: datetime | None = None, until: datetime | None = None) -> int:
    if not calendar.is_working(day):
        return 0
    opens, closes = at(day, OPENS), at(day, CLOSES)
    span = min(closes, until or closes) - max(opens, since or opens)
    return max(0, int(span.total_seconds()) // 60)
