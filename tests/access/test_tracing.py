"""Who may trace an appeal: an administrator sees every step, an operator those without personal data."""

import asyncio

import pytest

from deploy.tracing.reading import NotAllowed, read_story
from deploy.tracing.seeking import find_id
from shared.contracts.envelope import encode
from shared.contracts.topics import AGENCY_APPEALS, LIFECYCLE, NATIJE_ESCALATIONS
from shared.kafka.access import Kind, Principal
from shared.kafka.broker import make_broker
from shared.kafka.publish import Publisher
from tests.contract.golden_events import golden
from tests.support.secured import AKIMAT, ANNA, OLGA, Secured

NUMBER, APPEAL = "ЖТ-2026-00000137", "0199c0de-5a10-7c4e-9b1a-2f6d8e4c1a75"
PLACES = (
    ("intake", LIFECYCLE, "appeal.registered", ""),
    ("router", LIFECYCLE, "appeal.assigned", ""),
    ("router", AGENCY_APPEALS, "agency.appeal_delivered", "akimat-75"),
    ("sla_monitor", NATIJE_ESCALATIONS, "escalation.raised", "kz-75"),
)


async def appended(installation: Secured) -> None:
    """What the services write of an appeal that is registered, assigned, delivered and escalated."""
    for name, topic, kind, tenant in PLACES:
        settings = installation.settings(Principal(Kind.SERVICE, name))
        broker = make_broker(settings, name)
        async with broker:
            await broker.start()
            record = encode(golden(topic, kind).event(), topic.of(tenant), name)
            await Publisher(broker, settings.space).send([record])


@pytest.fixture(scope="module")
def lived(installation: Secured) -> Secured:
    """An installation whose log tells of one appeal."""
    asyncio.run(appended(installation))
    return installation


async def test_an_administrator_sees_every_step(lived: Secured) -> None:
    story = await read_story(lived.administrator, APPEAL)
    assert {step.type for step in story.steps} == {"accepted", *(kind for _, _, kind, _ in PLACES)}
    assert story.refused == ()


async def test_an_operator_sees_the_facts_and_is_told_what_stays_closed(lived: Secured) -> None:
    settings = lived.settings(OLGA)
    story = await read_story(settings, await find_id(settings, None, NUMBER))
    assert {step.type for step in story.steps} == {
        *("accepted", "appeal.registered", "appeal.assigned", "escalation.raised")
    }
    assert story.refused == ("agency.appeals.akimat-75.v1",)


@pytest.mark.parametrize("who", [AKIMAT, ANNA], ids=["agency", "analyst"])
@pytest.mark.parametrize("named", [NUMBER, APPEAL])
async def test_others_trace_nothing(lived: Secured, who: Principal, named: str) -> None:
    settings = lived.settings(who)
    with pytest.raises(NotAllowed):
        await read_story(settings, await find_id(settings, None, named))
