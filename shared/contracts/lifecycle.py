"""`appeals.lifecycle.v1`: the facts of one appeal in order. Pseudonymous: codes, dates, ids, never a name or a text."""

from datetime import date
from typing import Literal

from shared.contracts.clocks import Clock, Deadlines, Fact
from shared.contracts.event import SequencedEvent
from shared.contracts.vocabulary import (
    AgencyCode,
    AppealNumber,
    CentreCode,
    Channel,
    ClockName,
    DatesChangedBy,
    DecidedBy,
    ExemptionGround,
    Kind,
    Language,
    Outcome,
    PersonType,
    RegionCode,
    ReturnGround,
    TerminationGround,
)


class Dimensions(Fact):
    """By what an appeal is counted. All but `agency` and `category` are fixed at registration."""

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


class AppealRegistered(LifecycleEvent):
    """Sequence 1, by intake: number given, clocks started (Art. 64(2)-(3), 76)."""

    type: Literal["appeal.registered"] = "appeal.registered"
    registered_late: bool = False
    """Received after the cut-off or on a non-working day, so registered on the next working day (Art. 64(3))."""
    prior_number: AppealNumber | None = None
    deadlines: Deadlines | None = None
    """None for historical appeals."""


class AppealAssigned(LifecycleEvent):
    """The router found the competent state body, here called agency (Art. 64-65)."""

    type: Literal["appeal.assigned"] = "appeal.assigned"
    agency: AgencyCode
    rule: str
    """The competence rule that decided, or `redirect`, `by_hand`, `historical`."""
    centre: CentreCode
    """The Nätije centre that watches this case from now on."""
    hop: int = 0
    """How many redirects came before."""
    deadlines: Deadlines | None = None
    """Set when the term starts anew on arrival at a competent body (Art. 76(2)); else the former ones hold."""


class AppealTriaged(LifecycleEvent):
    """No body could be named with enough confidence: the centre assigns by hand. Its clock is due at once."""

    type: Literal["appeal.triaged"] = "appeal.triaged"
    centre: CentreCode
    reason: str
    proposals: tuple[AgencyCode, ...] = ()
    clock: Clock


class AppealAccepted(LifecycleEvent):
    """The agency took the appeal into work."""

    type: Literal["appeal.accepted"] = "appeal.accepted"
    unit: str | None = None
    """Code of the organisation below the agency, if it named one."""


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


class ReplyExemption(Fact):
    """Why a reply omits its reasoning (Art. 80(2)): the body's word, kept for those who check it."""

    ground: ExemptionGround
    reasoned_number: AppealNumber
    """Number of the appeal that the first act of the series, the reasoned one, answered."""


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


class AppealReturned(ClosingEvent):
    """Returned without consideration (Art. 64(7))."""

    type: Literal["appeal.returned"] = "appeal.returned"
    ground: ReturnGround


class AppealTerminated(ClosingEvent):
    """Consideration ended without a decision on the merits (Art. 70, 88, 95)."""

    type: Literal["appeal.terminated"] = "appeal.terminated"
    ground: TerminationGround


class AppealWithdrawn(ClosingEvent):
    """The applicant withdrew it before the decision (Art. 64(9))."""

    type: Literal["appeal.withdrawn"] = "appeal.withdrawn"


LIFECYCLE_EVENTS = (
    AppealRegistered,
    AppealAssigned,
    AppealTriaged,
    AppealAccepted,
    AppealRedirected,
    AppealPingPong,
    AppealProlonged,
    DeadlinesChanged,
    HearingNoticed,
    AppealAnswered,
    AppealReturned,
    AppealTerminated,
    AppealWithdrawn,
)
