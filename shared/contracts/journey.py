"""Where an appeal has been, for the next body: nobody need send it round again. Personal: reasons are text."""

from pydantic import AwareDatetime

from shared.contracts.clocks import Fact
from shared.contracts.vocabulary import AgencyCode


class Stay(Fact):
    """One body that had the appeal and sent it on (Art. 65(1), 91(4))."""

    agency: AgencyCode
    since: AwareDatetime | None = None
    until: AwareDatetime
    working_day: int
    """Working days it was held; more than 3 is late."""
    reason: str | None = None
    """Why it was sent on, in the body's words."""
