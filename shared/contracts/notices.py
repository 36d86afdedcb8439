"""`appeals.notices.v1`: what the applicant is told, in full. Personal: it holds the agency's words."""

from datetime import date
from typing import Literal

from shared.contracts.event import SequencedEvent
from shared.contracts.vocabulary import AgencyCode, AppealNumber, NoticeKind, Outcome


class ApplicantNotified(SequencedEvent):
    """A notice made from the lifecycle fact of the same `sequence` (a refusal: from the last fact before it)."""

    type: Literal["applicant.notified"] = "applicant.notified"
    number: AppealNumber
    notice: NoticeKind
    agency: AgencyCode | None = None
    to_agency: AgencyCode | None = None
    outcome: Outcome | None = None
    until: date | None = None
    child_number: AppealNumber | None = None
    """Number of the demand passed on, by which its own course can be followed."""
    prior_number: AppealNumber | None = None
    """The earlier case to which this one was attached."""
    text: str | None = None
    """The agency's words: reply, reason, text of a hearing notice."""
