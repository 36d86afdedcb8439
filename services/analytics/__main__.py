"""`python -m services.analytics` serves; `python -m services.analytics recount [--json]` proves the counters."""

import argparse
import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from services.analytics.app import SERVICE, build_app
from services.analytics.recount import recount
from services.analytics.settings import AnalyticsSettings
from services.analytics.store import MongoCounters
from shared.kafka.broker import wait_for_topics
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings, connect, wait_for_mongo
from shared.observability.lifespan import calm_collector
from shared.observability.logs import configure


def main(arguments: list[str]) -> int:
    """0 for success, 1 when a recount differs, 2 for wrong arguments, 3 when the service cannot start."""
    parser = argparse.ArgumentParser(prog="python -m services.analytics", description=__doc__)
    actions = parser.add_subparsers(dest="action")
    prove = actions.add_parser("recount", help="replay the logs and compare every counter, bit for bit")
    prove.add_argument("--json", action="store_true", help="one line of JSON instead of text")
    options = parser.parse_args(arguments)
    settings = AnalyticsSettings()
    configure(SERVICE, settings.log_level)
    if options.action == "recount":
        return asyncio.run(_recount(as_json=options.json))
    app = build_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
    )
    server = _Server(config, app.state.end_streams)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 3


class _Server(uvicorn.Server):
    """Ends the endless streams first: it would wait for them."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self._end_streams()
        await super().shutdown(sockets)


async def _recount(*, as_json: bool) -> int:
    kafka, mongo = KafkaSettings(), MongoSettings()
    database = connect(mongo, SERVICE)
    calm_collector()
    try:
        await wait_for_mongo(database, mongo.start_seconds)
        await wait_for_topics(kafka, ())
        report = await recount(kafka, MongoCounters(database), kafka.group(SERVICE))
    finally:
        database.client.close()
    print(report.as_json() if as_json else report.as_text())
    return 0 if report.agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
