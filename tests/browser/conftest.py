"""What every test of a page may ask for."""

import asyncio
from collections.abc import Iterator

import pytest

from deploy.demo.runner import make_services
from deploy.local import Stack
from tests.browser.dashboard import CENTRES, Dashboard, histories
from tests.support.browser import browser, context_of, page
from tests.support.installation import install
from tests.support.lifecycle_log import write

__all__ = ["browser", "context_of", "dashboard", "page"]


@pytest.fixture(scope="session")
def dashboard(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Analytics as a process on real Kafka, with three months of histories in its log; shared by the session."""
    installation = asyncio.run(install(stack, centres=CENTRES))
    asyncio.run(write(installation.kafka, histories()))
    services = make_services(tmp_path_factory.mktemp("analytics"), installation.environment(), ["analytics"])
    running = services["analytics"]
    try:
        running.start()
        running.wait_ready()
        found = Dashboard(installation, running.url)
        asyncio.run(found.caught_up())
        yield found
    finally:
        running.stop()
