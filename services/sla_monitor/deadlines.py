"""All dates of an appeal from the moment it was received, each with its article and the reason why. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Literal

from services.sla_monitor.deadlines_texts import TEXTS
from shared.contracts.clocks import Clock, Deadlines, Derivation
from shared.contracts.vocabulary import ClockName, Kind, RulesetId
from shared.law import (
    CUT_OFF,
    PHRASES,
    explain,
    listed,
    opening,
    redirect_term,
    registration,
    ruleset_on,
    start_clock,
)
from shared.workdays import ALMATY, WorkCalendar, civil_day

Language = Literal["kk", "ru", "en"]
REGISTER = "Art. 64(3)"
SILENCE = "Art. 91(2)"
SILENCE_ON_COMPLAINT = "Art. 91(2), 100(5)"
DISTINCT_ANSWERS = 4096


@dataclass(frozen=True, slots=True)
class Question:
    """What was received when. `received` is aware; `ruleset` None: the edition in force on the day of registration."""

    kind: Kind
    received: datetime
    ruleset: RulesetId | None = None
    special: str | None = None
    """A code of `special_kinds`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One date (civil day in Asia/Almaty). `what` is a stable code, for a rung of the ladder its name."""

    what: str
    date: date
    article: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The answer; field names are the keys of the JSON output. Steps stand in the order of their dates."""

    kind: Kind
    ruleset: RulesetId
    registered_on: date
    redirect_by: date
    answer_by: date
    steps: tuple[Step, ...]


def dates_of(question: Question, language: Language, calendar: WorkCalendar) -> Dates:
    """Answer a question.

    Raises ValueError for a naive instant, NoLawInForce before 01.07.2021, NoSuchSpecial for a special kind of another
    kind, and CalendarGap when a date leaves the table.
    """
    registered_on = registration(question.received, calendar).registered_on
    in_force = ruleset_on(registered_on)
    ruleset = question.ruleset or in_force
    deadlines = opening(question.kind, registered_on, calendar, ruleset, special=question.special)
    first = _registration(question.received, registered_on, language, calendar)
    rest = _steps(question.kind, registered_on, ruleset, question.special, language, calendar)
    return Dates(question.kind, ruleset, registered_on, deadlines.redirect_by, deadlines.answer_by, (first, *rest))


def _registration(received: datetime, registered_on: date, language: Language, calendar: WorkCalendar) -> Step:
    """Why the appeal is registered on that day (Art. 64(3))."""
    words, texts = PHRASES[language], TEXTS[language]
    day, reason = civil_day(received), calendar.reason(civil_day(received))
    if day == registered_on:
        template = texts.same_day
    else:
        template = texts.after_hours if calendar.is_working(day) else texts.day_off
    sentence = template.format(
        day=words.full(day),
        time=f"{received.astimezone(ALMATY):%H:%M}",
        cut_off=f"{CUT_OFF:%H:%M}",
        registered=words.full(registered_on),
        reason=reason.in_language(language) if reason else "",
        article=words.cited(REGISTER),
    )
    passed = calendar.days_off(day, registered_on)
    if passed:
        sentence += "; " + words.not_counted.format(days=listed(passed, words, calendar))
    return Step("registration", registered_on, REGISTER, sentence + ".")


@lru_cache(maxsize=DISTINCT_ANSWERS)
def _steps(
    kind: Kind, registered_on: date, ruleset: RulesetId, special: str | None, language: Language, calendar: WorkCalendar
) -> tuple[Step, ...]:
    """Everything after registration. Cached: the appeals of one day have the same dates."""
    deadlines = opening(kind, registered_on, calendar, ruleset, special=special)
    steps = [
        *_terms(kind, registered_on, deadlines, language, calendar),
        *_silence(kind, deadlines, language, calendar),
    ]
    return tuple(sorted(steps, key=lambda step: step.date))


def _terms(
    kind: Kind, registered_on: date, deadlines: Deadlines, language: Language, calendar: WorkCalendar
) -> Iterator[Step]:
    """Terms of the body and the rungs that hang on them."""
    texts, term = TEXTS[language], partial(_term, language=language, calendar=calendar)
    yield term("redirect", redirect_term(registered_on, deadlines.ruleset, calendar), texts.redirect)
    clocks = list(deadlines.clocks)
    if kind is Kind.COMPLAINT:
        clocks.append(start_clock(ClockName.UPWARD, registered_on, deadlines.ruleset, calendar))
    for clock in clocks:
        match clock.name:
            case ClockName.UPWARD:
                yield term("upward", clock.derivation, texts.upward)
            case ClockName.HEARING:
                yield term("hearing_notice", clock.derivation, _hearing(clock.derivation, deadlines, language))
            case name:
                yield term(str(name), clock.derivation)
        yield from _rungs(clock, language)


def _term(what: str, derivation: Derivation, lead: str = "", *, language: Language, calendar: WorkCalendar) -> Step:
    why = explain(derivation, language, calendar, full=True)
    return Step(what, derivation.due_on, derivation.article, f"{lead} {why}".strip())


def _hearing(derivation: Derivation, deadlines: Deadlines, language: Language) -> str:
    words = PHRASES[language]
    return TEXTS[language].hearing.format(
        answer_by=words.full(deadlines.answer_by), due_on=words.full(derivation.due_on)
    )


def _rungs(clock: Clock, language: Language) -> Iterator[Step]:
    words, texts = PHRASES[language], TEXTS[language]
    for rung in clock.rungs:
        wall = rung.at.astimezone(ALMATY)
        said = texts.rung.format(day=words.full(wall.date()), time=f"{wall:%H:%M}", rung=texts.rungs[rung.name])
        yield Step(str(rung.name), wall.date(), clock.derivation.article, said)


def _silence(kind: Kind, deadlines: Deadlines, language: Language, calendar: WorkCalendar) -> Iterator[Step]:
    """What no answer means: a refusal (Art. 91(2)); after it a complaint (Art. 92), after a complaint the court."""
    words, texts = PHRASES[language], TEXTS[language]
    article = SILENCE_ON_COMPLAINT if kind is Kind.COMPLAINT else SILENCE
    refused_on = deadlines.answer_by + timedelta(days=1)
    refusal = texts.deemed_refusal.format(
        answer_by=words.full(deadlines.answer_by), day=words.full(refused_on), article=words.cited(article)
    )
    if kind is Kind.COMPLAINT:
        yield Step("deemed_refusal", refused_on, article, f"{refusal} {texts.to_court}")
        return
    yield Step("deemed_refusal", refused_on, article, refusal)
    right = start_clock(ClockName.COMPLAINT_RIGHT, deadlines.answer_by, deadlines.ruleset, calendar).derivation
    yield _term("complaint_right", right, texts.complaint_right, language=language, calendar=calendar)
