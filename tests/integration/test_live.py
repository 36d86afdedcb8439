"""The stream of live figures of a real process: what it tells, and that it does not hold up the end."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from deploy.demo.runner import make_services
from deploy.local import Stack
from tests.support.installation import install
from tests.support.lifecycle_log import World, log_of, write

WORLD = World(("KZ-75",), ("moh", "mlsp"), ("kz-75", "republic"), days=20)
QUICK_SECONDS = 8.0
"""uvicorn would wait ten seconds for an open stream."""


async def told(lines: AsyncIterator[str]) -> int:
    """Appeals received in all time, as the next event tells."""
    async for line in lines:
        if line.startswith("data: "):
            return int(json.loads(line.removeprefix("data: "))["figures"]["all"]["received"])
    raise AssertionError("the stream ended")


async def test_a_stream_tells_what_is_counted_and_ends_with_the_process(stack: Stack, tmp_path: Path) -> None:
    installation = await install(stack)
    await write(installation.kafka, log_of(100, WORLD))
    process = make_services(tmp_path, installation.environment(), ["analytics"])["analytics"]
    process.start()
    try:
        await asyncio.to_thread(process.wait_ready)
        async with (
            httpx.AsyncClient(base_url=process.url, timeout=60) as http,
            http.stream("GET", "/v1/live") as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.aiter_lines()
            async with asyncio.timeout(60):
                while await told(lines) < 100:
                    pass
            await write(
                installation.kafka, log_of(50, World(WORLD.regions, WORLD.agencies, WORLD.centres, days=20, seed=2))
            )
            async with asyncio.timeout(60):
                while await told(lines) < 150:
                    pass
            began = time.monotonic()
            await asyncio.to_thread(process.stop)
            assert [line async for line in lines if line.startswith("data: ")] == []
    finally:
        process.stop()
    assert time.monotonic() - began < QUICK_SECONDS
    assert "service_stopped" in process.log.read_text()
