"""The report on redirects reads the log of a real broker: each fact once, whatever was sent twice."""

from deploy.local import Stack
from services.router.network_command import read_network
from shared.contracts.agency import RedirectAppeal
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.lifecycle import AppealAssigned, AppealRedirected, LifecycleEvent
from shared.contracts.topics import LIFECYCLE
from tests.support.installation import install, publish
from tests.support.router import MORNING, Router, appeal_id, from_agency, submission, submitted
from tests.support.router_acts import AKIMAT, action, facts


async def journey(name: str) -> list[LifecycleEvent]:
    """Assigned to the akimat, redirected to the ministry of transport."""
    router = Router(clock=MORNING)
    first = facts(await router.take(submitted(submission(name))))
    moved = action(RedirectAppeal, name=name, to_agency="mot", reason="трасса")
    return first + [f for f in facts(await router.take(from_agency(AKIMAT, moved))) if f.sequence > 2]


def lifecycle(fact: LifecycleEvent) -> Outgoing:
    return encode(fact, LIFECYCLE.name, "router")


async def test_redirects_are_read_from_the_log_once_each(stack: Stack) -> None:
    installation = await install(stack)
    told = [fact for name in ("one", "two", "three") for fact in await journey(name)]
    assert {type(fact) for fact in told} == {AppealAssigned, AppealRedirected}
    await publish(installation, [lifecycle(fact) for fact in told])
    await publish(installation, [lifecycle(fact) for fact in told if fact.appeal_id == appeal_id("two")])
    network = await read_network(installation.kafka)
    assert network.edges == {("roads", AKIMAT, "mot"): 3}
    assert network.named == {("roads", "akimat"): 3}


async def test_an_empty_log_teaches_nothing(stack: Stack) -> None:
    network = await read_network((await install(stack)).kafka)
    assert (network.edges, network.proposals(fewest=1)) == ({}, [])
