"""What an applicant and an agency may do to a case. The table says when; each rule returns the case changed."""

from dataclasses import replace
from typing import assert_never

from services.router.rules.answering import answer, correct, request_correction
from services.router.rules.case import Case, State
from services.router.rules.crime import ended_by_acceptance, speaks_of_crime
from services.router.rules.defects import attach, notice_defect, repair, send_back
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, closing, common, then
from services.router.rules.file_access import carried_on, grant_access, request_access
from services.router.rules.hearing import file_protocol, hold_hearing, notice_hearing
from services.router.rules.joining import join
from services.router.rules.moving import pass_up, redirect, redirect_part
from services.router.rules.recusal import decide_recusal, move_recusal
from services.router.rules.table import permitted
from services.router.rules.terms import after_closing, prolong, reclassify
from shared.contracts.agency import (
    AcceptAppeal,
    AgencyAction,
    AnswerAppeal,
    AttachAppeal,
    DecideRecusal,
    ExecuteAct,
    FileProtocol,
    HoldHearing,
    NoticeDefect,
    NoticeHearing,
    PassUpComplaint,
    ProlongAppeal,
    ReclassifyAppeal,
    RedirectAppeal,
    RedirectPart,
    ReturnAppeal,
    TerminateAppeal,
)
from shared.contracts.lifecycle import (
    ActExecuted,
    AppealAccepted,
    AppealTerminated,
    AppealWithdrawn,
)
from shared.contracts.requests import CorrectReply, GrantFileAccess, RequestCorrection, RequestFileAccess
from shared.contracts.submissions import JoinAppeal, MoveRecusal, RepairAppeal, WithdrawAppeal
from shared.contracts.vocabulary import ClockName, Kind, Refusal, TerminationGround
from shared.law import termination_grounds

Asked = WithdrawAppeal | RepairAppeal | MoveRecusal | RequestFileAccess | RequestCorrection | JoinAppeal


def apply(case: Case, command: Asked, now: Moment, law: Law) -> Verdict:
    """An applicant's command: withdraw (Art. 64(9)), mend (64(6)), recuse (67), see the file (75), correct (82)."""
    if refused := permitted(case, type(command)):
        return refused
    match command:
        case RepairAppeal():
            return repair(case, command, now)
        case MoveRecusal():
            return move_recusal(case, now, law)
        case JoinAppeal():
            return join(case, command, now)
        case RequestFileAccess():
            return request_access(case, now, law)
        case RequestCorrection():
            return request_correction(case, now, law)
        case WithdrawAppeal():
            event = AppealWithdrawn(**closing(case, AppealWithdrawn, now, law.calendar))
            return then(Moved(case, ()), event, State.WITHDRAWN)


def act(case: Case, action: AgencyAction, agency: str, now: Moment, law: Law) -> Verdict:
    """Apply an agency's action. `agency` is the owner of the topic it came from, whatever the action says."""
    if case.agency != agency:
        return Refused(Refusal.NOT_THE_HOLDER, "Art. 65", "the appeal is not with this body now")
    if refused := permitted(case, type(action)):
        return refused
    match action:
        case RedirectAppeal() | RedirectPart() | PassUpComplaint():
            return _send_on(case, action, now, law)
        case ExecuteAct() | GrantFileAccess() | CorrectReply():
            return _owed(case, action, now, law)
        case ReturnAppeal() | AttachAppeal() | TerminateAppeal() | AnswerAppeal():
            return _end(case, action, now, law)
        case _:
            return _work(case, action, now, law)


def _send_on(case: Case, action: RedirectAppeal | RedirectPart | PassUpComplaint, now: Moment, law: Law) -> Verdict:
    """The appeal, or a demand of it, goes to another body."""
    match action:
        case RedirectAppeal():
            return redirect(case, action, now, law)
        case RedirectPart():
            return redirect_part(case, action, now, law)
        case PassUpComplaint():
            return pass_up(case, action, now, law)


