"""What each fact makes the router tell others: the agency, the centre, the applicant, and the sender of a command."""

import re
from collections.abc import Iterator
from datetime import datetime

from services.router.rules.case import Case
from services.router.rules.facts import Moved, Refused
from services.router.rules.holder_records import holder_record
from services.router.rules.notices import Context, context_of, notice_of
from shared.contracts.agency import (
    ActionApplied,
    ActionRefused,
    AppealDelivered,
    AppealRecalled,
    AppealRepaired,
    RecusalDelivered,
)
from shared.contracts.dates import ClocksChanged
from shared.contracts.envelope import Outgoing, Place, Received, encode
from shared.contracts.event import Event, derived_id
from shared.contracts.joining import AppealJoined
from shared.contracts.lifecycle import (
    AppealAssigned,
    AppealTriaged,
    AppealWithdrawn,
    DeadlinesChanged,
    DefectRepaired,
    LifecycleEvent,
)
from shared.contracts.natije import TriageRequested
from shared.contracts.notices import ApplicantNotified
from shared.contracts.recusal import RecusalMoved
from shared.contracts.requests import (
    CorrectionDelivered,
    CorrectionRequested,
    FileAccessDelivered,
    FileAccessRequested,
    RequestCorrection,
    RequestFileAccess,
)
from shared.contracts.submissions import JoinAppeal, MoveRecusal, RepairAppeal, WithdrawAppeal
from shared.contracts.topics import (
    AGENCY_ACTIONS_TOPIC,
    AGENCY_APPEALS,
    LIFECYCLE,
    NATIJE_ACTIONS,
    NATIJE_APPEALS,
    NOTICES,
    SUBMITTED,
)
from shared.contracts.vocabulary import NoticeKind, Refusal

SERVICE = "router"
REFUSED_TO_APPLICANT = {
    WithdrawAppeal: NoticeKind.WITHDRAWAL_REFUSED,
    RepairAppeal: NoticeKind.REPAIR_REFUSED,
    MoveRecusal: NoticeKind.RECUSAL_REFUSED,
    JoinAppeal: NoticeKind.JOIN_REFUSED,
    RequestFileAccess: NoticeKind.FILE_ACCESS_REFUSED,
    RequestCorrection: NoticeKind.CORRECTION_REFUSED,
}
APPEAL_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def records_of(before: Case | None, moved: Moved, command: Event) -> Iterator[Outgoing]:
    """All records of one applied command, in the order in which they must enter the log."""
    for fact in moved.events:
        yield encode(fact, LIFECYCLE.name, SERVICE)
        yield from _told(before, moved.case, fact, command)
    for child in moved.children:
        yield encode(child.registered, LIFECYCLE.name, SERVICE)
        yield encode(child.submitted, SUBMITTED.name, SERVICE)


def _told(before: Case | None, after: Case, fact: LifecycleEvent, command: Event) -> Iterator[Outgoing]:
    match fact:
        case AppealAssigned():
            if after.is_open:
                yield _delivery(after, fact)
        case AppealTriaged():
            yield _triage(after, fact)
            yield from _notice(fact, command)
        case AppealJoined() | DeadlinesChanged() | ClocksChanged():
            told = holder_record(fact, command)
            if told is not None and after.agency is not None:
                yield encode(told, AGENCY_APPEALS.of(after.agency), SERVICE)
        case AppealWithdrawn():
            if before is not None and before.agency is not None:
                recalled = AppealRecalled(**context_of(fact, "recalled"), sequence=fact.sequence, number=fact.number)
                yield encode(recalled, AGENCY_APPEALS.of(before.agency), SERVICE)
        case _:
            asked = _asked(fact, command)
            if asked is not None and after.agency is not None:
                yield encode(asked, AGENCY_APPEALS.of(after.agency), SERVICE)
            yield from _notice(fact, command)


def _notice(fact: LifecycleEvent, command: Event) -> Iterator[Outgoing]:
    notice = notice_of(fact, command)
    if notice is not None:
        yield encode(notice, NOTICES.name, SERVICE)


def _asked(fact: LifecycleEvent, command: Event) -> Event | None:
    """What the holder hears in the applicant's words."""
    sequence, number = fact.sequence, fact.number
    match fact, command:
        case DefectRepaired(), RepairAppeal():
            return AppealRepaired(**context_of(fact, "repaired"), sequence=sequence, number=number, text=command.text)
        case RecusalMoved(), MoveRecusal():
            return RecusalDelivered(
                **context_of(fact, "recusal"), sequence=sequence, number=number, reason=command.reason
            )
        case FileAccessRequested(), RequestFileAccess():
            return FileAccessDelivered(
                **context_of(fact, "file_access"), sequence=sequence, number=number, text=command.text
            )
        case CorrectionRequested(), RequestCorrection():
            return CorrectionDelivered(
                **context_of(fact, "correction"), sequence=sequence, number=number, text=command.text
            )
        case _:
            return None


