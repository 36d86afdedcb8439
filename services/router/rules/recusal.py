"""Recusal of an official (Art. 67), and the bar on the one complained of (Art. 97(2))."""

from dataclasses import replace

from services.router.rules.case import Case, Recused
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, instant, then
from services.router.rules.terms import started
from shared.contracts.agency import AnswerAppeal, DecideRecusal
from shared.contracts.recusal import RecusalDecided, RecusalMoved
from shared.contracts.vocabulary import ClockName, Kind, Refusal
from shared.workdays import civil_day


def move_recusal(case: Case, now: Moment, law: Law) -> Verdict:
    """The applicant moves to recuse; the body decides in three working days from the motion (Art. 67(3))."""
    if case.recusal_moved:
        return Refused(Refusal.WRONG_STATE, "Art. 67(3)", "a motion waits for its decision already")
    event = RecusalMoved(
        **common(case, RecusalMoved, now),
        starts=started(case.deadlines, ClockName.RECUSAL, civil_day(instant(case, now)), law),
    )
    return then(Moved(replace(case, recusal_moved=True), ()), event, case.state)


def decide_recusal(case: Case, action: DecideRecusal, now: Moment) -> Verdict:
    """The body answers the motion (Art. 67(3)); its clock stops, even when it had run out.

    A grant binds this body in this case for good, also when the appeal comes back to it.
    """
    if not case.recusal_moved:
        return Refused(Refusal.WRONG_STATE, "Art. 67(3)", "no motion waits for a decision")
    event = RecusalDecided(**common(case, RecusalDecided, now), granted=action.granted, stops=(ClockName.RECUSAL,))
    granted = (Recused(case.agency or "", action.official),) if action.granted else ()
    return then(Moved(replace(case, recusal_moved=False, recused=(*case.recused, *granted)), ()), event, case.state)


def recused(case: Case, action: AnswerAppeal) -> Refused | None:
    """A recused official may not answer, and after a grant every answer names its official (Art. 67)."""
    here = [one.official for one in case.recused if one.agency == case.agency]
    if here and action.official is None:
        return Refused(Refusal.OFFICIAL_NOT_NAMED, "Art. 67", "an official was recused: name who considered it")
    if action.official is not None and action.official in here:
        return Refused(Refusal.OFFICIAL_RECUSED, "Art. 67", "a recused official may not consider it")
    return None


def complained_of(case: Case, action: AnswerAppeal) -> Refused | None:
    """The official complained of may not consider the complaint (Art. 97(2)); None where either is not named."""
    official = action.official
    if case.dims.kind is not Kind.COMPLAINT or official is None or official != case.submission.complained_official:
        return None
    return Refused(Refusal.OFFICIAL_COMPLAINED_OF, "Art. 97(2)", "the official complained of may not consider it")
