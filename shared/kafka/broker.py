"""Makes the broker client with settings that lose nothing, and waits for the cluster with a deadline."""

import asyncio
import logging
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.partitioner import murmur2
from faststream.kafka import KafkaBroker
from faststream.security import SASLPlaintext, SASLScram512

from shared.kafka.patience import be_patient
from shared.kafka.settings import KafkaSettings

MAX_BATCH_BYTES = 256 * 1024
MAX_REQUEST_BYTES = 1024 * 1024
METADATA_MAX_AGE_MS = 30_000


class KafkaNotReady(RuntimeError):
    """The broker or a topic was missing when the deadline passed."""


@lru_cache(maxsize=65_536)
def _hash(key: bytes) -> int:
    """Java-compatible murmur2; the pure-Python hash is dear and every appeal is published several times."""
    return int(murmur2(key)) & 0x7FFFFFFF


def partitioner(key: bytes | None, every: list[int], available: list[int]) -> int:
    """Partition of a key as every Kafka client computes it; records without a key go to the first available."""
    if key is None:
        return (available or every)[0]
    return every[_hash(key) % len(every)] if len(every) > 1 else every[0]


def make_broker(settings: KafkaSettings, service: str) -> KafkaBroker:
    """A broker client whose producer is idempotent and waits for all in-sync replicas. Not started yet."""
    be_patient()
    return KafkaBroker(
        settings.bootstrap.split(","),
        client_id=f"{service}-{settings.replica}",
        security=_security(settings),
        acks="all",
        enable_idempotence=True,
        compression_type="zstd",
        linger_ms=0,
        max_batch_size=MAX_BATCH_BYTES,
        max_request_size=MAX_REQUEST_BYTES,
        partitioner=partitioner,
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_MAX_AGE_MS,
        graceful_timeout=30.0,
        logger=logging.getLogger("faststream"),
        log_level=logging.DEBUG,
    )


def _security(settings: KafkaSettings) -> SASLPlaintext | SASLScram512 | None:
    if settings.username is None or settings.password is None:
        return None
    context = settings.tls()
    kind = SASLPlaintext if settings.mechanism == "PLAIN" else SASLScram512
    return kind(
        username=settings.username,
        password=settings.password.get_secret_value(),
        use_ssl=context is not None,
        ssl_context=context,
    )


def make_probe(settings: KafkaSettings) -> AIOKafkaConsumer:
    """A consumer of its own, outside every group, for looking at offsets and metadata."""
    arguments: dict[str, Any] = settings.client_arguments()
    return AIOKafkaConsumer(**arguments, enable_auto_commit=False, metadata_max_age_ms=5_000)


async def wait_for_topics(settings: KafkaSettings, topics: Iterable[str]) -> None:
    """Return once the broker answers and has these topics (bare names).

    A subscriber of a topic that does not exist would wait for ever and say nothing. Raises KafkaNotReady after
    `settings.start_seconds`.
    """
    deadline = time.monotonic() + settings.start_seconds
    wanted = {settings.space.full(topic) for topic in topics}
    trouble = "not tried"
    while time.monotonic() < deadline:
        probe = make_probe(settings)
        try:
            await probe.start()
            missing = wanted - await probe.topics()
            if not missing:
                return
            trouble = f"missing topics {sorted(missing)[:5]}: run `make topics`"
        except (KafkaConnectionError, KafkaError, OSError) as error:
            trouble = f"no broker at {settings.bootstrap}: {type(error).__name__}"
        finally:
            await probe.stop()
        await asyncio.sleep(0.5)
    raise KafkaNotReady(f"gave up after {settings.start_seconds:.0f} s: {trouble}")
