"""How a case begins: assigned, put before a person, or taken over from another system; and assignment by hand."""

from dataclasses import dataclass, replace

from services.router.rules.case import Case, State
from services.router.rules.crime import suspected
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, closing, common, instant, then
from services.router.rules.jurisdiction import COURT, Assigned, CourtAdvice, Question, Unroutable, assign
from services.router.rules.running import running_after
from services.router.rules.table import permitted
from services.router.rules.terms import started
from shared.contracts.clocks import Clock, Deadlines
from shared.contracts.lifecycle import AppealAnswered, AppealAssigned, AppealTriaged
from shared.contracts.natije import AssignAppeal
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.vocabulary import ClockName, Kind, Refusal, RungName
from shared.law import immediate_clock, registration
from shared.reference.reference import REPUBLIC
from shared.workdays import civil_day


def open_case(command: SubmitAppeal, now: Moment, law: Law) -> Moved:
    """Open the case of a registered appeal, name its body (Art. 64-65), and say what calls for haste (88(1)(2))."""
    return suspected(_opened(command, now, law), now)


def _opened(command: SubmitAppeal, now: Moment, law: Law) -> Moved:
    region = command.dims.region
    centre = law.reference.centre_of(None, region)
    case = Case(command, State.TRIAGE, 1, command.occurred_at, command.dims, centre, deadlines=command.deadlines)
    if command.agency is not None:
        return _taken_over(case, command.agency, now, law)
    if command.directed_to is not None:
        return assigned(case, Naming(command.directed_to, REDIRECT_PART), now, law)
    question = Question(command.text, command.dims.kind, region, command.place, command.addressee)
    decision = assign(question, law.competences)
    match decision:
        case Assigned():
            to = Naming(decision.agency, decision.rule, decision.category)
            return assigned(case, to, now, law)
        case CourtAdvice():
            return _triaged(case, Unroutable(f"judicial_act:{COURT}", decision.category), now)
        case Unroutable():
            return _triaged(case, decision, now)


REDIRECT_PART, PASSED_UP = "redirect_part", "passed_up"


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is to consider the appeal, by which rule; a category where the subject became known with it."""

    agency: str
    rule: str
    category: str | None = None


def assigned(case: Case, to: Naming, now: Moment, law: Law, fresh: Deadlines | None = None) -> Moved:
    """Give the case to a body. `fresh` deadlines where the term starts anew on its arrival (Art. 76(2)).

    A complaint is lodged through the body complained of, which passes it up in three working days (Art. 91(4)).
    """
    routed = to.agency in law.competences.agencies
    centre = law.reference.centre_of(to.agency if routed else None, case.dims.region)
    dims = case.dims.model_copy(update={"agency": to.agency, "category": to.category or case.dims.category})
    event = AppealAssigned(
        **common(case, AppealAssigned, now) | {"dims": dims},
        agency=to.agency,
        rule=to.rule,
        centre=centre,
        hop=len(case.hops),
        deadlines=fresh,
        starts=_upward(case, now, law) if case.dims.kind is Kind.COMPLAINT and to.rule != PASSED_UP else (),
        former_category=case.dims.category,
    )
    held = replace(
        case,
        state=State.ASSIGNED,
        sequence=event.sequence,
        last_at=event.occurred_at,
        dims=dims,
        agency=to.agency,
        centre=centre,
        held_since=event.occurred_at,
        deadlines=fresh or case.deadlines,
        running=running_after(case.running, event),
    )
    return Moved(held, (event,))


def _upward(case: Case, now: Moment, law: Law) -> tuple[Clock, ...]:
    if case.deadlines is None:
        return ()
    day = max(case.dims.registered_on, registration(instant(case, now), law.calendar).registered_on)
    return started(case.deadlines, ClockName.UPWARD, day, law)


def assign_by_hand(case: Case, action: AssignAppeal, centre: str, now: Moment, law: Law) -> Verdict:
    """A person at the centre names the body of a triage case; the first assignment wins."""
    if centre not in (case.centre, REPUBLIC):
        return Refused(Refusal.NOT_THE_HOLDER, "Art. 65", f"the case is with centre {case.centre}")
    if refused := permitted(case, AssignAppeal):
        return refused
    if action.agency not in law.competences.agencies:
        return Refused(Refusal.UNKNOWN_AGENCY, "Art. 65(1)", f"no such body: {action.agency}")
    return assigned(case, Naming(action.agency, "by_hand"), now, law)


def _taken_over(case: Case, holder: str, now: Moment, law: Law) -> Moved:
    """The former system told the holder, and perhaps the end; both are facts of their own time.

    A body that gets no appeals (dissolved, or a court) stays the holder of what had ended there; what is still open
    goes to its successor, or to a person where there is none. Raises UnknownCode for a body nobody knows.
    """
    if holder not in law.competences.agencies and case.submission.closure is None:
        standing = law.reference.standing(holder, civil_day(now.at))
        if standing not in law.competences.agencies:
            return _triaged(case, Unroutable("holder_gets_no_appeals"), now)
        holder = standing
    moved = assigned(case, Naming(holder, "taken_over"), replace(now, at=case.last_at), law)
    closure = case.submission.closure
    if closure is None:
        return moved
    then_ended = replace(now, at=min(closure.closed_at, now.at))
    answered = AppealAnswered(
        **closing(moved.case, AppealAnswered, then_ended, law.calendar),
        outcome=closure.outcome,
        reply_language=case.dims.language,
    )
    return then(moved, answered, State.ANSWERED)


def _triaged(case: Case, decision: Unroutable, now: Moment) -> Moved:
    former = case.dims.category
    case = replace(case, dims=case.dims.model_copy(update={"category": decision.category}))
    clock = immediate_clock(ClockName.TRIAGE, RungName.UNTRIAGED, instant(case, now), "Art. 65(1)")
    event = AppealTriaged(
        **common(case, AppealTriaged, now),
        centre=case.centre,
        reason=decision.reason,
        proposals=decision.proposals,
        clock=clock,
        former_category=former,
    )
    return then(Moved(case, ()), event, State.TRIAGE)
