"""Three brokers, of which one is killed, or each is restarted in turn, while appeals flow: nothing lost or doubled."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.e2e.all_services import Platform, platform
from tests.support.brokers import Broker, out_of_sync, three_brokers
from tests.support.faults import trial
from tests.support.installation import eventually


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[Stack, list[Broker]]]:
    """Three nodes of this test's own, and a store."""
    with three_brokers(tmp_path) as made:
        yield made


@pytest.mark.timeout(450)
async def test_a_cluster_of_three_that_loses_a_broker_loses_and_doubles_nothing(
    cluster: tuple[Stack, list[Broker]], tmp_path: Path
) -> None:
    stack, nodes = cluster
    async with platform(stack, tmp_path, replicas=3) as running, trial(running) as one:
        await all_in_sync(running)
        async with one.fault("one broker of three killed"):
            nodes[0].kill()
            await one.flow.lasts(20)
            assert await missing_copies(running) > 0
        async with one.fault("the killed broker comes back"):
            await back(nodes[0])
            await all_in_sync(running)


@pytest.mark.timeout(450)
async def test_a_rolling_restart_of_a_cluster_of_three_loses_and_doubles_nothing(
    cluster: tuple[Stack, list[Broker]], tmp_path: Path
) -> None:
    stack, nodes = cluster
    async with platform(stack, tmp_path, replicas=3) as running, trial(running) as one:
        await all_in_sync(running)
        for number, node in enumerate(nodes, 1):
            async with one.fault(f"broker {number} of three restarted"):
                await asyncio.to_thread(node.stop)
                await back(node)
                await all_in_sync(running)


async def back(node: Broker) -> None:
    """Start it on its data and wait until it serves."""
    node.start()
    await asyncio.to_thread(node.wait)


async def missing_copies(running: Platform) -> int:
    """How many partitions lack a copy."""
    kafka = running.installation.kafka
    return await out_of_sync(kafka.bootstrap, kafka.topic_prefix)


async def all_in_sync(running: Platform) -> None:
    """The next broker may go when every partition has its three copies."""

    async def none_missing() -> bool:
        return await missing_copies(running) == 0

    await eventually(none_missing, "every partition has its three copies", 60)
