"""Requests are counted by template of the route and status; addresses, numbers and the platform's own stay out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI, Response
from prometheus_client import REGISTRY

from services.intake.limits import Buckets, Limits, Rate
from shared.observability import health
from shared.observability.health import Health, health_router
from shared.observability.http_metrics import UNMATCHED, Requests

TRACE = "0af7651916cd43dd8448eb211c80319c"


class Ready:
    """What the stores say; `waits` never returns."""

    def __init__(self) -> None:
        self.live, self.ready, self.waits = True, True, False

    async def answer(self) -> bool:
        """Whether both answer."""
        if self.waits:
            await asyncio.Event().wait()
        return self.ready

    async def figures(self) -> dict[str, Any]:
        """None."""
        return {}


@pytest.fixture
def stores() -> Ready:
    return Ready()


@pytest.fixture
async def client(stores: Ready) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.get("/v1/appeals/{number}")
    async def status(number: str) -> dict[str, Any]:
        return {"number": number, **structlog.contextvars.get_contextvars()}

    @app.get("/v1/broken")
    async def broken() -> None:
        raise RuntimeError("a fault of ours")

    @app.get("/v1/busy")
    async def busy() -> Response:
        return Response(status_code=503)

    app.include_router(health_router(Health(lambda: stores.live, stores.answer, stores.figures)))
    app.add_middleware(Limits, buckets=Buckets(Rate(0.001, 6)), body_seconds=5.0)
    app.add_middleware(Requests)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("198.51.100.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client


def counted(route: str, status: int, method: str = "GET") -> float:
    """Requests so far."""
    labels = {"method": method, "route": route, "status": str(status)}
    return REGISTRY.get_sample_value("http_requests_total", labels) or 0.0


async def test_a_request_is_counted_by_its_template_and_never_by_its_number(client: httpx.AsyncClient) -> None:
    before = counted("/v1/appeals/{number}", 200)
    await client.get("/v1/appeals/ЖТ-2026-00000777")
    assert counted("/v1/appeals/{number}", 200) == before + 1
    exposed = (await client.get("/metrics")).text
    assert 'http_request_seconds_count{route="/v1/appeals/{number}"}' in exposed
    assert "00000777" not in exposed


async def test_unknown_addresses_and_methods_share_one_value(client: httpx.AsyncClient) -> None:
    before, odd = counted(UNMATCHED, 404), counted(UNMATCHED, 404, "other")
    await client.get("/one-address")
    await client.get("/another")
    await client.request("BREW", "/coffee")
    assert (counted(UNMATCHED, 404), counted(UNMATCHED, 404, "other")) == (before + 2, odd + 1)


async def test_a_fault_of_ours_counts_as_500_and_an_unavailable_store_as_503(client: httpx.AsyncClient) -> None:
    before = counted("/v1/broken", 500), counted("/v1/busy", 503)
    await client.get("/v1/broken")
    await client.get("/v1/busy")
    assert (counted("/v1/broken", 500), counted("/v1/busy", 503)) == (before[0] + 1, before[1] + 1)


async def test_who_is_turned_away_by_the_rate_is_counted_as_429(client: httpx.AsyncClient) -> None:
    before = counted(UNMATCHED, 429)
    answers = [await client.get("/v1/busy") for _ in range(8)]
    assert [answer.status_code for answer in answers].count(429) == 2
    assert counted(UNMATCHED, 429) == before + 2


async def test_what_the_platform_asks_itself_is_not_counted(client: httpx.AsyncClient) -> None:
    await client.get("/health/live")
    assert '/health/live"' not in (await client.get("/metrics")).text


async def test_lines_logged_during_a_request_name_its_trace(client: httpx.AsyncClient) -> None:
    sent = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    assert (await client.get("/v1/appeals/1", headers=sent)).json()["trace_id"] == TRACE
    assert "trace_id" not in (await client.get("/v1/appeals/1", headers={"traceparent": "00-x"})).json()


async def test_a_scrape_tells_readiness_and_does_not_wait_for_a_store_that_hangs(
    client: httpx.AsyncClient, stores: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READY_SECONDS", 0.01)
    assert "service_ready 1.0\n" in (await client.get("/metrics")).text
    stores.live, stores.waits = False, True
    exposed = (await client.get("/metrics")).text
    assert "service_ready 0.0\n" in exposed
    assert "service_live 0.0\n" in exposed
