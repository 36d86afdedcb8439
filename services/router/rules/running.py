"""Clocks that run beside the consideration: which of them a fact leaves, whatever its type."""

from shared.contracts.clocks import Clock
from shared.contracts.lifecycle import AppealAssigned, ClosingEvent, LifecycleEvent
from shared.contracts.vocabulary import ClockName

OF_THE_TERM = frozenset({ClockName.CONSIDERATION, ClockName.HEARING})
"""They stand in the case's deadlines, not beside them."""


def running_after(running: tuple[Clock, ...], fact: LifecycleEvent) -> tuple[Clock, ...]:
    """The clocks after `fact`, as the SLA monitor has them: what it stops goes, what it starts comes or is replaced.

    A closing fact stops all that it does not start, and so does arrival at a body where the term starts anew
    (Art. 76(2)).
    """
    anew = isinstance(fact, ClosingEvent) or (isinstance(fact, AppealAssigned) and fact.deadlines is not None)
    ended = {*fact.stops, *(clock.name for clock in fact.starts)}
    kept = () if anew else tuple(clock for clock in running if clock.name not in ended)
    return (*kept, *(clock for clock in fact.starts if clock.name not in OF_THE_TERM))
