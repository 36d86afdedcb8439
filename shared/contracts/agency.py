"""`agency.appeals.<code>.v1` and `agency.actions.<code>.v1`: what a state body gets and what it may do. Personal."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.event import Event, SequencedEvent
from shared.contracts.lifecycle import Dimensions, ReplyExemption
from shared.contracts.submissions import Applicant
from shared.contracts.vocabulary import (
    AgencyCode,
    AppealNumber,
    DecidedBy,
    Language,
    Outcome,
    Refusal,
    ReturnGround,
    TerminationGround,
)


class AppealDelivered(SequencedEvent):
    """The appeal in full, for the body that is to consider it. `sequence` is that of the assignment."""

    type: Literal["agency.appeal_delivered"] = "agency.appeal_delivered"
    number: AppealNumber
    received_at: AwareDatetime
    dims: Dimensions
    applicant: Applicant
    text: str
    place: str | None = None
    prior_number: AppealNumber | None = None
    rule: str
    redirect_by: date | None = None
    answer_by: date | None = None
    hops: tuple[AgencyCode, ...] = ()
    """Bodies that had it before, oldest first."""


class AppealRecalled(SequencedEvent):
    """The applicant withdrew the appeal; the holder stops (Art. 64(9))."""

    type: Literal["agency.appeal_recalled"] = "agency.appeal_recalled"
    number: AppealNumber


class ActionApplied(Event):
    """Receipt: the action `causation_id` changed the case. `sequence` is the case's last after it."""

    type: Literal["action.applied"] = "action.applied"
    sequence: int = Field(ge=0)
    action: str


class ActionRefused(Event):
    """Receipt: the action `causation_id` changed nothing; `article` says on what ground, `detail` what to mend."""

    type: Literal["action.refused"] = "action.refused"
    sequence: int = Field(ge=0)
    action: str
    refusal: Refusal
    article: str
    detail: str


class AcceptAppeal(Event):
    """Take the appeal into work."""

    type: Literal["action.accept"] = "action.accept"
    unit: str | None = Field(default=None, max_length=80)


class RedirectAppeal(Event):
    """Pass the whole appeal to the competent body (Art. 65)."""

    type: Literal["action.redirect"] = "action.redirect"
    to_agency: AgencyCode
    reason: str = Field(min_length=1, max_length=4000)


class ProlongAppeal(Event):
    """Prolong the term, not beyond two calendar months from the decision (Art. 76(3))."""

    type: Literal["action.prolong"] = "action.prolong"
    until: date
    decided_by: DecidedBy
    reason: str = Field(min_length=1, max_length=4000)


class NoticeHearing(Event):
    """Tell the participant of the hearing (Art. 73(1))."""

    type: Literal["action.notice_hearing"] = "action.notice_hearing"
    hearing_on: date
    text: str = Field(min_length=1, max_length=20_000)


class ReturnAppeal(Event):
    """Return without consideration (Art. 64(7))."""

    type: Literal["action.return"] = "action.return"
    ground: ReturnGround
    reason: str = Field(min_length=1, max_length=4000)


class TerminateAppeal(Event):
    """End the consideration without a decision on the merits (Art. 70, 88, 95)."""

    type: Literal["action.terminate"] = "action.terminate"
    ground: TerminationGround
    reason: str = Field(min_length=1, max_length=4000)


class AnswerAppeal(Event):
    """Give the decision and the reply (Art. 77, 80, 89, 100)."""

    type: Literal["action.answer"] = "action.answer"
    outcome: Outcome
    language: Language
    text: str = Field(min_length=1, max_length=100_000)
    exemption: ReplyExemption | None = None
    """Claimed for an act on an application that gives no reasons of its own (Art. 80(2))."""


AgencyAction = (
    AcceptAppeal | RedirectAppeal | ProlongAppeal | NoticeHearing | ReturnAppeal | TerminateAppeal | AnswerAppeal
)
AGENCY_ACTIONS = (
    AcceptAppeal,
    RedirectAppeal,
    ProlongAppeal,
    NoticeHearing,
    ReturnAppeal,
    TerminateAppeal,
    AnswerAppeal,
)
AGENCY_RECORDS = (AppealDelivered, AppealRecalled, ActionApplied, ActionRefused)
