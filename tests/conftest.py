"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from deploy.local import Stack
from tests.support.stack import chosen_stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Real Kafka and the real store, started when the first test asks and shared by the session."""
    with chosen_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started
