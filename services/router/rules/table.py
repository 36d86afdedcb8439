"""Who may do what to a case, in which state and for which kind: a table to be read beside the Code.

`permitted` decides from it; what a row's `conditions` say is checked by the rule of the command. The same table is
printed by `python -m services.router transitions`.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.router.rules.case import OPEN, Case, State
from services.router.rules.facts import Refused
from shared.contracts.agency import (
    AcceptAppeal,
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
from shared.contracts.event import Event
from shared.contracts.natije import AdviseCourt, AssignAppeal
from shared.contracts.requests import CorrectReply, GrantFileAccess, RequestCorrection, RequestFileAccess
from shared.contracts.submissions import JoinAppeal, MoveRecusal, RecomputeDeadlines, RepairAppeal, WithdrawAppeal
from shared.contracts.vocabulary import Kind, Refusal


class Actor(StrEnum):
    """Who gives the command."""

    APPLICANT = "applicant"
    CENTRE = "centre"
    HOLDER = "holder"
    OPERATOR = "operator"


ALL_KINDS = frozenset(Kind)
APPEALS = frozenset({Kind.APPLICATION, Kind.COMPLAINT})
"""«Обращение» in the sense of the Code (Art. 4(1)(16)): with hearing and requirements of form."""
COMPLAINTS = frozenset({Kind.COMPLAINT})
HELD = frozenset({State.ASSIGNED, State.IN_WORK, State.DEFECT})
FILED = HELD | {State.ANSWERED, State.TERMINATED}
"""States in which a body has a file that the applicant may want: to take part, or to contest what ended it."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `to` None leaves the state as it is; `kinds_article` says why other kinds are excluded."""

    command: type[Event]
    by: Actor
    states: frozenset[State]
    to: State | None
    article: str
    kinds: frozenset[Kind] = ALL_KINDS
    kinds_article: str = ""
    conditions: tuple[str, ...] = ()
    otherwise: Refusal | None = None
    """How it is refused in any other state; by default as closed, or as the wrong state."""


