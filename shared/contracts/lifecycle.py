"""`appeals.lifecycle.v1`: the facts of one appeal in order. Pseudonymous: codes, dates, ids, never a name or a text."""

from datetime import date
from typing import Literal

from shared.contracts.clocks import Clock, Deadlines, Fact
from shared.contracts.event import SequencedEvent
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.likeness import AnswerTraits, Likeness
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import (
    AgencyCode,
    AppealId,
    AppealNumber,
    CentreCode,
    Channel,
    ClockName,
    DatesChangedBy,
    DecidedBy,
    Kind,
    Language,
    Outcome,
    PersonType,
    RegionCode,
    Requirement,
    ReturnGround,
    TerminationGround,
)


class Dimensions(Fact):
    """By what an appeal is counted. All but `agency`, `category`, `kind` and `special` are fixed at registration."""

    kind: Kind
    channel: Channel
    language: Language
    person_type: PersonType
    region: RegionCode | None = None
    """Region of the object, as stated by the applicant; None when not stated."""
    collective: bool = False
    registered_on: date
    historical: bool = False
    """An earlier appeal taken over from another system: counted, no clock."""
    agency: AgencyCode | None = None
    """The holder *after* the event; for a closing event, the body that closed it."""
    category: str | None = None
    special: SpecialKind | None = None
    """A kind within `kind` that has a term of its own."""


class LifecycleEvent(SequencedEvent):
    """Base: every fact carries what it is counted by, so that counting needs neither a join nor the law."""

    number: AppealNumber
    dims: Dimensions
    starts: tuple[Clock, ...] = ()
    """Clocks that this fact starts or sets anew, beside those in `deadlines`."""
    stops: tuple[ClockName, ...] = ()
    """Clocks that run no longer after this fact; a closing fact stops all that it does not start."""


class ClosingEvent(LifecycleEvent):
    """Base of the facts that end a consideration."""

    in_time: bool
    """The civil day (Asia/Almaty) of the fact is not after the due date then in force."""
    working_days: int
    """Working days from the day after registration up to the closing day, inclusive (Art. 76(2))."""
    was_overdue: bool
    """The `overdue` rung had come due before this fact."""
    working_days_left: int | None = None
    """Working days from the closing day to the due date: 0 on the last day, negative after it; None without a term."""


class AppealRegistered(LifecycleEvent):
    """Sequence 1, by intake: number given, clocks started (Art. 64(2)-(3), 76)."""

    type: Literal["appeal.registered"] = "appeal.registered"
    registered_late: bool = False
    """Received after the cut-off or on a non-working day, so registered on the next working day (Art. 64(3))."""
    prior_number: AppealNumber | None = None
    parent: AppealNumber | None = None
    """The appeal from which this demand was passed on (Art. 65(1)); then the router wrote this fact."""
    deadlines: Deadlines | None = None
    """None for historical appeals."""


class AppealAssigned(LifecycleEvent):
    """The router found the competent state body, here called agency (Art. 64-65)."""

    type: Literal["appeal.assigned"] = "appeal.assigned"
    agency: AgencyCode
    rule: str
    """The competence rule that decided, or `redirect`, `redirect_part`, `passed_up`, `by_hand`, `taken_over`."""
    centre: CentreCode
    """The Nätije centre that watches this case from now on."""
    hop: int = 0
    """How many redirects came before."""
    deadlines: Deadlines | None = None
    """Set when the term starts anew on arrival at a competent body (Art. 76(2)); else the former ones hold."""
    likeness: Likeness | None = None
    """Said once, by the first assignment or triage."""
    former_category: str | None = None
    """Category that the fact before gave: there the open appeal was counted."""


class AppealTriaged(LifecycleEvent):
    """No body could be named with enough confidence: the centre assigns by hand. Its clock is due at once."""

    type: Literal["appeal.triaged"] = "appeal.triaged"
    centre: CentreCode
    reason: str
    proposals: tuple[AgencyCode, ...] = ()
    clock: Clock
    likeness: Likeness | None = None
    former_category: str | None = None


class AppealAccepted(LifecycleEvent):
    """The agency took the appeal into work."""

    type: Literal["appeal.accepted"] = "appeal.accepted"
    unit: str | None = None
    """Code of the organisation below the agency, if it named one."""
    as_higher_body: bool = False
    """The body stands above the one complained of, so nothing is to be passed up (Art. 91(4))."""


class AppealRedirected(LifecycleEvent):
    """The holder is not competent and passed the appeal on (Art. 65); an assignment follows."""

    type: Literal["appeal.redirected"] = "appeal.redirected"
    from_agency: AgencyCode
    to_agency: AgencyCode
    working_day: int
    """Working days the sender held it; more than 3 is late (Art. 65(1))."""
    in_time: bool
    was_overdue: bool = False
    """The `overdue` rung of the term that ends here had come due; the term starts anew at the next body."""
    hops_before: int = 0
    """How many times it had been sent on before."""
    to_former_holder: bool = False
    """The receiver had it before."""


