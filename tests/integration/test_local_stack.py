"""The local stack is real: it keeps records and documents, and stacks live side by side."""

import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError
from pymongo import AsyncMongoClient, MongoClient

from deploy import local
from deploy.local import ports, tools
from tests.support.stack import local_stack

LOG_APPEND_TIME = 1


@pytest.fixture(scope="module")
def stack(stack: local.Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[local.Stack]:
    """The local stack even where the session runs on containers."""
    if stack.kafka_pid is not None:
        yield stack
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KAFKA_BOOTSTRAP", raising=False)
        patch.delenv("MONGO_URL", raising=False)
        with local_stack(tmp_path_factory.mktemp("local")) as started:
            yield started


@pytest.fixture
def neighbour(stack: local.Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[local.Stack]:
    """A second stack of our own while the first one runs."""
    monkeypatch.delenv("KAFKA_BOOTSTRAP", raising=False)
    monkeypatch.delenv("MONGO_URL", raising=False)
    with local_stack(tmp_path / "neighbour") as started:
        assert (started.bootstrap, started.mongo_url) != (stack.bootstrap, stack.mongo_url)
        yield started


async def created(bootstrap: str) -> str:
    """Name of a new topic with two partitions."""
    topic = f"local-stack.{uuid.uuid4().hex}.v1"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1)])
    finally:
        await admin.close()
    return topic


async def sent_and_read(bootstrap: str, topic: str) -> tuple[bytes | None, bytes | None, int]:
    """Key, value and kind of time stamp of one record that went through the broker."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=topic, auto_offset_reset="earliest")
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer, consumer:
        await producer.send_and_wait(topic, b"pothole", key=b"a1")
        record = await consumer.getone()
    return record.key, record.value, record.timestamp_type


async def test_a_record_comes_back_stamped_by_the_broker(stack: local.Stack) -> None:
    topic = await created(stack.bootstrap)
    assert await sent_and_read(stack.bootstrap, topic) == (b"a1", b"pothole", LOG_APPEND_TIME)


async def test_topics_are_not_created_by_use(stack: local.Stack) -> None:
    topic = f"nobody-declared.{uuid.uuid4().hex}"
    async with AIOKafkaProducer(bootstrap_servers=stack.bootstrap, request_timeout_ms=1000) as producer:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.send_and_wait(topic, b"lost")


async def test_a_document_comes_back(stack: local.Stack) -> None:
    async with AsyncMongoClient[dict[str, object]](stack.mongo_url) as client:
        appeals = client[f"test-{uuid.uuid4().hex}"]["appeals"]
        await appeals.insert_one({"_id": "a1", "words": "жол шұңқыры"})
        assert await appeals.find_one({"_id": "a1"}) == {"_id": "a1", "words": "жол шұңқыры"}


def test_a_second_start_returns_the_running_stack(stack: local.Stack) -> None:
    assert local.start(stack.data_dir) == stack


def test_a_taken_port_is_avoided() -> None:
    with socket.create_server((ports.HOST, 0)) as holder:
        taken = holder.getsockname()[1]
        assert ports.pick(taken) != taken


async def test_stacks_live_side_by_side(stack: local.Stack, neighbour: local.Stack) -> None:
    topic = await created(neighbour.bootstrap)
    assert await sent_and_read(neighbour.bootstrap, topic) == (b"a1", b"pothole", LOG_APPEND_TIME)
    assert await sent_and_read(stack.bootstrap, await created(stack.bootstrap)) == (b"a1", b"pothole", LOG_APPEND_TIME)


def test_documents_outlive_a_restart(neighbour: local.Stack) -> None:
    with MongoClient[dict[str, object]](neighbour.mongo_url) as client:
        client["test"]["appeals"].insert_many([{"_id": number} for number in range(1000)])
    local.stop(neighbour.data_dir)
    assert local.running(neighbour.data_dir) is None
    restarted = local.start(neighbour.data_dir)
    with MongoClient[dict[str, object]](restarted.mongo_url) as client:
        assert client["test"]["appeals"].count_documents({}) == 1000


def test_another_kind_of_store_is_refused_while_one_runs(neighbour: local.Stack) -> None:
    with pytest.raises(local.StackError, match="runs with the file store"):
        local.start(neighbour.data_dir, store="memory")


def test_kafka_s_own_tools_run_on_the_stack(stack: local.Stack, capfd: pytest.CaptureFixture[str]) -> None:
    topic = f"by-tool.{uuid.uuid4().hex}"
    assert tools.run("TopicCommand", ["--create", "--topic", topic], bootstrap=stack.bootstrap) == 0
    assert tools.run("TopicCommand", ["--list"], bootstrap=stack.bootstrap) == 0
    assert topic in capfd.readouterr().out.splitlines()
