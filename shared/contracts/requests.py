"""What an applicant may ask of the body beside its decision: to see the file (Art. 75), to correct the reply (Art. 82).

Commands of intake, what the body gets and does, and the facts of it, which alone are not personal.
"""

from typing import Literal

from pydantic import Field

from shared.contracts.event import Event, SequencedEvent
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.vocabulary import AppealNumber


class RequestFileAccess(Event):
    """Ask to see the file of the case (Art. 75(1))."""

    type: Literal["appeal.request_file_access"] = "appeal.request_file_access"
    text: str | None = Field(default=None, max_length=4000)
    """Which papers, and how the applicant would see them."""


class RequestCorrection(Event):
    """Ask to correct misprints of the reply (Art. 82)."""

    type: Literal["appeal.request_correction"] = "appeal.request_correction"
    text: str = Field(min_length=1, max_length=4000)
    """What is wrong in it."""


class FileAccessDelivered(SequencedEvent):
    """The applicant asks to see the file; the body opens it in three working days (Art. 75(1))."""

    type: Literal["agency.file_access_requested"] = "agency.file_access_requested"
    number: AppealNumber
    text: str | None = None


class CorrectionDelivered(SequencedEvent):
    """The applicant names misprints of the reply; the body corrects them in three working days (Art. 82)."""

    type: Literal["agency.correction_requested"] = "agency.correction_requested"
    number: AppealNumber
    text: str


class GrantFileAccess(Event):
    """Open the file to the applicant (Art. 75(1))."""

    type: Literal["action.grant_file_access"] = "action.grant_file_access"
    text: str = Field(min_length=1, max_length=4000)
    """Where, when and how it can be seen."""


class CorrectReply(Event):
    """Give the reply in full without its misprints, or say why there is nothing to correct (Art. 82).

    Exactly one of `text` and `reason`: else it is refused.
    """

    type: Literal["action.correct"] = "action.correct"
    text: str | None = Field(default=None, min_length=1, max_length=100_000)
    """The whole reply, in the language and with the mandatory parts of the first one."""
    reason: str | None = Field(default=None, min_length=1, max_length=4000)


class FileAccessRequested(LifecycleEvent):
    """The applicant asked to see the file; the body opens it in three working days (Art. 75(1))."""

    type: Literal["appeal.file_access_requested"] = "appeal.file_access_requested"


class FileAccessGranted(LifecycleEvent):
    """The body opened the file to the applicant (Art. 75(1))."""

    type: Literal["appeal.file_access_granted"] = "appeal.file_access_granted"


class CorrectionRequested(LifecycleEvent):
    """The applicant named misprints of the reply; the body corrects them in three working days (Art. 82)."""

    type: Literal["appeal.correction_requested"] = "appeal.correction_requested"


class CorrectionDecided(LifecycleEvent):
    """The body corrected the reply, or found nothing to correct (Art. 82).

    Three more working days are given to send the correction. Their clock never runs here: the corrected reply leaves
    in the same step as this fact.
    """

    type: Literal["appeal.correction_decided"] = "appeal.correction_decided"
    corrected: bool
