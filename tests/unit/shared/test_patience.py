"""A client of Kafka whose broker is away rests between two questions."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer

from shared.kafka import patience
from shared.kafka.broker import make_broker
from shared.kafka.settings import KafkaSettings


async def test_a_client_without_a_broker_rests_before_it_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make_broker(KafkaSettings(), "router")
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    client = AIOKafkaProducer(bootstrap_servers="127.0.0.1:1").client
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", rest)
        answered = await client._metadata_update(client.cluster, ["a topic"])
    assert (answered, rests) == (False, [patience.PAUSE_SECONDS])


async def test_a_client_whose_broker_answers_does_not_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answered(*_: object) -> bool:
        return True

    async def rest(_: float) -> None:
        pytest.fail("it rested")

    monkeypatch.setattr(patience, "_ask", answered)
    make_broker(KafkaSettings(), "router")
    client = AIOKafkaProducer(bootstrap_servers="127.0.0.1:1").client
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", rest)
        assert await client._metadata_update(client.cluster, ["a topic"])
