"""Interested persons who join an open case without an appeal of their own (Art. 22(1)): the fact, the body's record."""

from typing import Literal

from shared.contracts.event import SequencedEvent
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.submissions import Applicant
from shared.contracts.vocabulary import AppealNumber


class AppealJoined(LifecycleEvent):
    """One more person joined; the term goes on. `dims.collective` stays as registered: by it the case is counted."""

    type: Literal["appeal.joined"] = "appeal.joined"
    co_applicants: int
    """How many there are now beside the applicant."""


class JoinDelivered(SequencedEvent):
    """The body that has the appeal learns who joined it."""

    type: Literal["agency.appeal_joined"] = "agency.appeal_joined"
    number: AppealNumber
    applicant: Applicant
    co_applicants: int
