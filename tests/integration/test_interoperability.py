"""Others read an agency's topic with tools of their own: Kafka's console consumer, another client, the CNCF library."""

import json

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from kafka import KafkaConsumer, KafkaProducer

from deploy.local import Stack, tools
from shared.contracts.envelope import encode
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, AGENCY_APPEALS
from shared.kafka.broker import make_broker
from shared.kafka.publish import Publisher
from tests.contract.golden_events import golden
from tests.support.installation import Installation, install, read_all

DELIVERY = golden(AGENCY_APPEALS, "agency.appeal_delivered")


async def delivered(stack: Stack) -> tuple[Installation, str]:
    """An installation where the router has published one delivery, and the full name of its topic."""
    installation = await install(stack, agencies=["akimat-75"], centres=["kz-75"])
    broker = make_broker(installation.kafka, "router")
    await broker.start()
    try:
        record = encode(DELIVERY.event(), AGENCY_APPEALS.of("akimat-75"), "router")
        await Publisher(broker, installation.kafka.space).send([record])
    finally:
        await broker.stop()
    return installation, installation.kafka.space.full(AGENCY_APPEALS.of("akimat-75"))


def cloud_event(headers: list[tuple[str, bytes]], key: bytes, value: bytes) -> BaseCloudEvent:
    """What the CNCF library makes of a record."""
    return from_kafka_event(KafkaMessage(dict(headers), key, value))


def is_the_delivery(event: BaseCloudEvent) -> bool:
    """Whether a CloudEvent says all that was published, context and data."""
    told = {f"ce_{name}": value for name, value in event.get_attributes().items()}
    written = {name: text for name, text in DELIVERY.headers.items() if name.startswith("ce_") and name != "ce_time"}
    return (
        written.items() <= told.items()
        and event.get_time() == DELIVERY.event().occurred_at
        and event.get_datacontenttype() == "application/json"
        and event.get_data() == json.loads(encode(DELIVERY.event(), DELIVERY.topic.name, "router").value)
    )


async def test_kafka_s_console_consumer_shows_headers_key_and_value(
    stack: Stack, capfd: pytest.CaptureFixture[str]
) -> None:
    _, topic = await delivered(stack)
    capfd.readouterr()
    arguments = ["--topic", topic, "--from-beginning", "--max-messages", "1", "--timeout-ms", "30000"]
    shown = ["print.headers=true", "print.key=true", "headers.separator=;", "key.separator=|"]
    for formatting in shown:
        arguments += ["--formatter-property", formatting]
    assert tools.run("ConsoleConsumer", arguments, bootstrap=stack.bootstrap) == 0
    headers, key, value = capfd.readouterr().out.strip().split("|", 2)
    pairs = [pair.split(":", 1) for pair in headers.split(";")]
    assert is_the_delivery(cloud_event([(name, text.encode()) for name, text in pairs], key.encode(), value.encode()))
    assert key == DELIVERY.key
    assert "Примерной" in value


async def test_an_independent_client_reads_the_delivery_as_a_cloud_event(stack: Stack) -> None:
    _, topic = await delivered(stack)
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=stack.bootstrap,
        group_id=f"{topic}.reader",
        auto_offset_reset="earliest",
        consumer_timeout_ms=30_000,
    )
    try:
        record = next(iter(consumer))
    finally:
        consumer.close()
    assert is_the_delivery(cloud_event(list(record.headers), record.key, record.value))


async def test_we_read_the_action_that_an_independent_client_writes(stack: Stack) -> None:
    installation, _ = await delivered(stack)
    answer = golden(AGENCY_ACTIONS_TOPIC, "action.answer")
    topic = installation.kafka.space.full(AGENCY_ACTIONS_TOPIC.of("akimat-75"))
    producer = KafkaProducer(bootstrap_servers=stack.bootstrap, max_request_size=200_000)
    try:
        headers = [(name, text.encode()) for name, text in answer.headers.items()]
        producer.send(topic, json.dumps(answer.value).encode(), answer.key.encode(), headers).get(timeout=30)
    finally:
        producer.close()
    (record,) = await read_all(installation, [AGENCY_ACTIONS_TOPIC])
    assert cloud_event(list(record.headers), record.key, record.value).get_type() == "action.answer"
    assert json.loads(record.value) == answer.value
