"""Two replicas share the facts; the owner of lifecycle partition 0 sweeps for both, whoever it is."""

from pathlib import Path

from deploy.local import Stack
from shared.contracts.topics import LIFECYCLE
from shared.contracts.vocabulary import RungName
from tests.support.installation import eventually, install
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import DUE_SOON, HEARING_DUE, MORNING, OVERDUE, SECOND, appeal, registered

APPEALS = 40


async def shared_between(*monitors: Monitor) -> None:
    """Wait until every replica has partitions of the lifecycle."""

    async def shared() -> bool:
        return all([LIFECYCLE.name in (await m.figures())["lag"] for m in monitors])

    await eventually(shared, "the replicas share the lifecycle")


async def raised(monitor: Monitor) -> set[tuple[str, RungName]]:
    return {(event.appeal_id, event.rung) for event in await monitor.told()}


def all_of(*rungs: RungName) -> set[tuple[str, RungName]]:
    return {(appeal(n), rung) for n in range(APPEALS) for rung in rungs}


async def test_whichever_replica_is_lost_the_other_sweeps_for_all(stack: Stack, tmp_path: Path) -> None:
    installation = await install(stack)
    async with (
        monitoring(installation, tmp_path, MORNING) as one,
        monitoring(installation, tmp_path, MORNING, replica="1") as other,
    ):
        await shared_between(one, other)
        await one.say(registered(appeal(n)) for n in range(APPEALS))
        one.at(HEARING_DUE + SECOND)
        await other.watermark_reaches(HEARING_DUE)
        assert await raised(one) == all_of(RungName.HEARING_NOTICE_DUE)
        await one.kill()
        one.at(DUE_SOON + SECOND)
        await other.watermark_reaches(DUE_SOON)
        assert await raised(other) == all_of(RungName.HEARING_NOTICE_DUE, RungName.DUE_IN_ONE_WORKING_DAY)
        await one.start()
        await other.kill()
        one.at(OVERDUE + SECOND)
        await one.watermark_reaches(OVERDUE)
        everything = all_of(RungName.HEARING_NOTICE_DUE, RungName.DUE_IN_ONE_WORKING_DAY, RungName.OVERDUE)
        assert await raised(one) == everything
        assert len(await one.told()) == len(everything)
