"""What tests of the router do to one appeal: open it, act on it, read what came of it."""

from datetime import timedelta
from typing import TypeVar

from services.router.rules.case import Case
from shared.contracts.agency import ActionRefused
from shared.contracts.clocks import Clock
from shared.contracts.event import Event
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.vocabulary import Kind, Refusal
from tests.support.router import (
    EVERYTHING,
    MORNING,
    ROAD,
    Confirmed,
    Router,
    appeal_id,
    from_agency,
    submission,
    submitted,
)

DAY = timedelta(days=1)
AKIMAT = "akimat-75"
E = TypeVar("E", bound=Event)


def action(kind: type[E], /, day: int = 1, name: str = "first", **fields: object) -> E:
    """A command about an appeal, by default the first, `day` days after its submission (a Friday)."""
    at = MORNING + day * DAY
    context = {"event_id": f"{kind.__name__}-{day}", "appeal_id": appeal_id(name), "occurred_at": at}
    return kind.model_validate(context | fields)


async def opened(kind: Kind = Kind.APPLICATION, text: str = ROAD) -> Router:
    """A router that has assigned the first appeal to the akimat of Almaty."""
    router = Router(confirmed=Confirmed(EVERYTHING))
    await router.take(submitted(submission(kind=kind, text=text)))
    return router


async def do(router: Router, *commands: Event, agency: str = AKIMAT) -> list[Event]:
    """The commands of one body, one after another; what came of the last."""
    events: list[Event] = []
    for command in commands:
        events = await router.take(from_agency(agency, command))
    return events


async def ask(router: Router, command: Event) -> list[Event]:
    """The command of an applicant."""
    return await router.take(submitted(command))


def case_of(router: Router, name: str = "first") -> Case:
    """The case as it is stored."""
    return router.cases.dossiers[appeal_id(name)].case


def facts(events: list[Event]) -> list[LifecycleEvent]:
    """The lifecycle facts among the records."""
    return [event for event in events if isinstance(event, LifecycleEvent)]


def fact(events: list[Event], kind: type[E]) -> E:
    """The one record of a type."""
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


def started(event: LifecycleEvent) -> dict[str, str]:
    """Last days of the clocks that a fact starts, by name."""
    clocks: tuple[Clock, ...] = event.starts
    return {clock.name.value: clock.derivation.due_on.isoformat() for clock in clocks}


def refusal(events: list[Event]) -> tuple[Refusal, str]:
    """Reason and article of the one receipt that refuses."""
    receipt = fact(events, ActionRefused)
    return receipt.refusal, receipt.article


async def refused(router: Router, command: Event, agency: str = AKIMAT) -> tuple[Refusal, str]:
    """Reason and article of a command that is refused; the case must be as it was before."""
    before = case_of(router)
    events = await do(router, command, agency=agency)
    assert case_of(router) == before
    assert facts(events) == []
    return refusal(events)
