"""`python -m services.router` serves; its subcommands are for people."""

import argparse
import sys
from collections.abc import Callable

import uvicorn

from services.router import (
    campaigns_command,
    catch_up,
    classify_command,
    dead_letters_command,
    jurisdiction_page,
    learning,
    network_command,
    recompute_command,
    transitions_page,
)
from services.router.app import build_app
from services.router.settings import Settings
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from shared.observability.logs import configure
from shared.operations import dead_letters

RUNNERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "campaigns": campaigns_command.run,
    "catch-up": catch_up.run,
    "classify": classify_command.run,
    "dead-letters": dead_letters_command.run,
    "jurisdiction": jurisdiction_page.run,
    "learn": learning.run,
    "network": network_command.run,
    "recompute": recompute_command.run,
}


def serve() -> None:
    """Consume until stopped."""
    settings = Settings()
    configure("router", settings.log_level)
    uvicorn.run(
        build_app(settings, KafkaSettings(), MongoSettings()),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
    )


def main(arguments: list[str]) -> int:
    """Serve, or do what the subcommand says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m services.router", description="Competent bodies and their cases")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("transitions", help="write docs/transitions.md from the table of transitions")
    recomputing = commands.add_parser("recompute", help="apply the present table of working days to every open case")
    recompute_command.add_arguments(recomputing)
    classifying = commands.add_parser("classify", help="name the body for texts on stdin, one JSON object a line")
    classify_command.add_arguments(classifying)
    teaching = commands.add_parser("network", help="what redirects and choices by hand teach, from the log")
    network_command.add_arguments(teaching)
    joint = commands.add_parser("campaigns", help="joint appeals of many people on one matter, without their texts")
    campaigns_command.add_arguments(joint)
    teaching_model = commands.add_parser("learn", help="make the model of jurisdiction from the table and its texts")
    learning.add_arguments(teaching_model)
    measuring = commands.add_parser("jurisdiction", help="measure the decision on texts and write docs/jurisdiction.md")
    jurisdiction_page.add_arguments(measuring)
    commands.add_parser("catch-up", help="after a restore: bring the cases up to the log; the service must be stopped")
    letters = commands.add_parser("dead-letters", help="commands that could not be read or applied: see, retry, drop")
    dead_letters.add_arguments(letters)
    options = parser.parse_args(arguments)
    if options.command in RUNNERS:
        return RUNNERS[options.command](options)
    if options.command == "transitions":
        transitions_page.write()
    else:
        serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
