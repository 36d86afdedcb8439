"""Some commands change what a service would write at the same time: they wait until it has stopped."""

import asyncio
import time

from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings

PATIENCE_SECONDS = 8.0
"""A member that was killed leaves its group after the session's six seconds."""


class ServiceRuns(RuntimeError):
    """A replica is a member of the group."""


async def wait_until_stopped(kafka: KafkaSettings, service: str) -> None:
    """Return once the service's group has no member. Raises ServiceRuns."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    async with Offsets(kafka) as offsets:
        while await offsets.has_members(kafka.group(service)):
            if time.monotonic() > deadline:
                raise ServiceRuns(f"stop every replica of {service} first")
            await asyncio.sleep(0.5)
