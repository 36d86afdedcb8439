"""The console over two replicas: one acts, the other tells; a stop does not wait for open pages."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import orjson
import pytest

from deploy.local import Stack
from services.sla_monitor.web.access import create_token
from shared.contracts.vocabulary import RungName
from tests.support.installation import install
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import MORNING, OVERDUE, SECOND, registered, rung_of

OVERDUE_ID = rung_of(1, RungName.OVERDUE)
STOPPED_SECONDS = 15  # a server that waited for its streams would take 30


def address(monitor: Monitor) -> str:
    """Of the service."""
    return f"http://127.0.0.1:{monitor.port}"


@asynccontextmanager
async def signed_in(monitor: Monitor, token: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a session given by this replica."""
    own = {"origin": address(monitor), "x-console": "1"}
    async with httpx.AsyncClient(base_url=address(monitor), headers=own, timeout=60) as client:
        assert (await client.post("/console/login", data={"token": token})).status_code == 303
        yield client


async def told(lines: AsyncIterator[str], kind: str) -> object:
    """Data of the next event of a kind."""
    async for line in lines:
        if line == f"event: {kind}":
            return orjson.loads((await anext(lines)).removeprefix("data: "))
    raise AssertionError(f"the stream ended without {kind}")


async def test_one_replica_acts_the_other_tells_and_both_stop_at_once(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = create_token(tmp_path / "tokens.json", "kz-75")
    monkeypatch.setenv("SLA_MONITOR_CENTRE_TOKENS_FILE", str(tmp_path / "tokens.json"))
    installation = await install(stack)
    async with (
        monitoring(installation, tmp_path, MORNING) as one,
        monitoring(installation, tmp_path, MORNING, "1") as other,
        signed_in(one, token) as client,
    ):
        await one.say([registered()])
        cookie = {"cookie": f"console_session={client.cookies['console_session']}"}  # given by the first, read by both
        async with (
            httpx.AsyncClient(base_url=address(other), headers=cookie, timeout=60) as reader,
            reader.stream("GET", "/console/events") as events,
        ):
            lines = events.aiter_lines()
            assert await told(lines, "snapshot") == []
            one.at(OVERDUE + SECOND)
            raised = [await told(lines, "put") for _ in range(3)]
            assert OVERDUE_ID in [row["id"] for row in raised]  # type: ignore[index]
            path, key = f"/console/escalations/{OVERDUE_ID}/acknowledge", str(uuid4())
            sent = [(await client.post(path, json={"key": key})).status_code for _ in range(2)]
            assert sent in ([202, 202], [202, 409])
            seen = await told(lines, "put")
            assert (seen["state"], seen["cause"]) == ("acknowledged", key)  # type: ignore[index]
            began = time.monotonic()
            await asyncio.gather(one.stop(), other.stop())
            assert time.monotonic() - began < STOPPED_SECONDS
            assert [line async for line in lines if line.startswith("event: put")] == []
