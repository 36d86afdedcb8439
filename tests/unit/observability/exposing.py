"""Prints what one service exposes on `/metrics`, without Kafka and Mongo: `python -m … SERVICE` in its own process."""

import asyncio
import importlib
import sys

import httpx

from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.observability import health

SETTINGS = {"intake": "IntakeSettings", "router": "Settings", "sla_monitor": "SlaMonitorSettings"}


async def exposed(service: str) -> str:
    """The text of `/metrics` of a service that has not started: the stores do not answer."""
    health.READY_SECONDS = 0.1
    app = importlib.import_module(f"services.{service}.app")
    made = getattr(importlib.import_module(f"services.{service}.settings"), SETTINGS.get(service, "AnalyticsSettings"))
    transport = httpx.ASGITransport(app.build_app(made(), KafkaSettings(), MongoSettings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        return (await client.get("/metrics")).text


if __name__ == "__main__":
    text = asyncio.run(exposed(sys.argv[1]))
    if "opentelemetry.sdk" in sys.modules:
        sys.exit("traces are off and must not be loaded")
    sys.stdout.write(text)
