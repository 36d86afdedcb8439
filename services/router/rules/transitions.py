"""What an applicant and an agency may do to a case in which state. Each returns the case changed, or a refusal."""

from dataclasses import replace
from typing import assert_never

from services.router.rules.case import Case, State
from services.router.rules.facts import (
    Law,
    Moment,
    Moved,
    Refused,
    Verdict,
    closing,
    common,
    instant,
    then,
    was_overdue,
)
from services.router.rules.opening import Naming, assigned
from services.router.rules.reply_check import Claim, exemption_holds, lacking
from services.router.rules.reply_text import APPEAL_INFORMATION, Appeal, Reply, parts_of
from shared.contracts.agency import (
    AcceptAppeal,
    AgencyAction,
    AnswerAppeal,
    NoticeHearing,
    ProlongAppeal,
    RedirectAppeal,
    ReturnAppeal,
    TerminateAppeal,
)
from shared.contracts.clocks import Deadlines
from shared.contracts.lifecycle import (
    AppealAccepted,
    AppealAnswered,
    AppealPingPong,
    AppealProlonged,
    AppealRedirected,
    AppealReturned,
    AppealTerminated,
    AppealWithdrawn,
    HearingNoticed,
)
from shared.contracts.vocabulary import ClockName, Kind, Refusal, RungName
from shared.law import allowed_outcomes, immediate_clock, prolonged, restarted
from shared.workdays import civil_day

REDIRECT_WORKING_DAYS = 3
"""Art. 65(1): not later than three working days from the day of receipt."""
MANY_HOPS = 3
"""A fourth redirect is ping-pong: no norm caps their number, so the republic's centre looks at it."""
HEARD_KINDS = frozenset({Kind.APPLICATION, Kind.COMPLAINT})


def withdraw(case: Case, now: Moment, law: Law) -> Verdict:
    """The applicant's statement, any time before the decision (Art. 64(9))."""
    if not case.is_open:
        return Refused(Refusal.ALREADY_CLOSED, "Art. 64(9)", f"the case was {case.state} before the withdrawal came")
    event = AppealWithdrawn(**closing(case, AppealWithdrawn, now, law.calendar))
    return then(Moved(case, ()), event, State.WITHDRAWN)


def act(case: Case, action: AgencyAction, agency: str, now: Moment, law: Law) -> Verdict:
    """Apply an agency's action. `agency` is the owner of the topic it came from, whatever the action says."""
    if case.agency != agency:
        return Refused(Refusal.NOT_THE_HOLDER, "Art. 65", "the appeal is not with this body now")
    if not case.is_open:
        return Refused(Refusal.ALREADY_CLOSED, "Art. 76", f"the case was {case.state} already")
    match action:
        case AcceptAppeal():
            return _accept(case, action, now)
        case RedirectAppeal():
            return _redirect(case, action, now, law)
        case ProlongAppeal():
            return _prolong(case, action, now, law)
        case NoticeHearing():
            return _notice_hearing(case, action, now)
        case ReturnAppeal() | TerminateAppeal() | AnswerAppeal():
            return _close(case, action, now, law)
        case _:
            assert_never(action)


def _accept(case: Case, action: AcceptAppeal, now: Moment) -> Verdict:
    if case.state is State.IN_WORK:
        return Refused(Refusal.WRONG_STATE, "Art. 64(1)", "the appeal is in work already")
    event = AppealAccepted(**common(case, AppealAccepted, now), unit=action.unit)
    return then(Moved(case, ()), event, State.IN_WORK)


def _redirect(case: Case, action: RedirectAppeal, now: Moment, law: Law) -> Verdict:
    holder, target = case.agency or "", action.to_agency
    if target == holder:
        return Refused(Refusal.REDIRECT_TO_SELF, "Art. 65(1)", "an appeal cannot be redirected to its sender")
    if target not in law.competences.agencies:
        return Refused(Refusal.UNKNOWN_AGENCY, "Art. 65(1)", f"no such body: {target}")
    arrived_at = instant(case, now)
    day = law.calendar.count(civil_day(case.held_since or arrived_at), civil_day(arrived_at))
    event = AppealRedirected(
        **common(case, AppealRedirected, now),
        from_agency=holder,
        to_agency=target,
        working_day=day,
        in_time=day <= REDIRECT_WORKING_DAYS,
        was_overdue=was_overdue(case, arrived_at),
    )
    sent = then(Moved(case, ()), event, State.ASSIGNED)
    passed = replace(sent.case, hops=(*case.hops, holder))
    arrived = assigned(passed, Naming(target, "redirect"), now, law, _fresh(passed, now, law))
    both = Moved(arrived.case, (*sent.events, *arrived.events))
    returned = target in case.hops
    return _ping_pong(both, returned, now) if returned or len(passed.hops) > MANY_HOPS else both


