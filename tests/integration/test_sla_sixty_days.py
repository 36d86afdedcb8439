"""The promise of design.md, section 5: living through a log and replaying it leave the same standing escalations."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from services.sla_monitor.store import MongoCases
from shared.contracts.envelope import encode
from shared.contracts.natije import EscalationRaised, EscalationWithdrawn
from shared.contracts.topics import LIFECYCLE
from shared.contracts.vocabulary import RungName
from shared.mongo.client import connect
from tests.support.installation import Installation, caught_up, install, publish
from tests.support.sla_log import DAY, DAYS, FIRST, day_end, sixty_days
from tests.support.sla_process import Monitor, monitoring

APPEALS = 150
SECOND = timedelta(seconds=1)
END = day_end(FIRST + DAY * (DAYS - 1))
LIVED = {day: facts for day, facts in sixty_days(APPEALS).items() if day < FIRST + DAY * DAYS}
LOG = [fact for _, facts in sorted(LIVED.items()) for fact in facts]
Standing = list[tuple[str, str, str, str]]


async def standing(installation: Installation) -> dict[str, Standing]:
    """Per appeal the escalations that stand, in their order: id, instant, centre, and how far the centre has got."""
    database = connect(installation.mongo, "sla_monitor")
    try:
        sheets = await MongoCases(database).load({fact.appeal_id for fact in LOG})
    finally:
        database.client.close()
    return {
        appeal_id: [(s.id, str(s.raised.occurred_at), s.raised.centre, s.handling) for s in sheet.case.standing]
        for appeal_id, sheet in sheets.items()
    }


async def told(monitor: Monitor) -> tuple[set[tuple[str, str]], Counter[str]]:
    """What the centres have been told and not been told to forget, as id and centre; and all events by type and rung.

    A withdrawal comes after its raise, and no raise comes twice: otherwise the set would not hold.
    """
    left, types = set[tuple[str, str]](), Counter[str]()
    for event in await monitor.told():
        types.update((event.type, event.rung))
        if isinstance(event, EscalationRaised):
            left.add((event.escalation_id, event.centre))
        elif isinstance(event, EscalationWithdrawn):
            left.remove((event.escalation_id, event.centre))
    return left, types


async def test_sixty_days_lived_and_replayed_leave_the_same_standing_escalations(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLA_MONITOR_SIMULATED_TICK_SECONDS", "0.02")
    first, second = await install(stack), await install(stack)
    (tmp_path / "replay").mkdir()
    async with monitoring(first, tmp_path, day_end(FIRST - DAY)) as living:
        for day, facts in sorted(LIVED.items()):
            await living.say(facts)
            living.at(day_end(day))
            await living.watermark_reaches(day_end(day) - SECOND)
        lived, (left, types) = await standing(first), await told(living)
    await publish(second, [encode(fact, LIFECYCLE.name, "router") for fact in LOG])
    async with monitoring(second, tmp_path / "replay", END) as replaying:
        await caught_up(second, "sla_monitor", [LIFECYCLE])
        await replaying.watermark_reaches(END - SECOND)
        replayed, (left_again, _) = await standing(second), await told(replaying)
    assert len(lived) == len({fact.appeal_id for fact in LOG})
    assert lived == replayed
    assert left == left_again == {(s[0], s[2]) for each in lived.values() for s in each}
    assert types["escalation.withdrawn"] > 0, "the log has answers that come late, so that there is something to mend"
    assert {*RungName} - {RungName.PING_PONG, RungName.CRIME_SUSPECTED} <= set(types)
