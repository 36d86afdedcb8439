"""A secured broker for the suite."""

import asyncio
from collections.abc import Iterator

import pytest

from deploy.local import Stack
from shared.kafka.provision import provision
from tests.support.secured import TENANTS, Secured, secured
from tests.support.stack import secured_stack


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A broker that lets in only who logs in."""
    with secured_stack(tmp_path_factory.mktemp("secured")) as started:
        yield started


@pytest.fixture(scope="module")
def installation(guarded: Stack, tmp_path_factory: pytest.TempPathFactory) -> Secured:
    """Topics, users and access lists of four tenants, an analyst and an operator, for one module of tests."""
    made = secured(guarded, tmp_path_factory.mktemp("passwords"))
    asyncio.run(provision(made.administrator, tenants=TENANTS))
    made.grant()
    return made
