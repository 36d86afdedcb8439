"""A topic that the broker lets nobody write to, for a while, by a setting of the topic."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from kafka.admin import AlterConfigOp, ConfigResource, ConfigResourceType, KafkaAdminClient

from shared.kafka.settings import KafkaSettings

TOO_LARGE: Mapping[str, str] = {"max.message.bytes": "1"}
"""Every record is too large: refused at once."""


@asynccontextmanager
async def refusing(kafka: KafkaSettings, topic: str, how: Mapping[str, str]) -> AsyncIterator[None]:
    """The topic (bare name) takes no record while the context lasts; then it is as it was."""
    name = kafka.space.full(topic)
    before = await asyncio.to_thread(_read, kafka, name, how)
    await asyncio.to_thread(_set, kafka, name, how)
    try:
        yield
    finally:
        await asyncio.to_thread(_set, kafka, name, before)


def _client(kafka: KafkaSettings) -> Any:
    arguments: dict[str, Any] = kafka.client_arguments()
    return KafkaAdminClient(**arguments)


def _read(kafka: KafkaSettings, topic: str, names: Mapping[str, str]) -> dict[str, str | None]:
    """What the topic itself sets; None for what it leaves to the broker."""
    client = _client(kafka)
    try:
        found = client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    finally:
        client.close()
    own = found["topic"][topic]
    return {name: own[name]["value"] if name in own else None for name in names}


def _set(kafka: KafkaSettings, topic: str, values: Mapping[str, str | None]) -> None:
    configs = {
        name: (AlterConfigOp.DELETE, None) if value is None else (AlterConfigOp.SET, value)
        for name, value in values.items()
    }
    client = _client(kafka)
    try:
        client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs)])
    finally:
        client.close()
