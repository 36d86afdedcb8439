"""The network between one service and Kafka is slow, cut and silent while appeals flow: nothing lost or doubled."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local import Stack
from tests.e2e.all_services import Platform, platform
from tests.support.brokers import proxied_stack
from tests.support.faults import trial
from tests.support.installation import eventually
from tests.support.proxy import Proxy


@pytest.fixture
def road(tmp_path: Path) -> Iterator[tuple[Stack, Proxy]]:
    """A stack of its own, and the road to its broker that one service takes."""
    with proxied_stack(tmp_path) as made:
        yield made


@pytest.mark.timeout(450)
@pytest.mark.parametrize("service", ["router", "sla_monitor"])
async def test_a_bad_network_between_one_service_and_kafka_loses_and_doubles_nothing(
    service: str, road: tuple[Stack, Proxy], tmp_path: Path
) -> None:
    stack, proxy = road
    async with platform(stack, tmp_path, roads={service: proxy.address}) as running, trial(running) as one:
        async with one.fault(f"{service} delayed by 200 ms each way"):
            proxy.delay(0.2)
            await one.flow.lasts(10)
            proxy.mend()
        await eventually(lambda: connected(proxy), f"{service} has a connection to lose", 30)
        made = proxy.connections
        async with one.fault(f"{service} cut off, connections refused"):
            proxy.cut()
            await one.flow.lasts(20)
            proxy.mend()
        assert 0 < proxy.resets <= made < proxy.connections
        async with one.fault(f"{service} cut off in silence"):
            proxy.swallow()
            await one.flow.lasts(35)
            await is_unready_but_alive(running, service)
            await one.flow.lasts(5)
            proxy.mend()


async def connected(proxy: Proxy) -> bool:
    """Whether the service is connected at this moment: on a slow machine it may have given up on its last one."""
    return proxy.standing > 0


async def is_unready_but_alive(running: Platform, service: str) -> None:
    """A restart would not help it, so nobody is to restart it."""
    async with httpx.AsyncClient(base_url=running.url(service), timeout=5) as http:

        async def unready() -> bool:
            return (await http.get("/health/ready")).status_code == httpx.codes.SERVICE_UNAVAILABLE

        await eventually(unready, f"{service} says that Kafka is silent", 10)
        assert (await http.get("/health/live")).status_code == httpx.codes.OK
