"""Provisioning on a real broker: doing it twice is doing it once, and topics are as declared."""

from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.local import Stack
from shared.contracts.topics import TOPICS, Tenants, Topic
from shared.kafka.broker import KafkaNotReady, wait_for_topics
from shared.kafka.provision import SERVICES, names, provision
from shared.kafka.settings import KafkaSettings

LOG_APPEND_TIME = 1
TENANTS: dict[Tenants, tuple[str, ...]] = {
    "none": ("",),
    "agencies": ("mot", "akimat-75"),
    "centres": ("kz-75", "republic"),
    "services": SERVICES,
}


@pytest.fixture
def settings(stack: Stack) -> KafkaSettings:
    """An installation that nobody else has."""
    return KafkaSettings(bootstrap=stack.bootstrap, topic_prefix=f"t{uuid4().hex[:10]}.", start_seconds=30)


def wanted(settings: KafkaSettings) -> dict[str, Topic]:
    """Every declared topic of the test's tenants by its full name."""
    return {settings.space.full(name): topic for topic, name in names(TOPICS, TENANTS)}


async def described(settings: KafkaSettings) -> dict[str, tuple[int, dict[str, str]]]:
    """Partitions and settings of the topics of this installation, as the broker tells them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.bootstrap)
    await admin.start()
    try:
        mine = [name for name in await admin.list_topics() if name.startswith(settings.topic_prefix)]
        topics = await admin.describe_topics(mine)
        answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in mine])
    finally:
        await admin.close()
    configured = {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for answer in answers
        for resource in answer.resources
    }
    return {topic["topic"]: (len(topic["partitions"]), configured[topic["topic"]]) for topic in topics}


async def test_a_second_run_makes_nothing_and_changes_nothing(settings: KafkaSettings) -> None:
    first = await provision(settings, tenants=TENANTS)
    before = await described(settings)
    second = await provision(settings, tenants=TENANTS)
    assert (set(first.made), first.kept) == (set(wanted(settings)), ())
    assert (second.made, set(second.kept)) == ((), set(wanted(settings)))
    assert await described(settings) == before
    assert set(before) == set(wanted(settings))


async def test_a_new_tenant_gets_its_topics_and_the_others_keep_theirs(settings: KafkaSettings) -> None:
    await provision(settings, tenants=TENANTS)
    report = await provision(settings, tenants=TENANTS | {"agencies": ("mot", "akimat-75", "mvd")})
    assert {settings.space.bare(name) for name in report.made} == {"agency.appeals.mvd.v1", "agency.actions.mvd.v1"}


async def test_topics_are_as_declared(settings: KafkaSettings) -> None:
    await provision(settings, tenants=TENANTS)
    found = await described(settings)
    assert set(found) == set(wanted(settings))
    for name, topic in wanted(settings).items():
        partitions, configuration = found[name]
        assert partitions == topic.partitions, name
        assert configuration["message.timestamp.type"] == "LogAppendTime", name
        assert configuration["max.message.bytes"] == str(topic.max_message_bytes), name
        assert configuration["cleanup.policy"] == ("compact" if topic.compacted else "delete"), name
        if not topic.compacted:
            kept = -1 if topic.retention is None else topic.retention // timedelta(milliseconds=1)
            assert configuration["retention.ms"] == str(kept), name


async def test_nobody_can_backdate_a_record(settings: KafkaSettings) -> None:
    await provision(settings, tenants=TENANTS)
    topic = settings.space.full("agency.actions.mot.v1")
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=settings.bootstrap, auto_offset_reset="earliest")
    async with AIOKafkaProducer(bootstrap_servers=settings.bootstrap, acks="all") as producer, consumer:
        await producer.send_and_wait(topic, b"{}", timestamp_ms=1_000)
        record = await consumer.getone()
    assert record.timestamp_type == LOG_APPEND_TIME
    assert record.timestamp > 1_700_000_000_000


async def test_waiting_for_topics_ends_and_says_which_are_missing(settings: KafkaSettings) -> None:
    await provision(settings, tenants=TENANTS)
    await wait_for_topics(settings, wanted(KafkaSettings()))
    hasty = settings.model_copy(update={"start_seconds": 0.5})
    with pytest.raises(KafkaNotReady, match=r"missing topics .*appeals\.unheard-of\.v1.*make topics"):
        await wait_for_topics(hasty, ["appeals.unheard-of.v1"])


async def test_without_a_broker_it_gives_up_at_the_deadline(settings: KafkaSettings) -> None:
    nowhere = settings.model_copy(update={"bootstrap": "127.0.0.1:1", "start_seconds": 0.5})
    with pytest.raises(KafkaNotReady, match=r"no broker at 127\.0\.0\.1:1"):
        await provision(nowhere, tenants=TENANTS)