def _fresh(case: Case, now: Moment, law: Law) -> Deadlines | None:
    """The term starts again the day after arrival at the competent body (Art. 76(2))."""
    if case.deadlines is None:
        return None
    return restarted(case.dims.kind, instant(case, now), case.deadlines.ruleset, law.calendar)


def _ping_pong(moved: Moved, returned: bool, now: Moment) -> Moved:
    case = moved.case
    clock = immediate_clock(ClockName.PING_PONG, RungName.PING_PONG, instant(case, now), "Art. 65")
    event = AppealPingPong(
        **common(case, AppealPingPong, now), hops=len(case.hops), returned_to_sender=returned, clock=clock
    )
    return then(moved, event, case.state)


def _prolong(case: Case, action: ProlongAppeal, now: Moment, law: Law) -> Verdict:
    if case.deadlines is None:
        return Refused(Refusal.PROLONGATION_FORBIDDEN, "Art. 76(3)", "a historical appeal has no running term")
    decided_on = civil_day(instant(case, now))
    verdict = prolonged(case.dims.kind, decided_on, action.until, case.deadlines, law.calendar)
    match verdict:
        case Refusal.PROLONGATION_FORBIDDEN:
            return Refused(verdict, "Art. 99", "the term of a complaint cannot be prolonged")
        case Refusal():
            span = f"until must lie after {case.deadlines.answer_by} and within two months of {decided_on}"
            return Refused(verdict, "Art. 76(3)", span)
        case Deadlines():
            held = replace(case, deadlines=_without_hearing(verdict) if case.hearing_noticed else verdict)
            event = AppealProlonged(
                **common(held, AppealProlonged, now),
                until=verdict.answer_by,
                decided_by=action.decided_by,
                deadlines=held.deadlines or verdict,
            )
            return then(Moved(held, ()), event, held.state)


def _without_hearing(deadlines: Deadlines) -> Deadlines:
    """A hearing that was noticed already is not asked for again."""
    clocks = tuple(clock for clock in deadlines.clocks if clock.name is not ClockName.HEARING)
    return deadlines.model_copy(update={"clocks": clocks})


def _notice_hearing(case: Case, action: NoticeHearing, now: Moment) -> Verdict:
    if case.dims.kind not in HEARD_KINDS:
        return Refused(Refusal.WRONG_STATE, "Art. 73(2)(6)", "the simplified procedure has no hearing")
    event = HearingNoticed(**common(case, HearingNoticed, now), hearing_on=action.hearing_on)
    return then(Moved(replace(case, hearing_noticed=True), ()), event, case.state)


def _close(case: Case, action: ReturnAppeal | TerminateAppeal | AnswerAppeal, now: Moment, law: Law) -> Verdict:
    """Return (Art. 64(7)), terminate (70, 88, 95) or decide on the merits (77, 89, 100)."""
    moved = Moved(case, ())
    match action:
        case ReturnAppeal():
            returned = AppealReturned(**closing(case, AppealReturned, now, law.calendar), ground=action.ground)
            return then(moved, returned, State.RETURNED)
        case TerminateAppeal():
            ended = AppealTerminated(**closing(case, AppealTerminated, now, law.calendar), ground=action.ground)
            return then(moved, ended, State.TERMINATED)
        case AnswerAppeal():
            return _answer(case, action, now, law)


def _answer(case: Case, action: AnswerAppeal, now: Moment, law: Law) -> Verdict:
    allowed = allowed_outcomes(case.dims.kind)
    if action.outcome not in allowed:
        detail = f"a {case.dims.kind} may end as: {', '.join(sorted(allowed))}"
        return Refused(Refusal.OUTCOME_NOT_OF_KIND, "Art. 77, 89(1), 100(1)", detail)
    appeal = Appeal(case.submission.number, case.dims.language, case.submission.place)
    claim = Claim(action.outcome, action.exemption)
    found = parts_of(Reply(action.text, action.language), appeal, law.replies.reader)
    missing = lacking(found, appeal, claim, law.replies)
    if missing:
        detail = "the reply lacks: " + "; ".join(f"{part.words} ({part.article})" for part in missing)
        return Refused(Refusal.REPLY_INCOMPLETE, missing[0].article, detail)
    event = AppealAnswered(
        **closing(case, AppealAnswered, now, law.calendar),
        outcome=action.outcome,
        reply_language=action.language,
        exemption=action.exemption if exemption_holds(appeal, claim, law.replies) else None,
        appeal_information=found >= APPEAL_INFORMATION,
    )
    return then(Moved(case, ()), event, State.ANSWERED)
