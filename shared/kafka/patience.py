"""Keeps aiokafka from asking for metadata in an endless loop while no broker answers."""

import asyncio
from typing import Any

from aiokafka.client import AIOKafkaClient

PAUSE_SECONDS = 0.2

_ask = AIOKafkaClient._metadata_update  # noqa: SLF001  # its loop has no public pause


async def _ask_and_rest(client: AIOKafkaClient, cluster: Any, topics: Any) -> bool:
    updated = bool(await _ask(client, cluster, topics))
    if not updated:
        await asyncio.sleep(PAUSE_SECONDS)
    return updated


def be_patient() -> None:
    """Let every client of this process rest for PAUSE_SECONDS after metadata that nobody gave.

    A producer with records for a partition without a leader asks again at once, as long as its only broker is away: a
    whole core and thousands of lines of the log a second, in every service, just when the broker needs the core.
    """
    AIOKafkaClient._metadata_update = _ask_and_rest  # noqa: SLF001
