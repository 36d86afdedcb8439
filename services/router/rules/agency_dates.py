"""What a body is told when dates of its appeal changed though nobody decided it (Art. 76(5))."""

from services.router.rules.notices import context_of
from shared.contracts.dates import ChangedDatesDelivered, ClocksChanged
from shared.contracts.lifecycle import DeadlinesChanged


def dates_told(fact: DeadlinesChanged | ClocksChanged) -> ChangedDatesDelivered:
    """The record for the body that has the appeal, or had it last."""
    dates = fact.deadlines if isinstance(fact, DeadlinesChanged) else None
    return ChangedDatesDelivered(
        **context_of(fact, "dates"),
        sequence=fact.sequence,
        number=fact.number,
        reason=fact.reason,
        redirect_by=dates.redirect_by if dates else None,
        answer_by=dates.answer_by if dates else None,
        clocks=fact.starts,
    )