WITHIN_3 = "within 3 working days of receipt, later it counts as late"
HEARD_FIRST = (
    "a burdensome one 3 working days after notice of the hearing and not before it, or with its exemption "
    "(Art. 73(1)-(2))"
)
TABLE = (
    Transition(AssignAppeal, Actor.CENTRE, frozenset({State.TRIAGE}), State.ASSIGNED, "Art. 65(1)",
               conditions=("the centre of the case or the republic's", "to a body that gets appeals"),
               otherwise=Refusal.ALREADY_ASSIGNED),
    Transition(AdviseCourt, Actor.CENTRE, frozenset({State.TRIAGE}), State.TERMINATED, "Art. 3(2), 91(5)-(6)",
               conditions=("the centre of the case or the republic's", "the reason explains the way to court",
                           "on another legal ground (Art. 70(1)), for every kind")),
    Transition(AcceptAppeal, Actor.HOLDER, frozenset({State.ASSIGNED}), State.IN_WORK, "Art. 64(1)",
               conditions=("a body competent in crime: content on crimes or threats has arrived (Art. 88(1)(2))",)),
    Transition(RedirectAppeal, Actor.HOLDER, HELD, State.ASSIGNED, "Art. 65(1)",
               conditions=("not to oneself", WITHIN_3, "the term starts anew on arrival (Art. 76(2))")),
    Transition(RedirectPart, Actor.HOLDER, HELD, None, "Art. 65(1)",
               conditions=("not to oneself", WITHIN_3, "the demand becomes an appeal `…/1`, `…/2` with its own term")),
    Transition(NoticeDefect, Actor.HOLDER, frozenset({State.ASSIGNED, State.IN_WORK}), State.DEFECT, "Art. 64(6)",
               APPEALS, "Art. 88(1)(2)", ("the date to repair lies ahead", "the term of consideration runs on")),
    Transition(RepairAppeal, Actor.APPLICANT, frozenset({State.DEFECT}), State.IN_WORK, "Art. 64(6)"),
    Transition(PassUpComplaint, Actor.HOLDER, HELD, State.ASSIGNED, "Art. 91(4)", COMPLAINTS, "Art. 91(4)",
               ("not to oneself", "once", WITHIN_3, "the term starts anew at the higher body (Art. 99)")),
    Transition(ReclassifyAppeal, Actor.HOLDER, frozenset({State.ASSIGNED, State.IN_WORK}), None, "Art. 4(1)",
               conditions=("to another kind or special kind", "before the term expires",
                           "the term is that of the new kind from the same start")),
    Transition(ProlongAppeal, Actor.HOLDER, HELD, None, "Art. 76(3)",
               conditions=("before the term expires", "at most two calendar months from the decision",
                           "never a complaint (Art. 99, edition B)",
                           "never by a head of apparatus in edition A")),
    Transition(NoticeHearing, Actor.HOLDER, HELD, None, "Art. 73(1)", APPEALS, "Art. 73(2)(6)",
               ("the hearing lies ahead",)),
    Transition(HoldHearing, Actor.HOLDER, HELD, None, "Art. 73(1)", APPEALS, "Art. 73(2)(6)",
               ("noticed before", "not before its day")),
    Transition(FileProtocol, Actor.HOLDER, HELD, None, "Art. 74(4)", APPEALS, "Art. 73(2)(6)",
               ("after an oral hearing", "once")),
    Transition(MoveRecusal, Actor.APPLICANT, HELD, None, "Art. 67",
               conditions=("no other motion waits for its decision", "decided in 3 working days (Art. 67(3))")),
    Transition(JoinAppeal, Actor.APPLICANT, OPEN, None, "Art. 22(1)",
               conditions=("asked for by the applicant or the representative", "the term stays")),
    Transition(DecideRecusal, Actor.HOLDER, HELD, None, "Art. 67(3)", conditions=("a motion waits for its decision",)),
    Transition(RequestFileAccess, Actor.APPLICANT, FILED, None, "Art. 75(1)",
               conditions=("no other request waits", "opened in 3 working days",
                           "simplified procedure too: it is not freed from this (Art. 87(2))")),
    Transition(GrantFileAccess, Actor.HOLDER, FILED, None, "Art. 75(1)", conditions=("a request waits",)),
    Transition(ReturnAppeal, Actor.HOLDER, HELD, State.RETURNED, "Art. 64(7)",
               conditions=("never content on crimes or threats (Art. 64(7-2))",
                           "not repaired: after the date to repair, late beyond 3 working days (Art. 64(7)(1))",
                           "same or insulting: within 3 working days of registration (Art. 64(7)(2), edition B)")),
    Transition(AttachAppeal, Actor.HOLDER, HELD, State.ATTACHED, "Art. 64(8)",
               conditions=("never content on crimes or threats (Art. 64(7-2))",
                           "to an earlier case that was returned as the same (Art. 64(7)(2), edition B)",
                           "the applicant named that case, or the body does with a reason")),
    Transition(TerminateAppeal, Actor.HOLDER, HELD, State.TERMINATED, "Art. 70(1), 88(1), 95(1)",
               conditions=("on a ground that the procedure knows",
                           "never anonymous content on crimes or threats (Art. 88(1)(2))")),
    Transition(AnswerAppeal, Actor.HOLDER, HELD, State.ANSWERED, "Art. 77, 89(1), 100(1)",
               conditions=("an outcome of the kind", "every mandatory part (Art. 80, 89(2); 80(5) in edition B)",
                           HEARD_FIRST,
                           "corrected by oneself: only by the body complained of (Art. 91(4))",
                           "a complaint: not by the official complained of (Art. 97(2))",
                           "once an official was recused: by another one, who is named (Art. 67)")),
    Transition(WithdrawAppeal, Actor.APPLICANT, OPEN, State.WITHDRAWN, "Art. 64(9)"),
    Transition(ExecuteAct, Actor.HOLDER, frozenset({State.ANSWERED}), None, "Art. 86(3), 100(2)", APPEALS,
               "Art. 86(3)", ("an act that is to be executed, or a case sent back", "once")),
    Transition(RequestCorrection, Actor.APPLICANT, frozenset({State.ANSWERED}), None, "Art. 82",
               conditions=("no other request waits for its decision", "decided in 3 working days")),
    Transition(CorrectReply, Actor.HOLDER, frozenset({State.ANSWERED}), None, "Art. 82",
               conditions=("a request waits for its decision", "the whole reply, or the reason why it stays",
                           "every mandatory part, as the first reply", "sent in the same step")),
    Transition(RecomputeDeadlines, Actor.OPERATOR, frozenset(State), None, "Art. 76(5)",
               conditions=("the router has this table of working days", "where a date is another one by it",
                           "start and length of the term stay",
                           "closed: the terms that still run, as to complain (Art. 92)")),
)  # fmt: skip  # one row a command, to be read as a table
ROWS = {row.command: row for row in TABLE}


def permitted(case: Case, command: type[Event]) -> Refused | None:
    """None when the table allows the command in the case's state and kind, else the refusal with its article."""
    row = ROWS[command]
    if case.state not in row.states:
        wrong = Refusal.WRONG_STATE if case.is_open else Refusal.ALREADY_CLOSED
        return Refused(row.otherwise or wrong, row.article, f"the case is {case.state}")
    if case.dims.kind not in row.kinds:
        return Refused(Refusal.NOT_OF_KIND, row.kinds_article, f"not for a {case.dims.kind}")
    return None
