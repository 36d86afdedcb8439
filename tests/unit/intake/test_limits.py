"""What one client may ask: the rate by address, the time of a body; in the applicant's language."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from services.intake import problems
from services.intake.api import appeals_router
from services.intake.limits import REMEMBERED_CLIENTS, Buckets, Limits, Rate, networks
from tests.support.intake_builders import Bench, body

TRUSTED = networks(["10.0.0.0/8"])


class Clock:
    """Seconds that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def service(clock: Clock, body_seconds: float = 15.0) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.include_router(appeals_router(Bench().handlers))
    app.add_middleware(Limits, buckets=Buckets(Rate(0.5, 2, TRUSTED), clock), body_seconds=body_seconds)
    return app


def client(app: FastAPI, address: str = "203.0.113.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://intake")


async def statuses(http: httpx.AsyncClient, times: int) -> list[int]:
    return [(await http.post("/v1/appeals", json=body())).status_code for _ in range(times)]


async def test_above_its_rate_a_client_is_told_when_to_come_again() -> None:
    clock = Clock()
    app = service(clock)
    async with client(app) as http:
        assert await statuses(http, 3) == [202, 202, 429]
        refused = await http.post("/v1/appeals", json=body(), headers={"accept-language": "kk"})
        assert (refused.headers["retry-after"], refused.json()["title"]) == ("2", "Сұрау тым көп")
        clock.now += 2.0
        assert await statuses(http, 2) == [202, 429]


async def test_another_client_is_not_held_up() -> None:
    app = service(Clock())
    async with client(app) as greedy, client(app, "203.0.113.8") as patient:
        assert await statuses(greedy, 3) == [202, 202, 429]
        assert await statuses(patient, 1) == [202]


async def test_a_trusted_portal_is_not_counted() -> None:
    async with client(service(Clock()), "10.1.2.3") as portal:
        assert await statuses(portal, 5) == [202] * 5


def test_the_addresses_of_one_ipv6_site_are_one_client() -> None:
    buckets = Buckets(Rate(1.0, 1), Clock())
    assert buckets.wait("2001:db8:1:2::1") == 0
    assert buckets.wait("2001:db8:1:2:ffff::9") == 1.0
    assert buckets.wait("2001:db8:1:3::1") == 0


def test_memory_of_clients_is_bounded() -> None:
    buckets = Buckets(Rate(1.0, 1), Clock())
    for number in range(REMEMBERED_CLIENTS + 50):
        buckets.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(buckets._found) == REMEMBERED_CLIENTS


async def test_a_body_that_does_not_come_is_given_up() -> None:
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b'{"kind":'
        await never.wait()

    app = service(Clock(), body_seconds=0.05)
    sent: list[dict[str, object]] = []
    parts = slow()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": await anext(parts), "more_body": True}

    async def send(message: object) -> None:
        sent.append(dict(message))  # type: ignore[call-overload]  # an ASGI message is a mapping

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/appeals",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": ("203.0.113.7", 1),
    }
    await asyncio.wait_for(app(scope, receive, send), 5)
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]  # type: ignore[operator]  # headers are a list


@pytest.mark.parametrize("text", ["10.0.0.1/8", "nowhere"])
def test_a_network_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(ValueError, match=text.partition("/")[0]):
        networks([text])
