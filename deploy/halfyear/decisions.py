"""How a case comes to its answer: prolongation, hearing, a day off decreed late, and the day of the answer."""

from datetime import datetime, timedelta

from deploy.halfyear import endings
from deploy.halfyear.case import FAR, Case, office, working_day
from deploy.halfyear.world import CALENDAR, TEMPLATE_BODY, temper
from shared.contracts.lifecycle import AppealProlonged, DeadlinesChanged, HearingHeld, HearingNoticed, ProtocolFiled
from shared.contracts.vocabulary import DatesChangedBy, DecidedBy, Kind, Outcome, Refusal, RungName
from shared.law import opening, prolonged, recomputed
from shared.workdays import civil_day

DAY = timedelta(days=1)


def decided(case: Case) -> None:
    """The case is answered: prolonged before or not, heard or not, in time or late."""
    if case.dims.kind is not Kind.COMPLAINT and case.chance(temper(case.holder).prolongs):
        _prolonged(case)
    outcome = endings.outcome_of(case)
    is_late = case.chance(temper(case.holder).is_late)
    if case.chance(0.006):
        _moved_by_decree(case)
        is_late = False
    when = _answer_day(case, is_late=is_late)
    if outcome is Outcome.BURDENSOME_ACT or case.dims.kind is Kind.COMPLAINT:
        _heard(case, when)
    case.move(when)
    endings.answered(case, outcome)


def _answer_day(case: Case, *, is_late: bool) -> datetime:
    due, today = (case.due.answer_by if case.due else FAR), civil_day(case.now)
    if case.holder == TEMPLATE_BODY and case.chance(0.6):
        return case.now + timedelta(minutes=case.rng.randint(5, 50))
    if is_late:
        return office(CALENDAR.nth_after(due, min(14, 1 + int(case.rng.expovariate(0.4)))), case.rng)
    room = CALENDAR.count(today, due)
    if room == 0:
        return office(CALENDAR.nth_after(today, 1), case.rng) if today > due else case.now
    left = min(room - 1, int(case.rng.expovariate(0.25)))
    return office(due if left == 0 else CALENDAR.nth_before(due, left), case.rng)


def _prolonged(case: Case) -> None:
    if case.due is None or civil_day(case.now) >= case.due.answer_by:
        return
    latest = CALENDAR.count(civil_day(case.now), case.due.answer_by)
    case.move(working_day(case, 1, latest))
    today = civil_day(case.now)
    due = prolonged(case.dims.kind, today, case.due.answer_by + DAY * case.rng.choice((15, 20, 30)), case.due, CALENDAR)
    if isinstance(due, Refusal):
        return
    case.climb(case.now)
    by = case.rng.choice(list(DecidedBy))
    key = (case.dims.kind, today, due.answer_by, due.redirect_by, by)
    until = due.answer_by
    case.say(AppealProlonged, key, lambda: {"until": until, "decided_by": by, "deadlines": due})
    case.settle()
    case.run(due, key)
    case.is_prolonged = True


def _moved_by_decree(case: Case) -> None:
    """A day off decreed late: what was overdue in the night was not, after all (Art. 76(5))."""
    overdue = case.overdue_at()
    if case.due is None or overdue is None or overdue < case.now:
        return
    case.climb(overdue)
    case.move(overdue + timedelta(hours=8))
    start = case.due.clocks[0].derivation.start
    if case.is_prolonged:
        due = recomputed(case.dims.kind, case.due, CALENDAR)
    else:
        later = CALENDAR.nth_after(start, 1)
        due = opening(case.dims.kind, later, CALENDAR, special=case.dims.special)
    key = (*case.due_key, "decree")
    case.say(DeadlinesChanged, key, lambda: {"reason": DatesChangedBy.WORKING_DAYS, "deadlines": due})
    case.retract(RungName.OVERDUE)
    case.settle()
    case.run(due, key)


def _heard(case: Case, act_at: datetime) -> None:
    """Notice at least three working days before the act (Art. 73(1)), where there is room for it."""
    room = CALENDAR.count(civil_day(case.now), civil_day(act_at))
    if room < 5 or case.chance(0.15):
        return
    noticed = CALENDAR.nth_before(civil_day(act_at), case.rng.randint(3, room - 1))
    case.move(office(noticed, case.rng))
    hearing = CALENDAR.nth_before(civil_day(act_at), 1)
    case.climb(case.now)
    case.say(HearingNoticed, (hearing,), lambda: {"hearing_on": hearing})
    case.is_heard = True
    if not case.chance(0.9):
        return
    case.move(office(hearing, case.rng))
    oral = case.chance(0.6)
    case.say(HearingHeld, (oral,), lambda: {"oral": oral})
    if oral:
        case.move(case.now + timedelta(hours=1))
        case.say(ProtocolFiled)
