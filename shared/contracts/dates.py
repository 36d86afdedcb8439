"""Dates that changed though nobody decided it: the fact about terms beside the consideration, and the body's record."""

from datetime import date
from typing import Literal

from shared.contracts.clocks import Clock
from shared.contracts.event import SequencedEvent
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.vocabulary import AppealNumber, DatesChangedBy


class ClocksChanged(LifecycleEvent):
    """Only terms beside that of the consideration have other dates now (Art. 76(5)); `starts` holds them.

    The case may be closed: the right to complain (Art. 92) and the execution (86(3)) run on.
    """

    type: Literal["appeal.clocks_changed"] = "appeal.clocks_changed"
    reason: DatesChangedBy


class ChangedDatesDelivered(SequencedEvent):
    """The body that has the appeal learns its new dates. `sequence` is that of the fact that changed them."""

    type: Literal["agency.deadlines_changed"] = "agency.deadlines_changed"
    number: AppealNumber
    reason: DatesChangedBy
    redirect_by: date | None = None
    """Civil day in Asia/Almaty; None where only terms beside the consideration changed."""
    answer_by: date | None = None
    """Likewise."""
    clocks: tuple[Clock, ...] = ()
    """Terms beside the consideration that have another last day now."""
