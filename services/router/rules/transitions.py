"""What an applicant and an agency may do to a case. The table says when; each rule returns the case changed."""

from dataclasses import replace
from typing import assert_never

from services.router.rules.case import Case, State
from services.router.rules.defects import attach, notice_defect, repair, send_back, speaks_of_crime
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, closing, common, then
from services.router.rules.hearing import file_protocol, hold_hearing, notice_hearing, unheard
from services.router.rules.moving import pass_up, redirect, redirect_part
from services.router.rules.recusal import complained_of, decide_recusal, move_recusal
from services.router.rules.reply_check import Claim, exemption_holds, lacking
from services.router.rules.reply_text import APPEAL_INFORMATION, Appeal, Reply, parts_of
from services.router.rules.reply_traits import answer_traits
from services.router.rules.table import permitted
from services.router.rules.terms import OWING, after_closing, prolong, reclassify
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
    AppealAnswered,
    AppealTerminated,
    AppealWithdrawn,
)
from shared.contracts.submissions import MoveRecusal, RepairAppeal, WithdrawAppeal
from shared.contracts.vocabulary import ClockName, Kind, Outcome, Refusal, TerminationGround
from shared.law import allowed_outcomes, reply_names_route, termination_grounds


def apply(case: Case, command: WithdrawAppeal | RepairAppeal | MoveRecusal, now: Moment, law: Law) -> Verdict:
    """An applicant's command: withdraw before the decision (Art. 64(9)), mend a defect (64(6)), recuse (67)."""
    if refused := permitted(case, type(command)):
        return refused
    match command:
        case RepairAppeal():
            return repair(case, command, now)
        case MoveRecusal():
            return move_recusal(case, now, law)
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
        case ReturnAppeal() | AttachAppeal() | TerminateAppeal() | AnswerAppeal() | ExecuteAct():
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


End = ReturnAppeal | AttachAppeal | TerminateAppeal | AnswerAppeal | ExecuteAct


def _end(case: Case, action: End, now: Moment, law: Law) -> Verdict:
    """Return (Art. 64(7)), attach (64(8)), terminate (70, 88, 95), decide on the merits (77, 89, 100), execute (86)."""
    match action:
        case ReturnAppeal():
            return send_back(case, action, now, law)
        case AttachAppeal():
            return attach(case, action, now, law)
        case TerminateAppeal():
            return _terminate(case, action, now, law)
        case AnswerAppeal():
            return _answer(case, action, now, law)
        case ExecuteAct():
            return _execute(case, now)


Hearing = NoticeHearing | HoldHearing | FileProtocol
Work = AcceptAppeal | NoticeDefect | ReclassifyAppeal | ProlongAppeal | Hearing | DecideRecusal


def _work(case: Case, action: Work, now: Moment, law: Law) -> Verdict:
    """Steps of the consideration: the case stays with its holder."""
    match action:
        case AcceptAppeal():
            return _accept(case, action, now)
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


def _accept(case: Case, action: AcceptAppeal, now: Moment) -> Verdict:
    above = action.as_higher_body
    if above and case.dims.kind is not Kind.COMPLAINT:
        return Refused(Refusal.NOT_OF_KIND, "Art. 91(4)", "only a complaint is considered by a higher body")
    event = AppealAccepted(
        **common(case, AppealAccepted, now),
        unit=action.unit,
        as_higher_body=above,
        stops=(ClockName.UPWARD,) if above else (),
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
        starts=after_closing(case, now, law),
    )
    return then(Moved(case, ()), event, State.TERMINATED)


def _answer(case: Case, action: AnswerAppeal, now: Moment, law: Law) -> Verdict:
    allowed = allowed_outcomes(case.dims.kind)
    if action.outcome not in allowed:
        detail = f"a {case.dims.kind} may end as: {', '.join(sorted(allowed))}"
        return Refused(Refusal.OUTCOME_NOT_OF_KIND, "Art. 77, 89(1), 100(1)", detail)
    if refused := complained_of(case, action) or _not_its_own(case, action) or unheard(case, action, now, law):
        return refused
    appeal = Appeal(case.submission.number, case.dims.language, case.submission.place)
    claim = Claim(action.outcome, action.exemption)
    found = parts_of(Reply(action.text, action.language), appeal, law.replies.reader)
    names_route = case.deadlines is None or reply_names_route(case.deadlines.ruleset)
    missing = lacking(found, appeal, claim, law.replies, names_route=names_route)
    if missing:
        detail = "the reply lacks: " + "; ".join(f"{part.words} ({part.article})" for part in missing)
        return Refused(Refusal.REPLY_INCOMPLETE, missing[0].article, detail)
    event = AppealAnswered(
        **closing(case, AppealAnswered, now, law.calendar),
        outcome=action.outcome,
        reply_language=action.language,
        exemption=action.exemption if exemption_holds(appeal, claim, law.replies) else None,
        appeal_information=found >= APPEAL_INFORMATION,
        starts=after_closing(case, now, law, action.outcome, silent_on_appeal=not found >= APPEAL_INFORMATION),
        traits=answer_traits(case, action, now, law),
    )
    return then(Moved(replace(case, owes_execution=action.outcome in OWING), ()), event, State.ANSWERED)


def _not_its_own(case: Case, action: AnswerAppeal) -> Refused | None:
    if action.outcome is not Outcome.SELF_CORRECTED or not case.at_higher_body:
        return None
    return Refused(Refusal.OUTCOME_NOT_OF_KIND, "Art. 91(4)", "only the body complained of corrects itself")


def _execute(case: Case, now: Moment) -> Verdict:
    if not case.owes_execution:
        return Refused(Refusal.WRONG_STATE, "Art. 86(3)", "nothing is to be executed, or it was executed already")
    event = ActExecuted(**common(case, ActExecuted, now), stops=(ClockName.EXECUTION, ClockName.SEND_BACK))
    return then(Moved(replace(case, owes_execution=False), ()), event, case.state)
