"""One real stack for a test session: processes of this machine, or containers where Docker has the images."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy import local
from tests.support.containers import are_wanted, container_stack


@contextmanager
def local_stack(data_dir: Path, *, store: local.StoreKind = "file", secure: bool = False) -> Iterator[local.Stack]:
    """A fresh stack in `data_dir`, stopped at the end; only its logs stay.

    A stack that cannot be had fails the test and says why; it never skips it. KAFKA_BOOTSTRAP and MONGO_URL name
    servers that are used instead.
    """
    try:
        started = local.start(data_dir, store=store, fresh=True, secure=secure)
    except local.StackError as error:
        pytest.fail(f"This test needs Kafka and the store, and they do not start. {error}", pytrace=False)
    try:
        yield started
    finally:
        local.stop(data_dir)
        for folder in ("kafka", "store"):
            shutil.rmtree(data_dir / folder, ignore_errors=True)


@contextmanager
def chosen_stack(data_dir: Path) -> Iterator[local.Stack]:
    """A fresh stack on containers or on this machine: TEST_STACK=containers or local, else whatever is here."""
    with container_stack(data_dir) if are_wanted() else local_stack(data_dir) as started:
        yield started


@contextmanager
def secured_stack(data_dir: Path) -> Iterator[local.Stack]:
    """A stack of its own whose broker asks for a login, whatever servers the environment names."""
    if are_wanted():
        with container_stack(data_dir, secure=True) as started:
            yield started
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KAFKA_BOOTSTRAP", raising=False)
        patch.delenv("MONGO_URL", raising=False)
        with local_stack(data_dir, store="memory", secure=True) as started:
            yield started
