"""`python -m deploy.ledger [--json] [--no-recount]`: 0 when all agree, 1 when not, 2 when it could not be settled."""

import argparse
import asyncio
import subprocess
import sys

import orjson

from deploy.ledger.books import disagreements
from deploy.ledger.reading import NotSettled, read_all
from shared.kafka.log import LogSilent
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings

SHOWN = 50
EXIT_DIFFERS, EXIT_STOPPED = 1, 2


def main(arguments: list[str]) -> int:
    """Read, compare, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.ledger", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--no-recount", action="store_true", help="without counting the statistics again")
    parser.add_argument("--patience", type=float, default=120.0, metavar="SECONDS", help="that a service may lag")
    options = parser.parse_args(arguments)
    try:
        logs, stores = asyncio.run(read_all(KafkaSettings(), MongoSettings(), options.patience))
    except (NotSettled, LogSilent) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_STOPPED
    wrong = disagreements(logs, stores)
    wrong += [] if options.no_recount else recounted()
    figures = {
        "agrees": not wrong,
        "appeals": len(logs.ledger.histories),
        "settled": len(logs.settled),
        "records": logs.ledger.records,
        "repeats": logs.ledger.repeats,
        "waiting_in_outbox": len(stores.waiting),
        "disagreements": len(wrong),
    }
    if options.json:
        sys.stdout.write(orjson.dumps(figures | {"first": wrong[:SHOWN]}).decode() + "\n")
    else:
        words = ", ".join(f"{name} {value}" for name, value in figures.items() if name != "agrees")
        sys.stdout.write("\n".join([f"{'DIFFERS' if wrong else 'AGREES'}: {words}", *wrong[:SHOWN]]) + "\n")
    return EXIT_DIFFERS if wrong else 0


def recounted() -> list[str]:
    """What the recount of the statistics finds, by their own command."""
    command = [sys.executable, "-m", "services.analytics", "recount", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    lines = done.stdout.strip().splitlines()
    if not lines:
        return [f"the recount of the statistics could not be made (exit code {done.returncode})"]
    found = orjson.loads(lines[-1])
    return [f"statistics: {words}" for words in found["differences"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
