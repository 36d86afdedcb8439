"""Health endpoints: `/health/live` (restart me if not), `/health/ready` (send me work), `/health/progress`, metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.observability.metrics import LIVE, READY

Figures = Mapping[str, Any]
READY_SECONDS = 3.0
"""How long a scrape waits for the stores: Prometheus gives up after 10 s, and all other figures with it."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a service says of itself. `progress` gives plain figures: lag, watermark, outbox."""

    live: Callable[[], bool]
    ready: Callable[[], Awaitable[bool]]
    progress: Callable[[], Awaitable[Figures]]


def health_router(health: Health) -> APIRouter:
    """Routes of one service."""
    router = APIRouter()

    @router.get("/health/live", include_in_schema=False)
    async def live(response: Response) -> dict[str, bool]:
        is_live = health.live()
        response.status_code = 200 if is_live else 503
        return {"live": is_live}

    @router.get("/health/ready", include_in_schema=False)
    async def ready(response: Response) -> dict[str, bool]:
        is_ready = await health.ready()
        response.status_code = 200 if is_ready else 503
        return {"ready": is_ready}

    @router.get("/health/progress", include_in_schema=False)
    async def progress() -> Figures:
        return await health.progress()

    @router.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        LIVE.set(health.live())
        READY.set(await _answers(health))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _answers(health: Health) -> bool:
    """Whether it is ready, found out within a scrape's time."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await health.ready()
    except TimeoutError:
        return False
