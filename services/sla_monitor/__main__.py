"""`python -m services.sla_monitor` serves; its subcommands are for people and scripts."""

import argparse
import asyncio
import sys

from services.sla_monitor import dead_letters_command, deadlines_command, token_command
from services.sla_monitor.settings import SlaMonitorSettings
from services.sla_monitor.watch import Begin, watch
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.operations import dead_letters

GRACEFUL_SECONDS = 30
START_FAILED = 3


def serve() -> None:
    """Run until SIGTERM."""
    import uvicorn  # here, so that `watch` starts without the service

    from services.sla_monitor.app import build_app
    from services.sla_monitor.handlers import SERVICE
    from services.sla_monitor.web.setup import ending_streams
    from shared.observability.logs import configure

    settings = SlaMonitorSettings()
    configure(SERVICE, settings.log_level)
    app = build_app(settings, KafkaSettings(), MongoSettings())
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    server = ending_streams(uvicorn.Server(config), app)
    server.run()
    if not server.started:
        sys.exit(START_FAILED)


def rebuilt() -> int:
    """Rebuild and say what came of it; 1 while the service runs."""
    from services.sla_monitor.rebuild import ServiceRuns, rebuild

    try:
        print(asyncio.run(rebuild(KafkaSettings(), MongoSettings())))
    except ServiceRuns as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _begin(options: argparse.Namespace) -> Begin:
    if options.open:
        return Begin.OPEN
    return Begin.OLDEST if options.from_beginning else Begin.NEXT


def main(arguments: list[str]) -> int:
    """Serve, or do what the subcommand says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m services.sla_monitor", description="Legal clocks and escalations")
    commands = parser.add_subparsers(dest="command")
    watching = commands.add_parser("watch", help="print a centre's escalations as they come")
    watching.add_argument("--centre", required=True, help="code of a Nätije centre, as kz-75 or republic")
    watching.add_argument(
        "--from-beginning", action="store_true", help="begin with the oldest, not with what comes next"
    )
    watching.add_argument("--open", action="store_true", help="first list what is open now, gravest first")
    watching.add_argument("--explain", action="store_true", help="say of each missed date how it follows from the law")
    watching.add_argument("--lang", choices=("kk", "ru", "en"), default="en", help="of the explanations")
    token_command.add_arguments(commands.add_parser("token", help="make a centre's token for the console"))
    deadlines_command.add_arguments(commands.add_parser("deadlines", help="print all dates of an appeal and why"))
    commands.add_parser("rebuild", help="drop the projection and fold the log again; the service must be stopped")
    letters = commands.add_parser("dead-letters", help="centres' commands that could not be read: see, retry, drop")
    dead_letters.add_arguments(letters)
    options = parser.parse_args(arguments)
    if options.command == "deadlines":
        return deadlines_command.run(options)
    if options.command == "dead-letters":
        return dead_letters_command.run(options)
    if options.command == "token":
        return token_command.run(options)
    if options.command == "rebuild":
        return rebuilt()
    if options.command != "watch":
        serve()
        return 0
    try:
        explained_in = options.lang if options.explain else None
        return asyncio.run(watch(KafkaSettings(), options.centre, _begin(options), explained_in))
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
