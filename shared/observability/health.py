"""Health endpoints: `/health/live` (restart me if not), `/health/ready` (send me work), `/health/progress`, metrics."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Figures = Mapping[str, Any]


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
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
