"""sla_monitor as a process of its own, with a simulated clock and a router that only commits."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from shared.clock import write_instant
from shared.contracts.envelope import decode_fact, encode
from shared.contracts.event import Record
from shared.contracts.natije import Escalation
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, NATIJE_ACTIONS, NATIJE_ESCALATIONS, SUBMITTED
from shared.kafka.offsets import Offsets
from tests.support.installation import Installation, eventually, publish, read_all

ROUTER_INPUTS = (SUBMITTED, AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS)


@dataclass
class Monitor:
    """One installation in which only sla_monitor runs; it can be killed and started again."""

    installation: Installation
    folder: Path
    port: int
    replica: str = "0"
    process: subprocess.Popen[bytes] | None = None
    _client: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    @property
    def clock(self) -> Path:
        """File of the simulated clock."""
        return self.folder / "clock"

    @property
    def log(self) -> Path:
        """What the process wrote."""
        return self.folder / f"replica-{self.replica}.log"

    def at(self, instant: datetime) -> None:
        """Move the simulated clock."""
        write_instant(self.clock, instant)

    async def start(self) -> None:
        """Start the process and wait until it is ready."""
        environment = os.environ | self.installation.environment()
        environment |= {"PLATFORM_CLOCK": str(self.clock), "SLA_MONITOR_PORT": str(self.port)}
        environment |= {"KAFKA_REPLICA": self.replica}
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "services.sla_monitor"]
            self.process = await asyncio.to_thread(subprocess.Popen, command, env=environment, stderr=log, stdout=log)
        await eventually(self._ready, f"sla_monitor is ready, see {self.log}", 60)

    async def kill(self) -> None:
        """Kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, as a supervisor does."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            await asyncio.to_thread(self.process.wait, 60)
            self.process = None

    async def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"ended with {self.process.returncode}, see {self.log}"
        try:
            return (await self._client.get(f"http://127.0.0.1:{self.port}/health/ready")).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    async def figures(self) -> dict[str, Any]:
        """`/health/progress`."""
        answer = await self._client.get(f"http://127.0.0.1:{self.port}/health/progress")
        found: dict[str, Any] = answer.json()
        return found

    async def metric(self, name: str) -> float:
        """A figure without labels, as Prometheus reads it."""
        answer = await self._client.get(f"http://127.0.0.1:{self.port}/metrics")
        return next(float(line.split()[1]) for line in answer.text.splitlines() if line.startswith(f"{name} "))

    async def say(self, facts: Iterable[Record], topic: str = LIFECYCLE.name, source: str = "router") -> None:
        """Publish records as intake, the router or a centre does."""
        await publish(self.installation, [encode(fact, topic, source) for fact in facts])

    async def router_commits(self) -> None:
        """The router has handled all its inputs: commit their ends for its group."""
        kafka = self.installation.kafka
        async with Offsets(kafka) as offsets:
            ends = await offsets.ends(ROUTER_INPUTS)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=kafka.bootstrap, group_id=kafka.group("router"), enable_auto_commit=False
        )
        await consumer.start()
        try:
            consumer.assign(list(ends))
            await consumer.commit(dict(ends))
        finally:
            await consumer.stop()

    async def watermark_reaches(self, instant: datetime) -> None:
        """Wait until everything due by then has been raised."""

        async def reached() -> bool:
            found = (await self.figures())["watermark"]
            return found is not None and datetime.fromisoformat(found) >= instant

        await eventually(reached, f"the watermark reaches {instant}")

    async def told(self) -> list[Escalation]:
        """Every escalation event in the topics of the centres, repeats included."""
        records = await read_all(self.installation, [NATIJE_ESCALATIONS])
        events = [decode_fact(r.headers, r.key, r.value, NATIJE_ESCALATIONS.types) for r in records]
        return [event for event in events if isinstance(event, Escalation)]


@asynccontextmanager
async def monitoring(
    installation: Installation, folder: Path, instant: datetime, replica: str = "0"
) -> AsyncIterator[Monitor]:
    """A running sla_monitor whose simulated clock shows `instant`; replicas share the folder and so the clock."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monitor = Monitor(installation, folder, port, replica)
    monitor.at(instant)
    await monitor.start()
    try:
        yield monitor
    finally:
        await monitor.stop()