def _delivery(case: Case, fact: AppealAssigned) -> Outgoing:
    told = case.submission
    dates = case.deadlines
    record = AppealDelivered(
        **context_of(fact, "delivered"),
        sequence=fact.sequence,
        number=fact.number,
        received_at=told.received_at,
        dims=fact.dims,
        applicant=told.applicant,
        co_applicants=told.co_applicants,
        co_applicant_names=told.co_applicant_names,
        text=told.text,
        place=told.place,
        prior_number=told.prior_number,
        complained_official=told.complained_official,
        parent=told.parent,
        rule=fact.rule,
        redirect_by=dates.redirect_by if dates else None,
        answer_by=dates.answer_by if dates else None,
        hops=case.hops,
        journey=case.journey,
        repeats=case.likeness.repeats if case.likeness else None,
        campaign=case.likeness.campaign if case.likeness else None,
    )
    return encode(record, AGENCY_APPEALS.of(fact.agency), SERVICE)


def _triage(case: Case, fact: AppealTriaged) -> Outgoing:
    told = case.submission
    record = TriageRequested(
        **context_of(fact, "triage"),
        sequence=fact.sequence,
        number=fact.number,
        received_at=told.received_at,
        dims=fact.dims,
        applicant=told.applicant,
        text=told.text,
        place=told.place,
        reason=fact.reason,
        proposals=fact.proposals,
    )
    return encode(record, NATIJE_APPEALS.of(fact.centre), SERVICE)


def applied(received: Received[Event], case: Case) -> list[Outgoing]:
    """The receipt of an action that changed the case; applicants read their timeline instead."""
    topic = receipts_topic(received.place.topic, received.tenant)
    if topic is None:
        return []
    receipt = ActionApplied(**_answer_to(received, case), sequence=case.sequence, action=received.event.type)
    return [encode(receipt, topic, SERVICE)]


def refused(received: Received[Event], case: Case | None, reason: Refused, at: datetime) -> list[Outgoing]:
    """Tell the sender that nothing changed and why: agencies and centres by a receipt, applicants by a notice."""
    topic = receipts_topic(received.place.topic, received.tenant)
    context = _answer_to(received, case)
    context["occurred_at"] = at
    if topic is not None:
        receipt = ActionRefused.model_validate(
            {
                **context,
                "sequence": case.sequence if case else 0,
                "action": received.event.type,
                "refusal": reason.refusal,
                "article": reason.article,
                "detail": reason.detail,
            }
        )
        return [encode(receipt, topic, SERVICE)]
    kind = REFUSED_TO_APPLICANT.get(type(received.event))
    if case is None or kind is None:
        return []
    notice = ApplicantNotified.model_validate(
        {
            **context,
            "sequence": case.sequence,
            "number": case.submission.number,
            "notice": kind,
            "text": f"{reason.article}: {reason.detail}",
        }
    )
    return [encode(notice, NOTICES.name, SERVICE)]


def unreadable(place: Place, tenant: str, key: bytes | None, at: datetime, reason: str) -> list[Outgoing]:
    """Receipt for a command that could not be read; none where its key names no appeal."""
    topic = receipts_topic(place.topic, tenant)
    appeal_id = (key or b"").decode("utf-8", "replace")
    if topic is None or not APPEAL_ID.fullmatch(appeal_id):
        return []
    receipt = ActionRefused(
        event_id=derived_id(appeal_id, f"unreadable:{place}"),
        appeal_id=appeal_id,
        occurred_at=at,
        correlation_id=appeal_id,
        sequence=0,
        action="unreadable",
        refusal=Refusal.UNREADABLE,
        article="",
        detail=reason[:500],
    )
    return [encode(receipt, topic, SERVICE)]


def receipts_topic(topic: str, tenant: str) -> str | None:
    """Where the sender of a command reads its receipts; None for commands of our own intake."""
    if topic == AGENCY_ACTIONS_TOPIC.of(tenant):
        return AGENCY_APPEALS.of(tenant)
    if topic == NATIJE_ACTIONS.of(tenant):
        return NATIJE_APPEALS.of(tenant)
    return None


def _answer_to(received: Received[Event], case: Case | None) -> Context:
    event = received.event
    again = f":retried:{received.place}" if received.retried else ""  # a receipt of refusal may have had the plain id
    return Context(
        event_id=derived_id(event.appeal_id, f"receipt:{received.place.topic}:{event.event_id}{again}"),
        appeal_id=event.appeal_id,
        occurred_at=case.last_at if case else event.occurred_at,
        correlation_id=case.submission.correlation_id if case else event.correlation_id,
        causation_id=event.event_id,
        traceparent=event.traceparent or (case.submission.traceparent if case else None),
    )
