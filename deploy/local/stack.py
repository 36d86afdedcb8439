"""Start, find and stop one local stack per data directory; several directories live side by side."""

import fcntl
import json
import os
import secrets
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local import jars, kafka, ports, probe, processes, store
from deploy.local.errors import StackError
from deploy.local.store import StoreKind

DEFAULT_DATA_DIR = Path(__file__).parents[2] / ".local" / "stack"
READY_SECONDS = 90.0
EXTERNAL_SECONDS = 15.0
PORT_ATTEMPTS = 3
KAFKA_PORT, STORE_PORT = 9092, 27017
PORT_IS_TAKEN = ("cannot listen on", "Address already in use", "failed to bind")


@dataclass(frozen=True, slots=True)
class Stack:
    """Addresses of a running stack. A pid is None where the environment named the server, which is then not ours."""

    bootstrap: str
    mongo_url: str
    data_dir: Path
    kafka_pid: int | None
    store_pid: int | None
    administrator: kafka.Administrator | None = None
    """Of a secured broker; None where everybody may do everything."""

    @property
    def ca_file(self) -> Path | None:
        """The authority of a secured broker's certificate, PEM; None where there is no TLS."""
        return None if self.administrator is None else self.data_dir / "kafka" / kafka.CA

    def environment(self) -> dict[str, str]:
        """The variables from which services, tools and tests learn the addresses."""
        return {"KAFKA_BOOTSTRAP": self.bootstrap, "MONGO_URL": self.mongo_url}


@dataclass(frozen=True, slots=True)
class State:
    """What a data directory remembers: ports, kind of store, and the name that the store's process answers with."""

    kafka_port: int
    store_port: int
    kind: StoreKind
    instance: str
    admin_port: int = 0
    admin_password: str = ""

    @property
    def administrator(self) -> kafka.Administrator | None:
        """Of a secured broker; None where everybody may do everything."""
        if not self.admin_port:
            return None
        return kafka.Administrator(f"{ports.HOST}:{self.admin_port}", self.admin_password)


class PortTakenError(StackError):
    """Somebody else was faster at a port that was free a moment ago."""


def start(data_dir: Path, *, store: StoreKind = "file", fresh: bool = False, secure: bool = False) -> Stack:
    """Start what does not run yet and wait until Kafka and the store answer; a running stack is returned as it is.

    `fresh` stops a running stack and removes its data first. With `secure` a broker that is started anew lets only
    those in who log in, and to what they were granted (`Stack.administrator` grants). KAFKA_BOOTSTRAP and MONGO_URL
    name servers that are used instead of ours. Raises StackError with the last log lines when a server ends or is not
    ready within 90 s.
    """
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _locked(data_dir):
        if fresh:
            _stop(data_dir)
            _wipe(data_dir)
        _check_external()
        for attempt in range(PORT_ATTEMPTS):
            try:
                _start_missing(data_dir, _next_state(data_dir, store, usual_ports=attempt == 0, secure=secure))
                break
            except PortTakenError:
                if attempt == PORT_ATTEMPTS - 1:
                    raise
    stack = running(data_dir)
    if stack is None:
        raise StackError(f"the stack in {data_dir} ended as soon as it had started:\n{_tails(data_dir)}")
    return stack


def stop(data_dir: Path) -> None:
    """Stop the processes of this directory, by pid; data stay.

    The store is never killed, it would lose its last second: StackError if it does not end within 60 s of SIGTERM.
    """
    if data_dir.is_dir():
        with _locked(data_dir.absolute()):
            _stop(data_dir.absolute())


def reset(data_dir: Path) -> None:
    """Stop the stack of this directory and remove its data and logs."""
    if data_dir.is_dir():
        with _locked(data_dir.absolute()):
            _stop(data_dir.absolute())
            _wipe(data_dir.absolute())


def running(data_dir: Path) -> Stack | None:
    """The stack of this directory if both its processes live (or the environment names servers), else None."""
    data_dir = data_dir.absolute()
    state = _read_state(data_dir)
    bootstrap, mongo_url = _external()
    kafka_pid = None if bootstrap else processes.alive(data_dir / "kafka.pid")
    store_pid = None if mongo_url else processes.alive(data_dir / "store.pid")
    if not bootstrap and state and kafka_pid:
        bootstrap = f"{ports.HOST}:{state.kafka_port}"
    if not mongo_url and state and store_pid:
        mongo_url = f"mongodb://{ports.HOST}:{state.store_port}"
    if not bootstrap or not mongo_url:
        return None
    administrator = state.administrator if state and kafka_pid else None
    return Stack(bootstrap, mongo_url, data_dir, kafka_pid, store_pid, administrator)


def _start_missing(data_dir: Path, state: State) -> None:
    """Start the servers that neither run nor are named by the environment, at the same time; stop them on failure."""
    bootstrap, mongo_url = _external()
    try:
        if not mongo_url and processes.alive(data_dir / "store.pid") is None:
            line = store.command(data_dir / "store", port=state.store_port, kind=state.kind, instance=state.instance)
            _spawn(data_dir, "store", line)
        if not bootstrap and processes.alive(data_dir / "kafka.pid") is None:
            properties = kafka.configure(data_dir / "kafka", port=state.kafka_port, administrator=state.administrator)
            kafka.format_storage(properties)
            _spawn(data_dir, "kafka", kafka.command(properties))
        if not mongo_url:
            _wait_until_ready(data_dir, "store", state)
        if not bootstrap:
            _wait_until_ready(data_dir, "kafka", state)
    except BaseException:
        _stop(data_dir)
        raise


