"""How an appeal, or a demand of it, goes on to another body: redirect (Art. 65) and complaint passed up (91(4))."""

from dataclasses import replace
from typing import TypedDict

from services.router.rules.case import Case, State
from services.router.rules.children import child
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, instant, then, was_overdue
from services.router.rules.opening import PASSED_UP, Naming, assigned
from services.router.rules.terms import OF_THE_HOLDER, received_on
from shared.contracts.agency import PassUpComplaint, RedirectAppeal, RedirectPart
from shared.contracts.clocks import Deadlines
from shared.contracts.journey import Stay
from shared.contracts.lifecycle import AppealPingPong, AppealRedirected, AppealRedirectedInPart, ComplaintPassedUp
from shared.contracts.vocabulary import ClockName, Refusal, RungName
from shared.law import immediate_clock, restarted
from shared.workdays import civil_day

WORKING_DAYS = 3
"""Art. 65(1), 91(4): not later than three working days from the day of receipt."""
MANY_HOPS = 3
"""A fourth redirect is ping-pong: no norm caps their number, so the republic's centre looks at it."""
MANY_PARTS = 999
DEEPEST = 4
"""Generations that a number has room for, `…/1/2/3/4`; the Code knows no limit (Art. 65)."""


class Sent(TypedDict):
    """Fields of every fact that sends something on."""

    from_agency: str
    to_agency: str
    working_day: int
    in_time: bool


def redirect(case: Case, action: RedirectAppeal, now: Moment, law: Law) -> Verdict:
    """Pass the whole appeal on (Art. 65(1)); the term starts anew at the next body (Art. 76(2))."""
    if refused := _bad_target(case, action.to_agency, "Art. 65(1)", law):
        return refused
    event = AppealRedirected(
        **common(case, AppealRedirected, now),
        **_sent(case, action.to_agency, now, law),
        was_overdue=was_overdue(case, instant(case, now)),
        hops_before=len(case.hops),
        to_former_holder=action.to_agency in case.hops,
        stops=OF_THE_HOLDER,
    )
    left = replace(case, journey=(*case.journey, _stay(case, action.reason, event)))
    moved = _arrived(then(Moved(left, ()), event, State.ASSIGNED), Naming(action.to_agency, "redirect"), now, law)
    returned = event.to_former_holder
    return _ping_pong(moved, returned, now) if returned or len(moved.case.hops) > MANY_HOPS else moved


def redirect_part(case: Case, action: RedirectPart, now: Moment, law: Law) -> Verdict:
    """Pass a single demand on as a child appeal (Art. 65(1)); this one stays open here with its own term."""
    if refused := _bad_target(case, action.to_agency, "Art. 65(1)", law):
        return refused
    if case.parts >= MANY_PARTS or case.submission.number.count("/") >= DEEPEST:
        return Refused(Refusal.WRONG_STATE, "Art. 65(1)", "no further number for a part: redirect the whole appeal")
    parted = replace(case, parts=case.parts + 1)
    part = child(parted, action, now, law)
    event = AppealRedirectedInPart(
        **common(parted, AppealRedirectedInPart, now),
        **_sent(case, action.to_agency, now, law),
        child_id=part.registered.appeal_id,
        child_number=part.registered.number,
    )
    return replace(then(Moved(parted, ()), event, case.state), children=(part,))


def pass_up(case: Case, action: PassUpComplaint, now: Moment, law: Law) -> Verdict:
    """Pass a complaint to the body that considers it (Art. 91(4)); its 20 working days start anew there (Art. 99)."""
    if case.at_higher_body:
        return Refused(Refusal.WRONG_STATE, "Art. 91(4)", "the complaint is with the higher body already")
    if refused := _bad_target(case, action.to_agency, "Art. 91(4)", law):
        return refused
    event = ComplaintPassedUp(
        **common(case, ComplaintPassedUp, now),
        **_sent(case, action.to_agency, now, law),
        was_overdue=was_overdue(case, instant(case, now)),
        stops=OF_THE_HOLDER,
    )
    journey = (*case.journey, _stay(case, action.reason, event))
    left = replace(case, at_higher_body=True, complained_of=case.agency, journey=journey)
    sent = then(Moved(left, ()), event, State.ASSIGNED)
    return _arrived(sent, Naming(action.to_agency, PASSED_UP), now, law)


def _bad_target(case: Case, target: str, article: str, law: Law) -> Refused | None:
    if target == case.agency:
        return Refused(Refusal.REDIRECT_TO_SELF, article, "an appeal cannot be sent to its sender")
    if target not in law.competences.agencies:
        return Refused(Refusal.UNKNOWN_AGENCY, article, f"no such body: {target}")
    return None


def _sent(case: Case, target: str, now: Moment, law: Law) -> Sent:
    day = law.calendar.count(received_on(case, now, law), civil_day(instant(case, now)))
    return Sent(from_agency=case.agency or "", to_agency=target, working_day=day, in_time=day <= WORKING_DAYS)


def _stay(case: Case, reason: str | None, sent: AppealRedirected | ComplaintPassedUp) -> Stay:
    return Stay(
        agency=sent.from_agency,
        since=case.held_since,
        until=sent.occurred_at,
        working_day=sent.working_day,
        reason=reason,
    )


def _arrived(sent: Moved, to: Naming, now: Moment, law: Law) -> Moved:
    """The next body opens its own procedure: no hearing, notice or request at the former counts there."""
    former = sent.case
    hops = (*former.hops, former.agency or "")
    passed = replace(former, hops=hops, hearing=None, repair_until=None, recusal_moved=False, access_asked_on=None)
    passed = replace(passed, prolonged=False)
    if to.rule == "redirect":
        passed = replace(passed, at_higher_body=False)
    arrived = assigned(passed, to, now, law, _fresh(passed, now, law))
    return Moved(arrived.case, (*sent.events, *arrived.events))


def _fresh(case: Case, now: Moment, law: Law) -> Deadlines | None:
    """The term starts again the day after arrival at the competent body (Art. 76(2))."""
    if case.deadlines is None:
        return None
    at, dims = instant(case, now), case.dims
    return restarted(dims.kind, at, case.deadlines.ruleset, law.calendar, special=dims.special)


def _ping_pong(moved: Moved, returned: bool, now: Moment) -> Moved:
    case = moved.case
    clock = immediate_clock(ClockName.PING_PONG, RungName.PING_PONG, instant(case, now), "Art. 65")
    event = AppealPingPong(
        **common(case, AppealPingPong, now), hops=len(case.hops), returned_to_sender=returned, clock=clock
    )
    return then(moved, event, case.state)
