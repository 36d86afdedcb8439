"""A simulated day without sla_monitor, and one without the router: an alarm, and nothing false is cried."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local import Stack
from shared.contracts.agency import AnswerAppeal
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC
from shared.contracts.vocabulary import Language, Outcome, RungName
from tests.support.installation import eventually, install
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import (
    DUE_SOON,
    MORNING,
    OVERDUE,
    SECOND,
    answered,
    appeal,
    assigned,
    hearing_noticed,
    registered,
)

ACTIONS = AGENCY_ACTIONS_TOPIC.of("akimat-75")
IN_TIME, LATE, NEVER = range(10), range(10, 15), range(15, 20)
EVERYBODY = range(20)
ANSWERED_AT = {**dict.fromkeys(IN_TIME, OVERDUE - SECOND), **dict.fromkeys(LATE, OVERDUE + SECOND)}
MORNING_AFTER = OVERDUE + timedelta(hours=10)
ALARM, ALL_CLEAR = "watermark_stands_still", "watermark_moves_again"


@pytest.fixture
async def monitor(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Monitor]:
    """A service that has told every centre that its appeals are due tomorrow; its alarm is set to half a second."""
    monkeypatch.setenv("SLA_MONITOR_ALARM_SECONDS", "0.5")
    async with monitoring(await install(stack), tmp_path, MORNING) as running:
        await running.say(fact for number in EVERYBODY for fact in opened(number))
        running.at(DUE_SOON + SECOND)
        await running.watermark_reaches(DUE_SOON)
        yield running


def opened(number: int) -> list[LifecycleEvent]:
    """Registered, assigned, and the hearing noticed at once."""
    one = appeal(number)
    return [registered(one), assigned(2, MORNING, one), hearing_noticed(3, MORNING, one)]


def answers() -> list[LifecycleEvent]:
    """What the router makes of the agency's answers; each has the time at which the agency gave it."""
    return [answered(4, at, appeal(number)) for number, at in ANSWERED_AT.items()]


async def raised(monitor: Monitor, rung: RungName) -> set[str]:
    """Appeals of which the centres were told so; fails on an escalation that was told twice or taken back."""
    told = await monitor.told()
    assert "escalation.withdrawn" not in {event.type for event in told}
    found = [event.appeal_id for event in told if event.type == "escalation.raised" and event.rung is rung]
    assert len(found) == len(set(found))
    return set(found)


def appeals(*numbers: range) -> set[str]:
    return {appeal(number) for each in numbers for number in each}


async def logged(monitor: Monitor, what: str, already: int) -> None:
    """Wait until an operator would know: a line in the log after the first `already` characters."""

    async def said() -> bool:
        return what in monitor.log.read_text()[already:]

    await eventually(said, f"{what} is in {monitor.log}")


async def test_a_day_without_sla_monitor_is_alarmed_and_cries_nothing_false(monitor: Monitor) -> None:
    await monitor.stop()
    already = len(monitor.log.read_text())
    await monitor.say(answers())
    monitor.at(MORNING_AFTER)
    await monitor.start()
    await logged(monitor, ALARM, already)
    await monitor.watermark_reaches(MORNING_AFTER - SECOND)
    assert await raised(monitor, RungName.DUE_IN_ONE_WORKING_DAY) == appeals(EVERYBODY)
    assert await raised(monitor, RungName.OVERDUE) == appeals(LATE, NEVER)


async def test_a_day_without_the_router_is_alarmed_and_cries_nothing_false(monitor: Monitor) -> None:
    """The agencies answer, nobody takes it in: whoever looked only at the clock would raise all twenty."""
    await monitor.say(map(answer, ANSWERED_AT), ACTIONS, "agency")
    already = len(monitor.log.read_text())
    stood = (await monitor.figures())["watermark"]
    monitor.at(MORNING_AFTER)
    await logged(monitor, ALARM, already)
    assert await monitor.metric("sla_watermark_age_seconds") > 0.5
    assert (await monitor.figures())["watermark"] == stood
    assert await raised(monitor, RungName.OVERDUE) == set()
    await monitor.say(answers())
    await monitor.router_commits()
    await monitor.watermark_reaches(MORNING_AFTER - SECOND)
    assert await raised(monitor, RungName.OVERDUE) == appeals(LATE, NEVER)
    await logged(monitor, ALL_CLEAR, already)


def answer(number: int) -> AnswerAppeal:
    """The agency's own command."""
    return AnswerAppeal(
        event_id=f"answer-{number}",
        appeal_id=appeal(number),
        occurred_at=ANSWERED_AT[number],
        outcome=Outcome.FAVOURABLE_ACT,
        language=Language.RU,
        text="Дорога отремонтирована.",
    )
