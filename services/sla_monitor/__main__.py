"""`python -m services.sla_monitor` serves; `watch --centre kz-75` shows escalations, `deadlines` an appeal's dates."""

import argparse
import asyncio
import sys

from services.sla_monitor import deadlines_command
from services.sla_monitor.settings import SlaMonitorSettings
from services.sla_monitor.watch import watch
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings

GRACEFUL_SECONDS = 30


def serve() -> None:
    """Run until SIGTERM."""
    import uvicorn  # here, so that `watch` starts without the service

    from services.sla_monitor.app import build_app
    from services.sla_monitor.handlers import SERVICE
    from shared.observability.logs import configure

    settings = SlaMonitorSettings()
    configure(SERVICE, settings.log_level)
    app = build_app(settings, KafkaSettings(), MongoSettings())
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


def main(arguments: list[str]) -> int:
    """Serve, or do what the subcommand says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m services.sla_monitor", description="Legal clocks and escalations")
    commands = parser.add_subparsers(dest="command")
    watching = commands.add_parser("watch", help="print a centre's escalations as they come")
    watching.add_argument("--centre", required=True, help="code of a Nätije centre, as kz-75 or republic")
    watching.add_argument(
        "--from-beginning", action="store_true", help="begin with the oldest, not with what comes next"
    )
    deadlines_command.add_arguments(commands.add_parser("deadlines", help="print all dates of an appeal and why"))
    options = parser.parse_args(arguments)
    if options.command == "deadlines":
        return deadlines_command.run(options)
    if options.command != "watch":
        serve()
        return 0
    try:
        return asyncio.run(watch(KafkaSettings(), options.centre, from_beginning=options.from_beginning))
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
