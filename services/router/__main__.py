"""Runs the router: `python -m services.router`."""

import uvicorn

from services.router.app import build_app
from services.router.settings import Settings
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.observability.logs import configure

settings = Settings()
configure("router", settings.log_level)
uvicorn.run(
    build_app(KafkaSettings(), MongoSettings()),
    host=settings.host,
    port=settings.port,
    log_config=None,
    access_log=False,
    timeout_graceful_shutdown=10,
)
