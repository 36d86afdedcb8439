"""The fact that a text tells of a crime or a threat: codes only, never what was written."""

from typing import Literal

from shared.contracts.clocks import Clock
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.vocabulary import CentreCode, CrimeSign


class CrimeSuspected(LifecycleEvent):
    """The text may tell of a crime or a threat: it goes to the competent body at once (Art. 88(1)(2), 64(7-2)).

    The router states it once in a case, when the case opens or when the applicant adds such words. Its clock is due at
    once; the acceptance by a body that is competent in crime stops it.
    """

    type: Literal["appeal.crime_suspected"] = "appeal.crime_suspected"
    sign: CrimeSign
    """The graver one where the text shows both."""
    centre: CentreCode
    """The Nätije centre that watches the case."""
    clock: Clock