End = ReturnAppeal | AttachAppeal | TerminateAppeal | AnswerAppeal


def _end(case: Case, action: End, now: Moment, law: Law) -> Verdict:
    """Return (Art. 64(7)), attach (64(8)), terminate (70, 88, 95), decide on the merits (77, 89, 100)."""
    match action:
        case ReturnAppeal():
            return send_back(case, action, now, law)
        case AttachAppeal():
            return attach(case, action, now, law)
        case TerminateAppeal():
            return _terminate(case, action, now, law)
        case AnswerAppeal():
            return answer(case, action, now, law)


def _owed(case: Case, action: ExecuteAct | GrantFileAccess | CorrectReply, now: Moment, law: Law) -> Verdict:
    """What the body owes beside its decision: execution (Art. 86), the file (75), a reply without misprints (82)."""
    match action:
        case ExecuteAct():
            return _execute(case, now)
        case GrantFileAccess():
            return grant_access(case, now)
        case CorrectReply():
            return correct(case, action, now, law)


Hearing = NoticeHearing | HoldHearing | FileProtocol
Work = AcceptAppeal | NoticeDefect | ReclassifyAppeal | ProlongAppeal | Hearing | DecideRecusal


def _work(case: Case, action: Work, now: Moment, law: Law) -> Verdict:
    """Steps of the consideration: the case stays with its holder."""
    match action:
        case AcceptAppeal():
            return _accept(case, action, now, law)
        case NoticeDefect():
            return notice_defect(case, action, now, law)
        case ReclassifyAppeal():
            return reclassify(case, action, now, law)
        case ProlongAppeal():
            return prolong(case, action, now, law)
        case NoticeHearing():
            return notice_hearing(case, action, now, law)
        case HoldHearing():
            return hold_hearing(case, action, now, law)
        case FileProtocol():
            return file_protocol(case, now, law)
        case DecideRecusal():
            return decide_recusal(case, action, now)
        case _:
            assert_never(action)


def _accept(case: Case, action: AcceptAppeal, now: Moment, law: Law) -> Verdict:
    above = action.as_higher_body
    if above and case.dims.kind is not Kind.COMPLAINT:
        return Refused(Refusal.NOT_OF_KIND, "Art. 91(4)", "only a complaint is considered by a higher body")
    event = AppealAccepted(
        **common(case, AppealAccepted, now),
        unit=action.unit,
        as_higher_body=above,
        stops=((ClockName.UPWARD,) if above else ()) + ended_by_acceptance(case, law),
    )
    return then(Moved(replace(case, at_higher_body=case.at_higher_body or above), ()), event, State.IN_WORK)


def _terminate(case: Case, action: TerminateAppeal, now: Moment, law: Law) -> Verdict:
    """End without a decision on the merits, on a ground of the procedure (Art. 70(1), 88(1), 95(1))."""
    article, grounds = termination_grounds(case.dims.kind)
    if action.ground not in grounds:
        detail = f"a {case.dims.kind} may be terminated for: {', '.join(sorted(grounds))}"
        return Refused(Refusal.NOT_OF_KIND, article, detail)
    if action.ground is TerminationGround.ANONYMOUS and speaks_of_crime(case):
        return Refused(Refusal.CRIME_OR_THREAT, "Art. 88(1)(2)", "redirect it to the competent body at once")
    event = AppealTerminated(
        **closing(case, AppealTerminated, now, law.calendar),
        ground=action.ground,
        starts=after_closing(case, now, law) + carried_on(case, now, law),
    )
    return then(Moved(case, ()), event, State.TERMINATED)


def _execute(case: Case, now: Moment) -> Verdict:
    if not case.owes_execution:
        return Refused(Refusal.WRONG_STATE, "Art. 86(3)", "nothing is to be executed, or it was executed already")
    event = ActExecuted(**common(case, ActExecuted, now), stops=(ClockName.EXECUTION, ClockName.SEND_BACK))
    return then(Moved(replace(case, owes_execution=False), ()), event, case.state)
