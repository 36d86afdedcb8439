"""`python -m deploy.halfyear --appeals 300000` writes a simulated half year to the Kafka of `KAFKA_BOOTSTRAP`."""

import argparse
import asyncio
import sys
import time

from deploy.halfyear.timeline import Timeline
from deploy.halfyear.writing import Writer
from shared.kafka.provision import provision
from shared.kafka.settings import KafkaSettings


def main(arguments: list[str]) -> int:
    """0 when everything is written."""
    parser = argparse.ArgumentParser(prog="python -m deploy.halfyear", description=__doc__)
    parser.add_argument("--appeals", type=int, default=300_000, help="new matters; about 7.7 records each")
    parser.add_argument("--repeats", type=float, default=0.015, help="share of records that are produced twice")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same log")
    options = parser.parse_args(arguments)
    timeline = Timeline(options.appeals, options.repeats, options.seed)
    asyncio.run(_write(timeline))
    return 0


async def _write(timeline: Timeline) -> None:
    kafka = KafkaSettings()
    await provision(kafka)
    began = time.perf_counter()
    written = await Writer(kafka).write(timeline.records())
    seconds = time.perf_counter() - began
    for kind, n in timeline.kinds.most_common():
        print(f"{n:>10,}  {kind}")
    print(f"{written:>10,}  records in {seconds:.1f} s, {written / seconds:,.0f}/s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
