"""What a body is told of its appeal beside its delivery: changed dates (Art. 76(5)), who joined (22(1))."""

from services.router.rules.notices import context_of
from shared.contracts.dates import ChangedDatesDelivered, ClocksChanged
from shared.contracts.event import Event
from shared.contracts.joining import AppealJoined, JoinDelivered
from shared.contracts.lifecycle import DeadlinesChanged
from shared.contracts.submissions import JoinAppeal


def holder_record(
    fact: AppealJoined | DeadlinesChanged | ClocksChanged, command: Event
) -> JoinDelivered | ChangedDatesDelivered | None:
    """The record made from the fact and the command that caused it, for the body that has the appeal or had it last."""
    match fact, command:
        case AppealJoined(), JoinAppeal():
            return _joined(fact, command)
        case ((DeadlinesChanged() | ClocksChanged()), _):
            return _redated(fact)
        case _:
            return None


def _joined(fact: AppealJoined, command: JoinAppeal) -> JoinDelivered:
    return JoinDelivered(
        **context_of(fact, "joined"),
        sequence=fact.sequence,
        number=fact.number,
        applicant=command.applicant,
        co_applicants=fact.co_applicants,
    )


def _redated(fact: DeadlinesChanged | ClocksChanged) -> ChangedDatesDelivered:
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
