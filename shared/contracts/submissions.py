"""`appeals.submitted.v1`: what intake asks the router to do. Personal: names, contacts and free text."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.clocks import Deadlines, Fact
from shared.contracts.event import Event
from shared.contracts.lifecycle import Dimensions
from shared.contracts.requests import RequestCorrection, RequestFileAccess
from shared.contracts.vocabulary import AgencyCode, AppealNumber, OfficialCode, Outcome

TEXT_LIMIT_BYTES = 100_000
"""Longest text of an appeal or a reply, in bytes of UTF-8."""

MOST_NAMED = 500
"""Names of co-applicants that travel with an appeal; beyond, only their number does."""


class Applicant(Fact):
    """Who files (Art. 63(2)). `iin_bin` is optional by law; its checksum is checked where it is given."""

    name: str = Field(min_length=1, max_length=300)
    iin_bin: str | None = None
    address: str | None = Field(default=None, max_length=500)
    phone: str | None = Field(default=None, max_length=40)
    email: str | None = Field(default=None, max_length=200)


class Closure(Fact):
    """How a historical appeal ended before it was taken over."""

    outcome: Outcome
    closed_at: AwareDatetime


class SubmitAppeal(Event):
    """Open a case for a registered appeal."""

    type: Literal["appeal.submit"] = "appeal.submit"
    number: AppealNumber
    received_at: AwareDatetime
    dims: Dimensions
    deadlines: Deadlines | None = None
    applicant: Applicant
    co_applicants: int = 0
    """Others who signed a collective appeal or joined it since (Art. 22(1))."""
    co_applicant_names: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = ()
    """Their names, where they were given: at most 500."""
    text: str
    place: str | None = None
    """Locality or address of the object, in words."""
    addressee: AgencyCode | None = None
    prior_number: AppealNumber | None = None
    complained_official: OfficialCode | None = None
    """Of a complaint: the official complained of, who may not consider it (Art. 97(2))."""
    parent: AppealNumber | None = None
    """Of a demand passed on by a partial redirect: the appeal it was part of (Art. 65(1))."""
    directed_to: AgencyCode | None = None
    """Of such a demand: the competent body that the sender named."""
    agency: AgencyCode | None = None
    """For historical appeals: the body that held it."""
    closure: Closure | None = None
    """For historical appeals that had ended already."""


class WithdrawAppeal(Event):
    """Withdraw before the decision (Art. 64(9))."""

    type: Literal["appeal.withdraw"] = "appeal.withdraw"
    reason: str | None = Field(default=None, max_length=2000)
    on: date | None = None


class RepairAppeal(Event):
    """Mend a defect that the body named; `text` is added to the appeal (Art. 64(6))."""

    type: Literal["appeal.repair"] = "appeal.repair"
    text: str = Field(min_length=1, max_length=20_000)


class JoinAppeal(Event):
    """An interested person joins the open case without an appeal of their own (Art. 22(1))."""

    type: Literal["appeal.join"] = "appeal.join"
    applicant: Applicant


class RecomputeDeadlines(Event):
    """Count the dates of a case anew, also those beside the consideration, by the table of working days (Art. 76(5)).

    An operator's, never refused: where nothing is to be changed, nothing happens.
    """

    type: Literal["appeal.recompute"] = "appeal.recompute"
    calendar: str = Field(min_length=1, max_length=100)
    """Version of the table; a router that has another one leaves the case alone until it is asked again."""


class MoveRecusal(Event):
    """Move to recuse the official who considers the appeal; the body decides (Art. 67)."""

    type: Literal["appeal.move_recusal"] = "appeal.move_recusal"
    reason: str = Field(min_length=1, max_length=4000)


SUBMISSIONS = (
    SubmitAppeal,
    WithdrawAppeal,
    RepairAppeal,
    MoveRecusal,
    JoinAppeal,
    RequestFileAccess,
    RequestCorrection,
    RecomputeDeadlines,
)
