"""A changed table of working days reaches the open cases of a running router (Art. 76(5))."""

from collections import Counter
from datetime import date, timedelta

from deploy.local import Stack
from services.router.app import INPUTS, build_app
from services.router.recompute_command import Summary, recompute_all
from services.router.rules.case import Case, Dossier, Memory, State
from services.router.store import MongoCases
from shared.contracts.agency import TerminateAppeal
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, DEAD_LETTERS, LIFECYCLE, SUBMITTED
from shared.contracts.vocabulary import ClockName, RulesetId, TerminationGround
from shared.law import opening, start_clock
from shared.mongo.client import connect
from shared.trilingual import Trilingual
from shared.workdays import WorkCalendar, load_calendar
from shared.workdays.work_calendar import SpecialDay
from tests.support.installation import Installation, caught_up, install, publish, read_all, running
from tests.support.router import MORNING, appeal_id, submission
from tests.support.sightings import SETTINGS

TABLE = load_calendar()


def older() -> WorkCalendar:
    """The table before a holiday was revoked."""
    holiday = SpecialDay(date(2026, 3, 30), False, Trilingual("мереке", "праздник", "holiday"), "test")
    return WorkCalendar.build("older", TABLE.first, TABLE.last, [*TABLE.special.values(), holiday])


def filed_by_the_older_table(name: str) -> SubmitAppeal:
    told = submission(name)
    return told.model_copy(update={"deadlines": opening(told.dims.kind, told.dims.registered_on, older())})


def ended(name: str) -> Outgoing:
    act = TerminateAppeal(
        event_id=f"end {name}",
        appeal_id=appeal_id(name),
        occurred_at=MORNING,
        ground=TerminationGround.COURT_ACT,
        reason="решение суда",
    )
    return encode(act, AGENCY_ACTIONS_TOPIC.of("akimat-75"), "akimat-75")


async def changed(installation: Installation) -> Counter[str]:
    """How many facts of changed dates each appeal has."""
    records = await read_all(installation, [LIFECYCLE])
    return Counter(r.key.decode() for r in records if dict(r.headers)["ce_type"] == b"appeal.deadlines_changed")


async def test_article_76_5_an_operator_applies_a_changed_table_to_open_cases_once(stack: Stack) -> None:
    installation = await install(stack)
    told = [*map(filed_by_the_older_table, ("moved", "closed")), submission("same")]

    async def recompute(*, dry_run: bool = False) -> Summary:
        return await recompute_all(installation.kafka, installation.mongo, TABLE, dry_run=dry_run)

    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, [encode(one, SUBMITTED.name, "intake") for one in told])
        await caught_up(installation, "router", INPUTS)
        await publish(installation, [ended("closed")])
        await caught_up(installation, "router", INPUTS)
        assert await recompute(dry_run=True) == Summary(TABLE.version, open=2, closed=1, differing=1)
        assert await recompute() == Summary(TABLE.version, open=2, closed=1, differing=1, sent=3)
        await caught_up(installation, "router", INPUTS)
        assert await recompute() == Summary(TABLE.version, open=2, closed=1, differing=0, sent=3)
        await caught_up(installation, "router", INPUTS)
    assert await changed(installation) == {appeal_id("moved"): 1}
    assert await read_all(installation, [DEAD_LETTERS]) == []


async def test_article_92_1_a_closed_case_is_asked_for_while_a_term_of_it_runs(stack: Stack) -> None:
    installation = await install(stack)
    database = connect(installation.mongo, "router")
    cases, until = MongoCases(database), date(2026, 6, 15)
    right = start_clock(ClockName.COMPLAINT_RIGHT, date(2026, 3, 13), RulesetId.B, TABLE)
    assert right.derivation.due_on == until
    stand = {"open": (State.IN_WORK, ()), "runs": (State.TERMINATED, (right,)), "ended": (State.WITHDRAWN, ())}
    await cases.prepare()
    for name, (state, clocks) in stand.items():
        told = submission(name)
        case = Case(told, state, 3, told.occurred_at, told.dims, "kz-75", "akimat-75", running=clocks)
        await cases.save({appeal_id(name): Dossier(case, Memory(), 0)})

    async def asked(since: date) -> set[str]:
        return {case.submission.appeal_id async for case in cases.with_terms(since)}

    assert await asked(until) == {appeal_id("open"), appeal_id("runs")}
    assert await asked(until + timedelta(days=1)) == {appeal_id("open")}
    database.client.close()
