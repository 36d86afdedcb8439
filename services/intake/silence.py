"""Silence is a refusal: which terms ran out without a decision, and until when that may be contested. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.intake.timeline import CLOSED, STATUS_AFTER, Timeline
from shared.contracts.clocks import Derivation
from shared.contracts.vocabulary import ClockName, Kind
from shared.law import ruleset_on, start_clock
from shared.workdays import WorkCalendar, civil_day, start_of


@dataclass(frozen=True, slots=True)
class Silence:
    """A term that expired: `at` is the first instant after its last day (UTC), `right` how long one may complain."""

    sequence: int
    """Sequence of the fact that had set the term."""
    at: datetime
    right: Derivation | None
    """How long one may complain; None after a complaint, where the way leads to court."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What decides the right that follows: the kind, and the day whose edition of the Code holds."""

    kind: Kind
    on: date


def silences(timeline: Timeline, registered: Registered, now: datetime, calendar: WorkCalendar) -> Iterator[Silence]:
    """Every term that ran out before the next one was set or the case ended (Art. 91(2), 100(5)).

    The right to complain counts from the day of expiry (Art. 92(1)), under the edition of the day of registration;
    silence on a complaint opens the way to court (Art. 91(5), 100(5)).
    Raises CalendarGap where the complaint's last day lies beyond the table of working days.
    """
    facts = [entry for entry in timeline.entries if entry.notice is None]
    terms = [entry for entry in facts if entry.answer_by is not None]
    ends = [entry.at for entry in facts if STATUS_AFTER.get(entry.type) in CLOSED]
    for number, term in enumerate(terms):
        due = term.answer_by
        until = min([now, *ends, *(later.at for later in terms[number + 1 : number + 2])])
        if due is None or civil_day(until) <= due:
            continue
        yield Silence(term.sequence, start_of(due + timedelta(days=1)), _right(registered, due, calendar))


def _right(registered: Registered, expired_on: date, calendar: WorkCalendar) -> Derivation | None:
    if registered.kind is Kind.COMPLAINT:
        return None
    return start_clock(ClockName.COMPLAINT_RIGHT, expired_on, ruleset_on(registered.on), calendar).derivation
