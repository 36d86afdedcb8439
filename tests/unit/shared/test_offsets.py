"""The look-out for offsets, on clients that only note what is asked of them."""

import pytest
from aiokafka.errors import KafkaConnectionError

from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings


class Client:
    """A probe or an administrator's client; `failing` names the step at which the broker goes away."""

    def __init__(self, failing: str) -> None:
        self.failing, self.is_open = failing, False

    async def start(self) -> None:
        if self.failing == "start":
            raise KafkaConnectionError("away")
        self.is_open = True

    async def topics(self) -> set[str]:
        raise KafkaConnectionError("away")

    async def stop(self) -> None:
        self.is_open = False

    async def close(self) -> None:
        self.is_open = False


@pytest.mark.parametrize(("probe", "admin"), [("topics", "nothing"), ("nothing", "start"), ("start", "nothing")])
async def test_a_look_out_that_cannot_be_opened_leaves_no_connection_open(
    probe: str, admin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = {"_probe": Client(probe), "_admin": Client(admin)}
    offsets = Offsets(KafkaSettings())
    for name, client in clients.items():
        monkeypatch.setattr(offsets, name, client)
    with pytest.raises(KafkaConnectionError):
        async with offsets:
            pass
    assert [client.is_open for client in clients.values()] == [False, False]
