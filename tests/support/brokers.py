"""Brokers of a test's own: one with a second door behind a proxy, or a cluster of three; the store beside them."""

import os
import random
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy import local
from deploy.local import Stack, StackError, kafka, ports, processes
from tests.support.proxy import Proxy, proxied

READY_SECONDS = 90.0
LOW, HIGH = 20_000, 32_000
"""Below the ports that the system gives to clients: one that knocks at a closed port of that range may meet itself."""


@dataclass(frozen=True, slots=True)
class Broker:
    """One node, broker and controller in one process, known by its pid file."""

    folder: Path
    port: int

    @property
    def pid_file(self) -> Path:
        """Where its pid is kept."""
        return self.folder / "broker.pid"

    @property
    def address(self) -> str:
        """Where clients reach it."""
        return f"{ports.HOST}:{self.port}"

    def start(self) -> None:
        """Start it on the data that it has; returns before it serves."""
        command = kafka.command(self.folder / "server.properties")
        processes.spawn(command, log=self.folder / "broker.log", pid_file=self.pid_file)

    def wait(self) -> None:
        """Return when it serves clients. Raises StackError."""
        if not processes.wait_for(lambda: kafka.is_ready(self.address, self.folder), READY_SECONDS):
            raise StackError(f"the broker is not ready:\n{processes.tail(self.folder / 'broker.log')}")

    def stop(self) -> None:
        """SIGTERM, and wait until it has handed over what it led."""
        processes.terminate(self.pid_file, deadline_seconds=60, kill=True)

    def kill(self) -> None:
        """SIGKILL."""
        send(self.pid_file, signal.SIGKILL)
        processes.wait_for(lambda: processes.alive(self.pid_file) is None, 10)


def send(pid_file: Path, number: signal.Signals) -> None:
    """A signal to the process of this file, which must live."""
    pid = processes.alive(pid_file)
    assert pid is not None, f"{pid_file.stem} does not run"
    os.kill(pid, number)


@contextmanager
def proxied_stack(folder: Path) -> Iterator[tuple[Stack, Proxy]]:
    """A stack whose broker is also reached through a proxy: it advertises the proxy's port to whoever came by it."""
    inner = free_port()
    with ExitStack() as ending:
        proxy = ending.enter_context(proxied(free_port(), inner))
        broker = _made(folder / "kafka")
        _listen(broker, {"PROXIED": (inner, proxy.port)})
        kafka.format_storage(broker.folder / "server.properties")
        yield ending.enter_context(_running(folder, [broker])), proxy


@contextmanager
def three_brokers(folder: Path) -> Iterator[tuple[Stack, list[Broker]]]:
    """A cluster of three; a record is confirmed when two have it."""
    nodes = [_made(folder / f"kafka-{number}") for number in (1, 2, 3)]
    controllers = [free_port() for _ in nodes]
    voters = ",".join(f"{n}@{ports.HOST}:{port}" for n, port in enumerate(controllers, 1))
    identity = kafka.new_cluster_id()
    for number, (node, port) in enumerate(zip(nodes, controllers, strict=True), 1):
        _listen(node, {}, port)
        _append(node, [f"node.id={number}", f"controller.quorum.voters={voters}", *REPLICATED])
        kafka.format_storage(node.folder / "server.properties", identity)
    with _running(folder, nodes) as stack:
        yield stack, nodes


REPLICATED = (
    "default.replication.factor=3",
    "min.insync.replicas=2",
    "offsets.topic.replication.factor=3",
    "transaction.state.log.replication.factor=3",
    "transaction.state.log.min.isr=2",
    "controlled.shutdown.enable=true",
    "num.replica.fetchers=2",
)


def free_port() -> int:
    """A port to listen on, also after a while of being closed."""
    return ports.pick(random.randint(LOW, HIGH))


def _made(folder: Path) -> Broker:
    """A node's folder with the settings of the local stack."""
    broker = Broker(folder, free_port())
    kafka.configure(folder, port=broker.port)
    return broker


def _listen(broker: Broker, more: dict[str, tuple[int, int]], controller: int | None = None) -> None:
    """Name all listeners anew: for clients, for controllers, and `more` by name (port, advertised port)."""
    controller = controller or free_port()
    doors = {"CLIENTS": (broker.port, broker.port), **more}
    listeners = [f"{name}://{ports.HOST}:{port}" for name, (port, _) in doors.items()]
    shown = [f"{name}://{ports.HOST}:{port}" for name, (_, port) in doors.items()]
    lines = [
        f"listeners={','.join([*listeners, f'CONTROLLER://{ports.HOST}:{controller}'])}",
        f"advertised.listeners={','.join(shown)}",
        f"listener.security.protocol.map={','.join(f'{name}:PLAINTEXT' for name in [*doors, 'CONTROLLER'])}",
        f"controller.quorum.voters=1@{ports.HOST}:{controller}",
    ]
    _append(broker, lines)


def _append(broker: Broker, lines: Sequence[str]) -> None:
    """Of two lines for one setting the later one counts."""
    with (broker.folder / "server.properties").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", *lines, ""]))


@contextmanager
def _running(folder: Path, nodes: Sequence[Broker]) -> Iterator[Stack]:
    """These brokers and a store, all ended with the context; only logs stay."""
    try:
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KAFKA_BOOTSTRAP", ",".join(node.address for node in nodes))
            patch.delenv("MONGO_URL", raising=False)
            stack = local.start(folder / "stack")
            try:
                yield stack
            finally:
                local.stop(folder / "stack")
    finally:
        for node in nodes:  # a last one without its fellows would wait for them for a minute
            processes.terminate(node.pid_file, deadline_seconds=1, kill=True)
            shutil.rmtree(node.folder / "data", ignore_errors=True)
        shutil.rmtree(folder / "stack" / "store", ignore_errors=True)


async def out_of_sync(bootstrap: str, prefix: str) -> int:
    """How many partitions of the topics of this prefix, and of the groups' commits, lack one of their copies."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        names = [name for name in await admin.list_topics() if name.startswith((prefix, "__consumer_offsets"))]
        described = await admin.describe_topics(names)
    finally:
        await admin.close()
    return sum(len(p["isr"]) < len(p["replicas"]) for topic in described for p in topic["partitions"])
