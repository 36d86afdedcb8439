"""Runs the router: `python -m services.router`; with the word `transitions` it writes docs/transitions.md instead."""

import sys

import uvicorn

from services.router import transitions_page
from services.router.app import build_app
from services.router.settings import Settings
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.observability.logs import configure


def serve() -> None:
    """Consume until stopped."""
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


if sys.argv[1:] == ["transitions"]:
    transitions_page.write()
else:
    serve()
