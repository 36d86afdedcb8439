"""Analytics: the live projection on the local store, and the recount that proves it."""

import asyncio
import json
import os
import sys
import time

import httpx

from deploy.demo.runner import CHECKOUT, ServiceProcess
from tests.bench.results import Rate
from tests.support.installation import Installation
from tests.support.lifecycle_log import World, log_of, write


async def generate(installation: Installation, appeals: int) -> int:
    """Write whole histories straight into the lifecycle and the escalations; returns the number of records."""
    records = log_of(appeals, World())
    await write(installation.kafka, records)
    return len(records)


async def live(service: ServiceProcess, records: int) -> Rate:
    """From the start of the consumer until all is counted; start-up is not in it."""
    service.start()
    await asyncio.to_thread(service.wait_ready)
    first, started = await _read(service), time.perf_counter()
    while (now := await _read(service)) < records:  # noqa: ASYNC110  # another process counts
        await asyncio.sleep(0.05)
    return Rate("analytics live projection, local store", now - first, time.perf_counter() - started)


async def _read(service: ServiceProcess) -> int:
    async with httpx.AsyncClient(timeout=30) as http:
        found = (await http.get(f"{service.url}/health/progress")).json()
    return int(found["counted"] + found["repeats"])


async def recount(installation: Installation) -> Rate:
    """The command as an operator runs it. Raises RuntimeError when the recount does not agree."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.analytics",
        "recount",
        "--json",
        env={**os.environ, **installation.environment(), "PYTHONPATH": str(CHECKOUT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    told = json.loads((await process.communicate())[0])
    if not told["agrees"]:
        raise RuntimeError(f"the recount differs: {told['differences']}")
    return Rate("analytics recount", told["records"], told["seconds"])
