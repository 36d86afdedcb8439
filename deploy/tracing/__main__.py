"""Everything that happened to one appeal, from its acceptance to the last record about it, by append time.

Reads `KAFKA_*` as every service does, with a login that may read the lifecycle: an administrator sees all steps, an
operator those without personal data. `MONGO_URL`, where it is set, finds a number faster. Prints codes, dates and ids
alone. Exit code 1: no such appeal, or no right; 2: the broker does not answer.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

import orjson
from aiokafka.errors import KafkaError

from deploy.tracing.printing import as_json, as_text
from deploy.tracing.reading import NotAllowed, Story, UnknownAppeal, read_story
from deploy.tracing.seeking import find_id
from shared.kafka.log import LogSilent
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings

EXIT_REFUSED, EXIT_STOPPED = 1, 2


def main(arguments: Sequence[str]) -> int:
    """Find, read, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.tracing", description=__doc__)
    parser.add_argument("appeal", help="its number, as ЖТ-2026-00000001, or its id")
    parser.add_argument("--everybody", action="store_true", help="also topics of bodies that never had it")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it would say is said at the end
    try:
        story = asyncio.run(traced(options.appeal, everybody=options.everybody))
    except (UnknownAppeal, NotAllowed) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    except (KafkaError, LogSilent) as error:
        sys.stderr.write(f"Kafka does not answer: {type(error).__name__}\n")
        return EXIT_STOPPED
    sys.stdout.write(orjson.dumps(as_json(story)).decode() + "\n" if options.json else as_text(story))
    return 0


async def traced(named: str, *, everybody: bool) -> Story:
    """The story of a number or id in the installation of the environment."""
    kafka, mongo = KafkaSettings(), MongoSettings()
    appeal_id = await find_id(kafka, mongo if "url" in mongo.model_fields_set else None, named)
    return await read_story(kafka, appeal_id, everybody=everybody)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
