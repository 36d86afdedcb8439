"""Facts of a recusal: a motion against the official who considers the appeal, and its decision (Art. 67)."""

from typing import Literal

from shared.contracts.lifecycle import LifecycleEvent


class RecusalMoved(LifecycleEvent):
    """The applicant moved to recuse the official; the body decides within three working days (Art. 67(3))."""

    type: Literal["appeal.recusal_moved"] = "appeal.recusal_moved"


class RecusalDecided(LifecycleEvent):
    """The body decided on the motion; where `granted`, another official considers the appeal (Art. 67)."""

    type: Literal["appeal.recusal_decided"] = "appeal.recusal_decided"
    granted: bool
