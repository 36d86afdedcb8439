"""What an applicant may ask of the body: the file (Art. 75), a correction (82), a recusal (67). Pure.

Whether it may be asked now is for the router; here only what the timeline plainly excludes is not sent.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from pydantic import Field

from services.intake.form import Fault, FaultCode, Form, read_json
from services.intake.repairs import SENT_ON
from services.intake.rules import SOURCE, Trace
from services.intake.timeline import CLOSED, Status, Timeline, standing
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.event import Event, derived_id
from shared.contracts.requests import RequestCorrection, RequestFileAccess
from shared.contracts.submissions import MoveRecusal
from shared.contracts.topics import SUBMITTED
from shared.contracts.vocabulary import NoticeKind


class RequestKind(StrEnum):
    """What is asked for."""

    FILE_ACCESS = "file_access"
    CORRECTION = "correction"
    RECUSAL = "recusal"


class FileAccessForm(Form):
    """Which papers of the file, and how the applicant would see them; may be left out (Art. 75(1))."""

    text: str | None = Field(default=None, max_length=4000)


class CorrectionForm(Form):
    """What is wrong in the reply (Art. 82)."""

    text: str = Field(min_length=1, max_length=4000)


class RecusalForm(Form):
    """Why the official may not consider the appeal (Art. 67)."""

    reason: str = Field(min_length=1, max_length=4000)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in the applicant's words."""

    kind: RequestKind
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """When a request makes sense, and after which facts or notice the same words are asked anew."""

    open_in: frozenset[Status]
    ended_by: frozenset[str]
    refused: NoticeKind


WITH_A_BODY = frozenset(Status) - CLOSED - {Status.REGISTERED, Status.IN_TRIAGE}
COURSES: Mapping[RequestKind, Course] = {
    RequestKind.FILE_ACCESS: Course(
        WITH_A_BODY | {Status.ANSWERED, Status.TERMINATED},
        SENT_ON | {"appeal.file_access_granted"},
        NoticeKind.FILE_ACCESS_REFUSED,
    ),
    RequestKind.CORRECTION: Course(
        frozenset({Status.ANSWERED}), frozenset({"appeal.correction_decided"}), NoticeKind.CORRECTION_REFUSED
    ),
    RequestKind.RECUSAL: Course(WITH_A_BODY, SENT_ON | {"appeal.recusal_decided"}, NoticeKind.RECUSAL_REFUSED),
}


def read_request(kind: RequestKind, body: bytes) -> Asked | tuple[Fault, ...]:
    """The request in a JSON text, or its faults."""
    match kind:
        case RequestKind.FILE_ACCESS:
            wish = read_json(FileAccessForm, body)
            return wish if isinstance(wish, tuple) else Asked(kind, (wish.text or "").strip() or None)
        case RequestKind.CORRECTION:
            wrong = read_json(CorrectionForm, body)
            return wrong if isinstance(wrong, tuple) else _said(kind, "text", wrong.text)
        case RequestKind.RECUSAL:
            motion = read_json(RecusalForm, body)
            return motion if isinstance(motion, tuple) else _said(kind, "reason", motion.reason)


def is_open_to(timeline: Timeline, kind: RequestKind) -> bool:
    """The appeal stands where this can be asked for."""
    return standing(timeline).status in COURSES[kind].open_in


def request_id(timeline: Timeline, asked: Asked) -> str:
    """Id of the command: one by content until the request has its end, whatever the number of attempts."""
    course = COURSES[asked.kind]
    ends = [
        entry.event_id
        for entry in timeline.entries
        if entry.notice is course.refused or (entry.notice is None and entry.type in course.ended_by)
    ]
    words = hashlib.sha256((asked.words or "").encode()).hexdigest()
    return derived_id(timeline.appeal_id, f"{asked.kind}:{ends[-1] if ends else None}:{words}")


def request(appeal_id: str, command_id: str, at: datetime, asked: Asked, trace: Trace) -> Outgoing:
    """The command to the router, given at the instant `at` (aware)."""
    told = Told(
        event_id=command_id,
        occurred_at=at,
        correlation_id=trace.correlation_id,
        traceparent=trace.traceparent,
        appeal_id=appeal_id,
    )
    return encode(_command(told, asked), SUBMITTED.name, SOURCE)


class Told(TypedDict):
    """Fields of every command."""

    event_id: str
    occurred_at: datetime
    correlation_id: str
    traceparent: str | None
    appeal_id: str


def _command(told: Told, asked: Asked) -> Event:
    match asked.kind:
        case RequestKind.FILE_ACCESS:
            return RequestFileAccess(**told, text=asked.words)
        case RequestKind.CORRECTION:
            return RequestCorrection(**told, text=asked.words or "")
        case RequestKind.RECUSAL:
            return MoveRecusal(**told, reason=asked.words or "")


def _said(kind: RequestKind, field: str, words: str) -> Asked | tuple[Fault, ...]:
    return Asked(kind, words) if words.strip() else (Fault(field, FaultCode.BLANK),)
