"""What facts say of a text without a word of it: fingerprints made by the router, and what they resemble."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.clocks import Fact
from shared.contracts.vocabulary import AgencyCode, AppealId, AppealNumber, Outcome

Fingerprint = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){64}$")]
"""MinHash of a normalised text: 64 components of one byte, in hex. The share of equal ones estimates likeness."""
ApplicantHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
"""Keyed hash of an applicant; the key never leaves the router."""
CampaignId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""Joint appeals of many people on one matter."""


class Earlier(Fact):
    """An earlier appeal of the same applicant on the same matter: a flag for people, never a ground by itself."""

    appeal_id: AppealId
    number: AppealNumber
    agency: AgencyCode | None = None
    """The body that holds it, or that closed it."""
    outcome: Outcome | None = None
    """None where it was not answered."""
    closed_on: date | None = None
    """Civil day in Asia/Almaty; None while it is open."""


class Likeness(Fact):
    """What an appeal resembles, found when its case was opened."""

    applicant_hash: ApplicantHash | None = None
    matter: Fingerprint | None = None
    """None for a text too short to be compared."""
    repeats: Earlier | None = None
    """Art. 64(7)(2), 88(1)(1): the likeliest earlier appeal."""
    campaign: CampaignId | None = None


class AnswerTraits(Fact):
    """What an answer is judged by beside its outcome; see the indicators of formalism."""

    reply: Fingerprint | None = None
    """Of the reply without its legal boilerplate; None where nothing is left to compare."""
    matter: Fingerprint | None = None
    """Of the appeal that it answers."""
    held_working_minutes: int | None = Field(default=None, ge=0)
    """Minutes of office hours (Asia/Almaty) from its arrival at the body to the answer."""
    prolonged: bool = False
    """The term had been prolonged at least once (Art. 76(3))."""
    replies_refused: int = Field(default=0, ge=0)
    """Replies of this holder that lacked a mandatory part and were sent back before this one (Art. 80, 89(2))."""
    complained_of: AgencyCode | None = None
    """Of a complaint: the body whose act or silence was complained of (Art. 91(4))."""
