"""A dead letter that is run again has its effect once, with its own time, and undoes nothing."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from services.router.dead_letters_command import forget
from services.router.handlers import RouterHandlers
from services.router.rules.case import retry_cause
from services.router.rules.fold import Step
from shared.contracts.agency import AcceptAppeal, RedirectAppeal
from shared.contracts.envelope import Received
from shared.contracts.event import Event
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, SUBMITTED
from shared.operations.committed import Committed
from shared.workdays import WorkCalendar, load_calendar
from tests.support.router import MORNING, Confirmed, Router, appeal_id, from_agency, read, submission, submitted

TABLE = load_calendar()
SHORT = WorkCalendar.build("short", TABLE.first, date(2026, 3, 20), TABLE.special.values())
ACTIONS = AGENCY_ACTIONS_TOPIC.of("akimat-75")
GIVEN_AT = MORNING + timedelta(hours=1)
REDIRECT = RedirectAppeal(
    event_id="redirect", appeal_id=appeal_id("first"), occurred_at=GIVEN_AT, to_agency="mot", reason="трасса"
)


class Lived(Confirmed):
    """Every input was committed; a retry never is."""

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:
        return Committed({(SUBMITTED.name, 0): 99, (ACTIONS, 0): 99}).is_confirmed(topic, partition, offset)


@dataclass
class Desk:
    """A router whose table of working days is too short when the redirect comes."""

    router: Router = field(default_factory=lambda: Router(confirmed=Lived()))
    letter: Received[Event] = field(default_factory=lambda: from_agency("akimat-75", REDIRECT, offset=3))

    def handlers(self, calendar: WorkCalendar) -> RouterHandlers:
        own = self.router.handlers
        return replace(own, law=replace(own.law, calendar=calendar))

    async def refuse(self) -> list[str]:
        """The appeal is assigned, the redirect becomes a dead letter; the topics of what came of it."""
        await self.router.take(submitted(submission(), offset=0))
        self.router.clock = GIVEN_AT
        return [o.topic for o in await self.handlers(SHORT).on_inputs([self.letter])]

    async def retry(self, calendar: WorkCalendar = TABLE) -> Step:
        self.router.clock = MORNING + timedelta(days=4)
        return await self.handlers(calendar).apply([replace(self.letter, retried=True)])

    @property
    def sequence(self) -> int:
        return self.router.cases.dossiers[appeal_id("first")].case.sequence


async def test_a_command_beyond_the_table_succeeds_on_retry_with_its_own_time() -> None:
    desk = Desk()
    assert "dlt.router.v1" in await desk.refuse()
    step = await desk.retry()
    facts = [read(o) for o in step.outgoing if o.topic == LIFECYCLE.name]
    assert [(f.type, f.occurred_at) for f in facts] == [
        ("appeal.redirected", GIVEN_AT),
        ("appeal.assigned", GIVEN_AT),
    ]
    assert "action.applied" in [o.headers["ce_type"] for o in step.outgoing]


async def test_a_second_retry_sends_the_same_until_the_first_is_confirmed_and_then_nothing() -> None:
    desk = Desk()
    await desk.refuse()
    first = await desk.retry()
    assert (await desk.retry()).outgoing == first.outgoing
    await forget(desk.router.cases, appeal_id("first"), desk.letter.place)
    assert (await desk.retry()).outgoing == []
    assert desk.sequence == 4


async def test_a_retry_that_is_still_beyond_the_table_leaves_no_trace_and_can_be_repeated() -> None:
    desk = Desk()
    await desk.refuse()
    before = desk.router.cases.dossiers[appeal_id("first")]
    step = await desk.retry(SHORT)
    assert (step.outgoing, [place for place, _ in step.dead]) == ([], [desk.letter.place])
    assert desk.router.cases.dossiers[appeal_id("first")] == before
    await desk.retry()
    assert desk.sequence == 4


async def test_a_running_service_sends_what_a_killed_retry_left_before_the_next_fact() -> None:
    desk = Desk()
    await desk.refuse()
    left = await desk.retry()
    accept = AcceptAppeal(event_id="accept", appeal_id=appeal_id("first"), occurred_at=MORNING + timedelta(days=4))
    sent = await desk.router.handlers.on_inputs([from_agency("mot", accept, offset=9)])
    assert sent[: len(left.outgoing)] == left.outgoing
    assert sent[len(left.outgoing)].headers["ce_type"] == "appeal.accepted"
    causes = [entry.cause for entry in desk.router.cases.dossiers[appeal_id("first")].memory.tail]
    assert retry_cause(desk.letter.place) in causes


async def test_later_inputs_of_the_partition_stay_known_after_a_retry() -> None:
    desk = Desk()
    await desk.refuse()
    later = from_agency("akimat-75", replace_id(REDIRECT, "later"), offset=7)
    await desk.handlers(SHORT).on_inputs([later])
    await desk.retry()
    await forget(desk.router.cases, appeal_id("first"), desk.letter.place)
    assert await desk.router.handlers.on_inputs([later]) == []


def replace_id(action: RedirectAppeal, name: str) -> RedirectAppeal:
    return action.model_copy(update={"event_id": name})
