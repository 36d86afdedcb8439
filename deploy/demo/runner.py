"""Starts, kills and restarts services as processes, known by pid files; for the demo and for end-to-end tests."""

import os
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from deploy.local import ports, processes

CHECKOUT = Path(__file__).parents[2]
SERVICES: Mapping[str, int] = {"intake": 8101, "router": 8102, "sla_monitor": 8103, "analytics": 8104}
"""Every service with its usual port."""
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.05


class ServiceFailedError(RuntimeError):
    """A service ended or did not become ready; the message holds the last lines of its log."""


@dataclass(slots=True)
class ServiceProcess:
    """One service as a process that outlives nobody: `python -m services.<name>`.

    `folder` keeps its log and its pid file; a process left by a crashed run is found there and ended. `replica` tells
    several processes of one service apart (`KAFKA_REPLICA`).
    """

    name: str
    folder: Path
    environment: Mapping[str, str]
    port: int
    replica: str = "0"
    host: str = field(default=ports.HOST, init=False)

    @property
    def url(self) -> str:
        """Where it answers HTTP."""
        return f"http://{self.host}:{self.port}"

    @property
    def label(self) -> str:
        """Name of its files."""
        return self.name if self.replica == "0" else f"{self.name}-{self.replica}"

    @property
    def log(self) -> Path:
        """Standard output and error; starts are appended."""
        return self.folder / f"{self.label}.log"

    @property
    def pid_file(self) -> Path:
        """Where its pid is kept."""
        return self.folder / f"{self.label}.pid"

    @property
    def pid(self) -> int | None:
        """The pid while it runs."""
        return processes.alive(self.pid_file)

    def start(self) -> None:
        """Start it; one that runs is left alone. Returns before it is ready."""
        if self.pid is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", f"services.{self.name}"]
        processes.spawn(command, log=self.log, pid_file=self.pid_file, environment=self.variables())

    def variables(self) -> dict[str, str]:
        """What the process finds in its environment beside ours."""
        prefix = self.name.upper()
        return {
            "PYTHONPATH": str(CHECKOUT),
            "KAFKA_REPLICA": self.replica,
            f"{prefix}_HOST": self.host,
            f"{prefix}_PORT": str(self.port),
            **self.environment,
        }

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return once `/health/ready` says yes. Raises ServiceFailedError."""
        deadline = time.monotonic() + seconds
        while not self._is_ready():
            if self.pid is None:
                raise ServiceFailedError(f"{self.label} ended; its last words:\n{processes.tail(self.log)}")
            if time.monotonic() > deadline:
                words = processes.tail(self.log)
                raise ServiceFailedError(f"{self.label} is not ready after {seconds:g} s; its last words:\n{words}")
            time.sleep(POLL_SECONDS)

    def kill(self) -> None:
        """SIGKILL, at once: what a crash does."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            processes.wait_for(lambda: self.pid is None, STOP_SECONDS)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """SIGTERM and wait; SIGKILL when the deadline has passed."""
        processes.terminate(self.pid_file, deadline_seconds=seconds, kill=True)

    def restart(self) -> None:
        """Stop it and start it again, ready."""
        self.stop()
        self.start()
        self.wait_ready()

    def progress(self) -> dict[str, Any]:
        """Its `/health/progress`. Raises httpx errors."""
        found: dict[str, Any] = httpx.get(f"{self.url}/health/progress", timeout=5.0).json()
        return found

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=2.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


def make_services(
    folder: Path, environment: Mapping[str, str], names: Iterable[str] = tuple(SERVICES)
) -> dict[str, ServiceProcess]:
    """One process per service, not started, on the usual port or another free one."""
    return {name: ServiceProcess(name, folder, environment, ports.pick(SERVICES[name])) for name in names}


def start_all(services: Sequence[ServiceProcess]) -> None:
    """Start all at the same time and wait until every one is ready. Raises ServiceFailedError."""
    for service in services:
        service.start()
    for service in services:
        service.wait_ready()


def stop_all(services: Iterable[ServiceProcess]) -> None:
    """SIGTERM to all at once, then wait for each."""
    running = list(services)
    for service in running:
        if (pid := service.pid) is not None:
            os.kill(pid, signal.SIGTERM)
    for service in running:
        service.stop()


def end_leftovers(folder: Path) -> list[str]:
    """End services that a crashed run left in `folder`; returns their labels."""
    ours = (file for file in sorted(folder.glob("*.pid")) if file.stem.partition("-")[0] in SERVICES)
    return [file.stem for file in ours if processes.terminate(file, deadline_seconds=5.0, kill=True)]
