"""Sets the demo's installation up and takes it down: stack, topics, services. All that it started ends by its pid."""

import fcntl
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from deploy import local
from deploy.demo.runner import CHECKOUT, ServiceProcess, end_leftovers, make_services, stop_all
from shared.clock import write_instant
from shared.kafka.settings import KafkaSettings

DATA_DIR = CHECKOUT / ".local" / "demo"
COMMAND_SECONDS = 120.0


class DemoError(RuntimeError):
    """The demo cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A running stack with everything that services and tools have to know about it."""

    folder: Path
    kafka: KafkaSettings
    environment: Mapping[str, str]
    services: dict[str, ServiceProcess]
    token: str
    """The operator's token of analytics."""
    clock: Path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m …` in the installation's environment. Raises subprocess.TimeoutExpired."""
        variables = {**os.environ, "PYTHONPATH": str(CHECKOUT), **self.environment}
        return subprocess.run(  # noqa: S603  # our own modules
            [sys.executable, "-m", *arguments],
            env=variables,
            cwd=CHECKOUT,
            check=False,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )

    def centre_token(self, centre: str) -> str:
        """A new token for the console of a centre. Raises DemoError."""
        done = self.command("services.sla_monitor", "token", "--centre", centre)
        if done.returncode != 0:
            raise DemoError(f"no token for {centre}: {done.stderr[-300:]}")
        return done.stdout.strip()

    def json_command(self, *arguments: str) -> dict[str, Any]:
        """Like `command`, for tools that end with one line of JSON. Raises DemoError."""
        done = self.command(*arguments)
        lines = done.stdout.strip().splitlines()
        try:
            found: dict[str, Any] = orjson.loads(lines[-1])
        except (IndexError, orjson.JSONDecodeError) as error:
            raise DemoError(f"python -m {' '.join(arguments)} said: {(done.stdout + done.stderr)[-800:]}") from error
        return found


@contextmanager
def the_only_demo(folder: Path = DATA_DIR) -> Iterator[None]:
    """One demo at a time per checkout. Raises DemoError while another one is up; a crashed one holds nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".demo.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DemoError("a demo is up already: end it with Ctrl-C first") from error
        yield


def set_up(begins: datetime, folder: Path = DATA_DIR) -> Installation:
    """Start a fresh stack and prepare the services, not started yet; the simulated clock stands at `begins`.

    Processes of a crashed demo are ended first. On a Kafka that the environment names, topics and databases of this
    run get a prefix of their own. Raises StackError.
    """
    end_leftovers(folder)
    stack = local.start(folder, store="memory", fresh=True)
    is_shared = stack.kafka_pid is None or stack.store_pid is None
    prefix = f"demo-{secrets.token_hex(3)}-" if is_shared else ""
    clock, token = folder / "clock", secrets.token_urlsafe(24)
    centre_tokens = folder / "centre-tokens.json"
    centre_tokens.unlink(missing_ok=True)
    write_instant(clock, begins)
    environment = {
        **stack.environment(),
        "KAFKA_TOPIC_PREFIX": prefix.replace("-", ".") if prefix else "",
        "MONGO_DATABASE_PREFIX": prefix,
        "PLATFORM_CLOCK": str(clock),
        "INTAKE_SECRET_KEY": secrets.token_urlsafe(32),
        "ROUTER_APPLICANT_KEY": secrets.token_urlsafe(32),
        "ANALYTICS_OPERATOR_TOKEN": token,
        "SLA_MONITOR_CENTRE_TOKENS_FILE": str(centre_tokens),
    }
    for log in folder.glob("*.log"):
        if log.stem not in ("kafka", "store"):
            log.unlink()
    kafka = KafkaSettings(bootstrap=stack.bootstrap, topic_prefix=environment["KAFKA_TOPIC_PREFIX"])
    return Installation(folder, kafka, environment, make_services(folder, environment), token, clock)


def take_down(installation: Installation | None, folder: Path = DATA_DIR) -> None:
    """End the services, then the stack; what the environment named stays up."""
    if installation is not None:
        stop_all(installation.services.values())
    local.stop(folder)
