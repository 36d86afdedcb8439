"""What the applicant is told, made from a fact and the agency's words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from shared.contracts.agency import (
    AnswerAppeal,
    AttachAppeal,
    DecideRecusal,
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
from shared.contracts.event import Event, derived_id
from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAttached,
    AppealProlonged,
    AppealReclassified,
    AppealRedirected,
    AppealRedirectedInPart,
    AppealReturned,
    AppealTerminated,
    AppealTriaged,
    ComplaintPassedUp,
    DefectNoticed,
    HearingNoticed,
    LifecycleEvent,
)
from shared.contracts.natije import AdviseCourt
from shared.contracts.notices import ApplicantNotified
from shared.contracts.recusal import RecusalDecided
from shared.contracts.requests import CorrectionDecided, CorrectReply, FileAccessGranted, GrantFileAccess
from shared.contracts.vocabulary import NoticeKind, Outcome

COURT_ROUTE = "court_route"
"""Reason of a triage whose matter is for a court: the applicant is told the way while a person looks."""


class Context(TypedDict):
    """Context of a record that tells somebody of a fact or answers a command."""

    event_id: str
    appeal_id: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str
    traceparent: str | None


def context_of(fact: LifecycleEvent, what: str) -> Context:
    """Context of the record `what` that is made from the fact: the same id each time."""
    return Context(
        event_id=derived_id(fact.appeal_id, f"{fact.sequence}:{what}"),
        appeal_id=fact.appeal_id,
        occurred_at=fact.occurred_at,
        correlation_id=fact.correlation_id,
        causation_id=fact.event_id,
        traceparent=fact.traceparent,
    )


def notice_of(fact: LifecycleEvent, command: Event) -> ApplicantNotified | None:
    """The notice made from a fact and the agency's words, or None where the law asks for none."""
    told = _told(fact, command)
    if told is None:
        return None
    return ApplicantNotified(
        **context_of(fact, f"notice:{told.kind}"),
        sequence=fact.sequence,
        number=fact.number,
        notice=told.kind,
        agency=fact.dims.agency,
        to_agency=told.to_agency,
        outcome=told.outcome,
        until=told.until,
        child_number=told.child_number,
        prior_number=told.prior_number,
        text=told.text,
    )


def _told(fact: LifecycleEvent, command: Event) -> "_Told | None":
    match fact, command:
        case AppealRedirected(), RedirectAppeal():
            return _Told(NoticeKind.REDIRECTED, command.reason, to_agency=fact.to_agency)
        case AppealRedirectedInPart(), RedirectPart():
            words = command.reason
            return _Told(NoticeKind.REDIRECTED_IN_PART, words, fact.to_agency, child_number=fact.child_number)
        case ComplaintPassedUp(), PassUpComplaint():
            return _Told(NoticeKind.PASSED_UP, command.reason, to_agency=fact.to_agency)
        case AppealReturned(), ReturnAppeal():
            return _Told(NoticeKind.RETURNED, command.reason)
        case AppealAttached(), AttachAppeal():
            return _Told(NoticeKind.ATTACHED, command.reason, prior_number=fact.prior_number)
        case AppealTerminated(), TerminateAppeal():
            return _Told(NoticeKind.TERMINATED, command.reason)
        case AppealAnswered(), AnswerAppeal():
            return _Told(NoticeKind.ANSWERED, command.text, outcome=fact.outcome)
        case _:
            return _told_of_work(fact, command)


def _told_of_work(fact: LifecycleEvent, command: Event) -> "_Told | None":
    match fact, command:
        case DefectNoticed(), NoticeDefect():
            return _Told(NoticeKind.DEFECT, command.text, until=fact.until)
        case AppealReclassified(), ReclassifyAppeal():
            return _Told(NoticeKind.RECLASSIFIED, command.reason)
        case AppealProlonged(), ProlongAppeal():
            return _Told(NoticeKind.PROLONGED, command.reason, until=fact.until)
        case (AppealTriaged(reason=reason), _) if reason == COURT_ROUTE:
            return _Told(NoticeKind.COURT_ROUTE, None)
        case AppealTerminated(), AdviseCourt():
            return _Told(NoticeKind.COURT_ROUTE, command.reason)
        case HearingNoticed(), NoticeHearing():
            return _Told(NoticeKind.HEARING, command.text, until=fact.hearing_on)
        case RecusalDecided(), DecideRecusal():
            kind = NoticeKind.RECUSAL_GRANTED if fact.granted else NoticeKind.RECUSAL_DENIED
            return _Told(kind, command.reason)
        case _:
            return _told_of_request(fact, command)


def _told_of_request(fact: LifecycleEvent, command: Event) -> "_Told | None":
    match fact, command:
        case FileAccessGranted(), GrantFileAccess():
            return _Told(NoticeKind.FILE_ACCESS_GRANTED, command.text)
        case CorrectionDecided(corrected=True), CorrectReply():
            return _Told(NoticeKind.CORRECTED, command.text)
        case CorrectionDecided(), CorrectReply():
            return _Told(NoticeKind.CORRECTION_DENIED, command.reason)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Told:
    kind: NoticeKind
    text: str | None
    to_agency: str | None = None
    until: date | None = None
    outcome: Outcome | None = None
    child_number: str | None = None
    prior_number: str | None = None
