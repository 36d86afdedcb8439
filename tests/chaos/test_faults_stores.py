"""The broker stops, the broker or the store freezes, while appeals flow: nothing is lost, nothing doubled."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy import local
from deploy.local import Stack, processes
from tests.e2e.all_services import platform
from tests.support.brokers import send
from tests.support.faults import trial
from tests.support.stack import local_stack

SECONDS = 420


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """A stack that no other test shares, on this machine whatever the environment names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KAFKA_BOOTSTRAP", raising=False)
        patch.delenv("MONGO_URL", raising=False)
        with local_stack(tmp_path / "stack") as started:
            yield started


@contextmanager
def frozen(pid_file: Path) -> Iterator[None]:
    """The process stands still, its connections stay open and silent."""
    send(pid_file, signal.SIGSTOP)
    try:
        yield
    finally:
        send(pid_file, signal.SIGCONT)


@pytest.mark.timeout(SECONDS)
async def test_a_broker_that_stops_and_comes_back_loses_and_doubles_nothing(own_stack: Stack, tmp_path: Path) -> None:
    async with platform(own_stack, tmp_path) as running, trial(running) as one, one.fault("broker stopped"):
        pid_file = own_stack.data_dir / "kafka.pid"
        await asyncio.to_thread(processes.terminate, pid_file, deadline_seconds=30, kill=False)
        await one.flow.lasts(15)
        again = await asyncio.to_thread(local.start, own_stack.data_dir)
        assert again.bootstrap == own_stack.bootstrap


@pytest.mark.timeout(SECONDS)
async def test_a_broker_that_freezes_for_a_minute_loses_and_doubles_nothing(own_stack: Stack, tmp_path: Path) -> None:
    async with platform(own_stack, tmp_path) as running, trial(running) as one, one.fault("broker paused"):
        with frozen(own_stack.data_dir / "kafka.pid"):
            await one.flow.lasts(60)


@pytest.mark.timeout(SECONDS)
async def test_a_store_that_freezes_loses_and_doubles_nothing(own_stack: Stack, tmp_path: Path) -> None:
    async with platform(own_stack, tmp_path) as running, trial(running) as one, one.fault("store paused"):
        with frozen(own_stack.data_dir / "store.pid"):
            await one.flow.lasts(40)