def _next_state(data_dir: Path, kind: StoreKind, *, usual_ports: bool, secure: bool) -> State:
    """Keep the ports of servers that run; the others get those of last time or the usual ones, others if taken."""
    old = _read_state(data_dir)
    kafka_runs = processes.alive(data_dir / "kafka.pid") is not None
    store_runs = processes.alive(data_dir / "store.pid") is not None
    if old and store_runs and old.kind != kind:
        raise StackError(f"the stack in {data_dir} runs with the {old.kind} store: stop it before you ask for {kind}")
    kafka_port = old.kafka_port if old else KAFKA_PORT
    store_port = old.store_port if old else STORE_PORT
    state = State(
        kafka_port=kafka_port if kafka_runs else ports.pick(kafka_port if usual_ports else None),
        store_port=store_port if store_runs else ports.pick(store_port if usual_ports else None),
        kind=kind,
        instance=old.instance if old and store_runs else uuid.uuid4().hex,
        admin_port=old.admin_port if old and kafka_runs else ports.pick() if secure else 0,
        admin_password=old.admin_password if old and kafka_runs else secrets.token_hex(16),
    )
    _state_file(data_dir).touch(mode=0o600)
    _state_file(data_dir).write_text(json.dumps(asdict(state)), encoding="utf-8")
    return state


def _spawn(data_dir: Path, name: str, command: list[str]) -> None:
    log = data_dir / f"{name}.log"
    log.unlink(missing_ok=True)
    jars.say(f"starting {name}, log in {log}")
    processes.spawn(command, log=log, pid_file=data_dir / f"{name}.pid")


def _wait_until_ready(data_dir: Path, name: str, state: State) -> None:
    """Wait for the protocol's answer; StackError when the process ends or the deadline passes."""
    pid_file = data_dir / f"{name}.pid"

    def ready() -> bool:
        if name == "kafka":
            address = f"{ports.HOST}:{state.kafka_port}"
            return kafka.is_ready(address, data_dir / "kafka", state.administrator)
        return store.is_ready(f"{ports.HOST}:{state.store_port}", state.instance)

    in_time = processes.wait_for(lambda: ready() or processes.alive(pid_file) is None, READY_SECONDS)
    if processes.alive(pid_file) is None:
        words = processes.tail(data_dir / f"{name}.log")
        taken = any(sign in processes.tail(data_dir / f"{name}.log", 500) for sign in PORT_IS_TAKEN)
        raise (PortTakenError if taken else StackError)(f"{name} ended while starting; its last words:\n{words}")
    if not in_time:
        words = processes.tail(data_dir / f"{name}.log")
        raise StackError(f"{name} is not ready after {READY_SECONDS:g} s; its last words:\n{words}")


def _external() -> tuple[str | None, str | None]:
    return os.environ.get("KAFKA_BOOTSTRAP") or None, os.environ.get("MONGO_URL") or None


def _check_external() -> None:
    """StackError when a server that the environment names does not accept connections within 15 s."""
    bootstrap, mongo_url = _external()
    hosts = (mongo_url or "").removeprefix("mongodb://").rpartition("@")[2].partition("/")[0]
    store_address = hosts.split(",", maxsplit=1)[0] if mongo_url and mongo_url.startswith("mongodb://") else ""
    named = {"KAFKA_BOOTSTRAP": (bootstrap or "").split(",", maxsplit=1)[0], "MONGO_URL": store_address}
    for variable, address in named.items():
        full = address if ":" in address else f"{address}:{STORE_PORT}"
        if address and not processes.wait_for(lambda full=full: probe.is_open(full), EXTERNAL_SECONDS):  # type: ignore[misc]
            raise StackError(f"{variable} names {full}, where nobody answers: start it, or unset {variable}")


def _stop(data_dir: Path) -> None:
    processes.terminate(data_dir / "kafka.pid", deadline_seconds=kafka.STOP_SECONDS, kill=True)
    processes.terminate(data_dir / "store.pid", deadline_seconds=store.STOP_SECONDS, kill=False)


def _wipe(data_dir: Path) -> None:
    for folder in ("kafka", "store"):
        shutil.rmtree(data_dir / folder, ignore_errors=True)
    for file in ("kafka.log", "store.log", "stack.json"):
        (data_dir / file).unlink(missing_ok=True)


def _state_file(data_dir: Path) -> Path:
    return data_dir / "stack.json"


def _read_state(data_dir: Path) -> State | None:
    try:
        return State(**json.loads(_state_file(data_dir).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise StackError(f"{_state_file(data_dir)} cannot be read: remove {data_dir} and start afresh") from error


def _tails(data_dir: Path) -> str:
    return "\n".join(f"[{name}]\n{processes.tail(data_dir / f'{name}.log')}" for name in ("kafka", "store"))


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """One start or stop at a time per directory, across processes."""
    with (data_dir / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
