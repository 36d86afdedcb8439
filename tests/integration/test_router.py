"""The router on a real Kafka and a real store: once in effect, whatever happens to the process."""

from collections import Counter

from deploy.local import Stack
from services.router.app import INPUTS, build_app
from shared.contracts.agency import AcceptAppeal, RedirectPart
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, AGENCY_APPEALS, DEAD_LETTERS, LIFECYCLE, SUBMITTED
from tests.support.installation import Installation, caught_up, install, publish, read_all, running
from tests.support.router import MORNING, appeal_id, submission
from tests.support.sightings import SETTINGS

NAMES = [f"appeal {n}" for n in range(60)]


def submissions() -> list[Outgoing]:
    return [encode(submission(name), SUBMITTED.name, "intake") for name in NAMES]


def accepts() -> list[Outgoing]:
    return [
        encode(
            AcceptAppeal(event_id=f"accept {name}", appeal_id=appeal_id(name), occurred_at=MORNING),
            AGENCY_ACTIONS_TOPIC.of("akimat-75"),
            "akimat-75",
        )
        for name in NAMES
    ]


async def ids(installation: Installation, topic: object) -> Counter[str]:
    """How often each event id stands in the topics of a declaration."""
    records = await read_all(installation, [topic])  # type: ignore[list-item]  # the callers pass topics
    return Counter(dict(record.headers)["ce_id"].decode() for record in records)


async def test_appeals_are_assigned_delivered_and_accepted_in_order(stack: Stack) -> None:
    installation = await install(stack)
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, submissions())
        await caught_up(installation, "router", INPUTS)
        await publish(installation, accepts())
        await caught_up(installation, "router", INPUTS)
    records = await read_all(installation, [LIFECYCLE])
    sequences: dict[str, list[str]] = {}
    for record in records:
        sequences.setdefault(record.key.decode(), []).append(dict(record.headers)["ce_sequence"].decode())
    assert sequences == {appeal_id(name): ["2", "3"] for name in NAMES}
    delivered = await ids(installation, AGENCY_APPEALS)
    assert len(delivered) == 2 * len(NAMES)
    assert set(delivered.values()) == {1}


async def test_a_router_that_lost_its_commit_publishes_the_same_and_changes_nothing(stack: Stack) -> None:
    installation = await install(stack)
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, submissions())
        await caught_up(installation, "router", INPUTS)
    once = await ids(installation, LIFECYCLE)
    forgetful = Installation(installation.kafka, installation.mongo)
    await publish(forgetful, submissions())  # a producer's repeat of every command, at later offsets
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await caught_up(installation, "router", INPUTS)
    assert await ids(installation, LIFECYCLE) == once


async def test_two_replicas_share_the_work_and_one_goes_on_alone(stack: Stack) -> None:
    installation = await install(stack)
    first, second = (build_app(SETTINGS, installation.replica(name), installation.mongo) for name in ("a", "b"))
    async with running(first):
        async with running(second):
            await publish(installation, submissions()[:30])
            await caught_up(installation, "router", INPUTS)
        await publish(installation, submissions()[30:])
        await caught_up(installation, "router", INPUTS)
    assert len(await ids(installation, LIFECYCLE)) == len(NAMES)


async def test_bad_commands_of_one_agency_stop_nobody(stack: Stack) -> None:
    installation = await install(stack)
    good = accepts()[0]
    bad = [
        Outgoing(good.topic, good.key, b"{not json", good.headers),
        Outgoing(good.topic, good.key, good.value, {**good.headers, "ce_type": "action.answer.v9"}),
        Outgoing(good.topic, "another key", good.value, good.headers),
    ]
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, submissions()[:1])
        await caught_up(installation, "router", INPUTS)
        await publish(installation, [*bad, good])
        await caught_up(installation, "router", INPUTS)
    letters = await read_all(installation, [DEAD_LETTERS])
    assert [record.value for record in letters] == [record.value for record in bad]
    receipts = [dict(r.headers)["ce_type"] for r in await read_all(installation, [AGENCY_APPEALS])]
    assert Counter(receipts) == {b"agency.appeal_delivered": 1, b"action.refused": 2, b"action.applied": 1}


async def test_article_65_1_a_partial_redirect_opens_the_child_once_and_in_order(stack: Stack) -> None:
    installation = await install(stack)
    name = NAMES[0]
    part = RedirectPart(
        event_id="part",
        appeal_id=appeal_id(name),
        occurred_at=MORNING,
        to_agency="mot",
        reason="трасса",
        text="Отремонтируйте съезд с трассы",
    )
    command = encode(part, AGENCY_ACTIONS_TOPIC.of("akimat-75"), "akimat-75")
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, submissions()[:1])
        await caught_up(installation, "router", INPUTS)
        await publish(installation, [command, command])
        await caught_up(installation, "router", INPUTS)
        await caught_up(installation, "router", INPUTS)  # the child's submission, which the router wrote itself
    histories: dict[str, list[tuple[str, str]]] = {}
    for record in await read_all(installation, [LIFECYCLE]):
        headers = {key: value.decode() for key, value in record.headers}
        histories.setdefault(record.key.decode(), []).append((headers["ce_sequence"], headers["ce_type"]))
    assert histories.pop(appeal_id(name)) == [("2", "appeal.assigned"), ("3", "appeal.redirected_in_part")]
    assert list(histories.values()) == [[("1", "appeal.registered"), ("2", "appeal.assigned")]]
