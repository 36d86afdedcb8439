"""sla_monitor on real Kafka and store: raise, withdraw, acknowledge, resolve, and a watermark that waits."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.contracts.agency import AcceptAppeal
from shared.contracts.envelope import Outgoing
from shared.contracts.natije import AcknowledgeEscalation, ResolveEscalation
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, DEAD_LETTERS, LIFECYCLE, NATIJE_ACTIONS, NATIJE_APPEALS
from shared.contracts.vocabulary import RungName
from tests.support.installation import caught_up, eventually, install, publish, read_all
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import (
    APPEAL,
    DUE_SOON,
    HEARING_DUE,
    MORNING,
    OVERDUE,
    OVERDUE_10,
    SECOND,
    answered,
    appeal,
    assigned,
    hearing_noticed,
    registered,
    rung_of,
    said,
    triaged,
)

ACTIONS = NATIJE_ACTIONS.of("kz-75")
LATER = MORNING + timedelta(hours=2)
OVERDUE_ID = rung_of(1, RungName.OVERDUE)


@pytest.fixture
async def monitor(stack: Stack, tmp_path: Path) -> AsyncIterator[Monitor]:
    """A service of its own, on the morning of the appeal."""
    async with monitoring(await install(stack), tmp_path, MORNING) as running:
        yield running


async def heads(monitor: Monitor) -> list[tuple[str, str]]:
    """Type and cause of every record for the centres."""
    records = await read_all(monitor.installation, [NATIJE_APPEALS])
    return [(h["ce_type"].decode(), h["ce_causationid"].decode()) for h in (dict(r.headers) for r in records)]


async def test_a_silent_body_climbs_the_ladder_at_its_centre_and_ends_at_the_republic(monitor: Monitor) -> None:
    await monitor.say([registered(), assigned(2, LATER)])
    monitor.at(HEARING_DUE)
    await monitor.watermark_reaches(HEARING_DUE - SECOND)
    assert await monitor.told() == []
    monitor.at(OVERDUE_10 + SECOND)
    await monitor.watermark_reaches(OVERDUE_10)
    told = await monitor.told()
    assert sorted(said(told)) == [
        ("raised", "due_in_1_working_day", "kz-75"),
        ("raised", "hearing_notice_due", "kz-75"),
        ("raised", "overdue", "kz-75"),
        ("raised", "overdue_10_working_days", "republic"),
        ("raised", "overdue_3_working_days", "kz-75"),
    ]
    assert len({e.event_id for e in told}) == 5


async def test_a_triage_case_goes_to_its_centre_and_an_answered_one_nowhere(monitor: Monitor) -> None:
    quiet = appeal(2)
    await monitor.say([registered(), triaged(2, LATER)])
    await monitor.say([registered(quiet), assigned(2, LATER, quiet), answered(3, LATER, quiet)])
    monitor.at(LATER + SECOND)
    await monitor.watermark_reaches(LATER)
    assert said(await monitor.told()) == [("raised", "untriaged", "kz-75")]
    assert (await monitor.figures())["due"] == 1


async def test_an_answer_that_was_in_time_but_came_late_takes_the_escalations_back(monitor: Monitor) -> None:
    await monitor.say([registered(), hearing_noticed(2, LATER)])
    monitor.at(OVERDUE + SECOND)
    await monitor.watermark_reaches(OVERDUE)
    await monitor.say([answered(3, DUE_SOON - SECOND)])
    await caught_up(monitor.installation, "sla_monitor", [LIFECYCLE])
    assert said(await monitor.told()) == [
        ("raised", "due_in_1_working_day", "kz-75"),
        ("raised", "overdue", "kz-75"),
        ("withdrawn", "due_in_1_working_day", "kz-75"),
        ("withdrawn", "overdue", "kz-75"),
    ]


async def test_a_centre_acknowledges_and_resolves_and_hears_of_it(monitor: Monitor) -> None:
    await monitor.say([registered(), hearing_noticed(2, LATER)])
    monitor.at(OVERDUE + SECOND)
    await monitor.watermark_reaches(OVERDUE)
    at = OVERDUE + SECOND
    seen = AcknowledgeEscalation(event_id="a", appeal_id=APPEAL, occurred_at=at, escalation_id=OVERDUE_ID)
    done = ResolveEscalation(event_id="b", appeal_id=APPEAL, occurred_at=at, escalation_id=OVERDUE_ID)
    foreign = done.model_copy(update={"event_id": "c", "escalation_id": "nobody-raised-this"})
    await monitor.say([seen, seen, done, foreign], ACTIONS, "centre")
    await publish(monitor.installation, [_broken("d")])
    await caught_up(monitor.installation, "sla_monitor", [NATIJE_ACTIONS])
    assert said(await monitor.told())[2:] == [("acknowledged", "overdue", "kz-75"), ("resolved", "overdue", "kz-75")]
    assert await heads(monitor) == [
        ("action.applied", "a"),
        ("action.applied", "b"),
        ("action.refused", "c"),
        ("action.refused", "d"),
    ]
    assert len(await read_all(monitor.installation, [DEAD_LETTERS])) == 1


def _broken(ce_id: str) -> Outgoing:
    headers = {"ce_specversion": "1.0", "ce_id": ce_id, "ce_source": "/x", "ce_type": "action.resolve"}
    return Outgoing(ACTIONS, APPEAL, b"{not json", headers | {"ce_time": OVERDUE.isoformat(), "ce_subject": APPEAL})


async def test_the_watermark_stands_still_while_the_router_lags(monitor: Monitor) -> None:
    await monitor.say([registered(), assigned(2, LATER)])
    await monitor.watermark_reaches(MORNING - SECOND)
    accept = AcceptAppeal(event_id="x", appeal_id=APPEAL, occurred_at=LATER)
    await monitor.say([accept], AGENCY_ACTIONS_TOPIC.of("akimat-75"), "agency")
    monitor.at(OVERDUE_10)

    async def aged() -> bool:
        return float((await monitor.figures())["watermark_age_seconds"]) >= 2

    await eventually(aged, "the watermark grows old")
    assert await monitor.told() == []
    await monitor.say([answered(3, DUE_SOON - SECOND)])
    await monitor.router_commits()
    await monitor.watermark_reaches(OVERDUE_10 - SECOND)
    told = await monitor.told()
    assert [e for e in said(told) if e[0] != "resolved"] == [("raised", "hearing_notice_due", "kz-75")]