class AppealRedirectedInPart(LifecycleEvent):
    """Single demands went to another body as the child `child_number`; the appeal stays open here (Art. 65(1))."""

    type: Literal["appeal.redirected_in_part"] = "appeal.redirected_in_part"
    from_agency: AgencyCode
    to_agency: AgencyCode
    child_id: AppealId
    child_number: AppealNumber
    working_day: int
    """Working days the sender held it; more than 3 is late (Art. 65(1))."""
    in_time: bool


class DefectNoticed(LifecycleEvent):
    """The applicant was told which requirement is not met and until when to mend it (Art. 64(6))."""

    type: Literal["appeal.defect_noticed"] = "appeal.defect_noticed"
    requirement: Requirement
    until: date


class DefectRepaired(LifecycleEvent):
    """The applicant brought the appeal into line with the requirements (Art. 64(6))."""

    type: Literal["appeal.defect_repaired"] = "appeal.defect_repaired"
    in_time: bool


class ComplaintPassedUp(LifecycleEvent):
    """The body complained of passed the complaint to the body that considers it (Art. 91(4)); an assignment follows."""

    type: Literal["appeal.passed_up"] = "appeal.passed_up"
    from_agency: AgencyCode
    to_agency: AgencyCode
    working_day: int
    """Working days the sender held it; more than 3 is late (Art. 91(4))."""
    in_time: bool
    was_overdue: bool = False
    """The `overdue` rung of the term that ends here had come due; the term starts anew at the higher body."""


class AppealReclassified(LifecycleEvent):
    """The holder corrected the kind; `previous` keeps the dates that the old kind had set.

    The clocks of `deadlines` stand in `starts` too: they replace those of the same names.
    """

    type: Literal["appeal.reclassified"] = "appeal.reclassified"
    from_kind: Kind
    from_special: SpecialKind | None = None
    by_agency: AgencyCode
    previous: Deadlines | None = None
    deadlines: Deadlines | None = None


class AppealPingPong(LifecycleEvent):
    """More than three redirects, or back at a body that had it before: the republic's centre looks at it."""

    type: Literal["appeal.ping_pong"] = "appeal.ping_pong"
    hops: int
    returned_to_sender: bool
    clock: Clock


class AppealProlonged(LifecycleEvent):
    """The term was prolonged by a reasoned decision (Art. 76(3)-(4))."""

    type: Literal["appeal.prolonged"] = "appeal.prolonged"
    until: date
    decided_by: DecidedBy
    deadlines: Deadlines


class DeadlinesChanged(LifecycleEvent):
    """The dates of the running term are others now, though nobody decided to move it (Art. 76(5)).

    The term's start and length stay; `deadlines` replaces its clocks. Terms beside it come in `starts`.
    """

    type: Literal["appeal.deadlines_changed"] = "appeal.deadlines_changed"
    reason: DatesChangedBy
    deadlines: Deadlines


class HearingNoticed(LifecycleEvent):
    """The participant was told of the hearing and sent the preliminary decision (Art. 73(1))."""

    type: Literal["appeal.hearing_noticed"] = "appeal.hearing_noticed"
    hearing_on: date


class HearingHeld(LifecycleEvent):
    """The participant was heard (Art. 73, 74)."""

    type: Literal["appeal.hearing_held"] = "appeal.hearing_held"
    oral: bool


class ProtocolFiled(LifecycleEvent):
    """The protocol of the oral hearing was made (Art. 74(4))."""

    type: Literal["appeal.protocol_filed"] = "appeal.protocol_filed"


class ActExecuted(LifecycleEvent):
    """After the decision: the act was executed, or the case sent back taken up (Art. 86(3), 100(2))."""

    type: Literal["appeal.executed"] = "appeal.executed"


class AppealAnswered(ClosingEvent):
    """A decision on the merits was given (Art. 77, 89, 100)."""

    type: Literal["appeal.answered"] = "appeal.answered"
    outcome: Outcome
    reply_language: Language
    exemption: ReplyExemption | None = None
    """Set when the reasoning was omitted, or could have been, on this ground."""
    appeal_information: bool = True
    """The reply names the right, the term and the higher body (Art. 80(5)); else six months to complain (92(1-1)).

    True as well where nobody could look: a reply in a third language, an answer given in another system.
    """
    traits: AnswerTraits | None = None


class AppealReturned(ClosingEvent):
    """Returned without consideration (Art. 64(7))."""

    type: Literal["appeal.returned"] = "appeal.returned"
    ground: ReturnGround
    late: bool = False
    """After the three working days of Art. 64(7): lawful still where defects were not mended, but counted."""


class AppealTerminated(ClosingEvent):
    """Consideration ended without a decision on the merits (Art. 70, 88, 95)."""

    type: Literal["appeal.terminated"] = "appeal.terminated"
    ground: TerminationGround


class AppealWithdrawn(ClosingEvent):
    """The applicant withdrew it before the decision (Art. 64(9))."""

    type: Literal["appeal.withdrawn"] = "appeal.withdrawn"


class AppealAttached(ClosingEvent):
    """A repeat after a return under Art. 64(7)(2)(a) joins the earlier case without an answer (Art. 64(8))."""

    type: Literal["appeal.attached"] = "appeal.attached"
    prior_number: AppealNumber
    ground: ReturnGround = ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS
    """On which the earlier appeal had been returned."""
