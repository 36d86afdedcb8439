"""`agency.appeals.<code>.v1` and `agency.actions.<code>.v1`: what a state body gets and what it may do. Personal."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.dates import ChangedDatesDelivered
from shared.contracts.event import Event, SequencedEvent
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.joining import JoinDelivered
from shared.contracts.journey import Stay
from shared.contracts.lifecycle import Dimensions
from shared.contracts.likeness import CampaignId, Earlier
from shared.contracts.requests import CorrectionDelivered, CorrectReply, FileAccessDelivered, GrantFileAccess
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.submissions import Applicant
from shared.contracts.vocabulary import (
    AgencyCode,
    AppealNumber,
    DecidedBy,
    HearingExemption,
    Kind,
    Language,
    OfficialCode,
    Outcome,
    Refusal,
    Requirement,
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
    co_applicants: int = 0
    """Others who signed it or joined it (Art. 22(1))."""
    co_applicant_names: tuple[str, ...] = ()
    """Their names, where they were given."""
    place: str | None = None
    prior_number: AppealNumber | None = None
    complained_official: OfficialCode | None = None
    """May not consider the complaint (Art. 97(2))."""
    parent: AppealNumber | None = None
    """The appeal of which this is a demand passed on (Art. 65(1))."""
    rule: str
    redirect_by: date | None = None
    answer_by: date | None = None
    hops: tuple[AgencyCode, ...] = ()
    """Bodies that had it before, oldest first."""
    journey: tuple[Stay, ...] = ()
    """The same bodies with dates and reasons, from the first redirect that was noted with them."""
    repeats: Earlier | None = None
    """An earlier appeal that it resembles: whether it is the same the body judges (Art. 64(7)(2), 88(1)(1))."""
    campaign: CampaignId | None = None
    """Many people wrote the same."""


class AppealRecalled(SequencedEvent):
    """The applicant withdrew the appeal; the holder stops (Art. 64(9))."""

    type: Literal["agency.appeal_recalled"] = "agency.appeal_recalled"
    number: AppealNumber


class AppealRepaired(SequencedEvent):
    """The applicant mended the defect; `text` is what was added to the appeal (Art. 64(6))."""

    type: Literal["agency.appeal_repaired"] = "agency.appeal_repaired"
    number: AppealNumber
    text: str


class RecusalDelivered(SequencedEvent):
    """The applicant moved to recuse the official who considers the appeal; the body decides (Art. 67(3))."""

    type: Literal["agency.recusal_moved"] = "agency.recusal_moved"
    number: AppealNumber
    reason: str


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
    as_higher_body: bool = False
    """A complaint against a body or official below this one: nothing is to be passed up (Art. 91(4))."""


class RedirectAppeal(Event):
    """Pass the whole appeal to the competent body (Art. 65)."""

    type: Literal["action.redirect"] = "action.redirect"
    to_agency: AgencyCode
    reason: str = Field(min_length=1, max_length=4000)


class RedirectPart(Event):
    """Pass single demands to the competent body; the rest stays here (Art. 65(1))."""

    type: Literal["action.redirect_part"] = "action.redirect_part"
    to_agency: AgencyCode
    reason: str = Field(min_length=1, max_length=4000)
    text: str = Field(min_length=1, max_length=20_000)
    """The demand that is passed on: the text of the child appeal."""


class NoticeDefect(Event):
    """Tell the applicant which requirement is not met and until when to mend it (Art. 64(6))."""

    type: Literal["action.notice_defect"] = "action.notice_defect"
    requirement: Requirement
    until: date
    text: str = Field(min_length=1, max_length=4000)


class PassUpComplaint(Event):
    """Pass a complaint with the file to the body that considers it (Art. 91(4))."""

    type: Literal["action.pass_up"] = "action.pass_up"
    to_agency: AgencyCode
    reason: str | None = Field(default=None, max_length=4000)


class ReclassifyAppeal(Event):
    """The appeal is of another kind than it was registered as; term and procedure follow the new kind."""

    type: Literal["action.reclassify"] = "action.reclassify"
    kind: Kind
    special: SpecialKind | None = None
    """The special kind within `kind`, with its own term; without one the term is that of the kind."""
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


class HoldHearing(Event):
    """The hearing was held; an oral one needs a protocol (Art. 74(1))."""

    type: Literal["action.hold_hearing"] = "action.hold_hearing"
    oral: bool


class FileProtocol(Event):
    """The protocol of an oral hearing is made (Art. 74(4))."""

    type: Literal["action.file_protocol"] = "action.file_protocol"


class DecideRecusal(Event):
    """Decide on the applicant's motion to recuse the official (Art. 67(3))."""

    type: Literal["action.decide_recusal"] = "action.decide_recusal"
    granted: bool
    reason: str = Field(min_length=1, max_length=4000)
    official: OfficialCode | None = None
    """Who is recused where `granted`: may not answer from then on. After a grant every answer names its official."""


class ReturnAppeal(Event):
    """Return without consideration (Art. 64(7))."""

    type: Literal["action.return"] = "action.return"
    ground: ReturnGround
    reason: str = Field(min_length=1, max_length=4000)


class AttachAppeal(Event):
    """Attach a repeat to the earlier case, which was returned as the same, without an answer (Art. 64(8))."""

    type: Literal["action.attach"] = "action.attach"
    prior_number: AppealNumber
    reason: str | None = Field(default=None, min_length=1, max_length=4000)
    """Must be given where the applicant did not name the earlier case."""


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
    no_hearing: HearingExemption | None = None
    """Why a burdensome act needed no hearing (Art. 73(2))."""
    exemption: ReplyExemption | None = None
    """Claimed for an act on an application that gives no reasons of its own (Art. 80(2))."""
    official: OfficialCode | None = None
    """Who considered it; never the official complained of (Art. 97(2)) nor one recused (Art. 67)."""


class ExecuteAct(Event):
    """The act was executed, or the case sent back was taken up, after the decision (Art. 86(3), 100(2))."""

    type: Literal["action.execute"] = "action.execute"


AgencyAction = (
    AcceptAppeal
    | RedirectAppeal
    | RedirectPart
    | NoticeDefect
    | PassUpComplaint
    | ReclassifyAppeal
    | ProlongAppeal
    | NoticeHearing
    | HoldHearing
    | FileProtocol
    | DecideRecusal
    | ReturnAppeal
    | AttachAppeal
    | TerminateAppeal
    | AnswerAppeal
    | ExecuteAct
    | GrantFileAccess
    | CorrectReply
)
AGENCY_ACTIONS = (
    AcceptAppeal,
    RedirectAppeal,
    RedirectPart,
    NoticeDefect,
    PassUpComplaint,
    ReclassifyAppeal,
    ProlongAppeal,
    NoticeHearing,
    HoldHearing,
    FileProtocol,
    DecideRecusal,
    ReturnAppeal,
    AttachAppeal,
    TerminateAppeal,
    AnswerAppeal,
    ExecuteAct,
    GrantFileAccess,
    CorrectReply,
)
AGENCY_RECORDS = (
    AppealDelivered,
    AppealRecalled,
    AppealRepaired,
    RecusalDelivered,
    FileAccessDelivered,
    CorrectionDelivered,
    ChangedDatesDelivered,
    JoinDelivered,
    ActionApplied,
    ActionRefused,
)
