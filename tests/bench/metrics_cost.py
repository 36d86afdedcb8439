"""What the metrics cost on the hot path: `python -m tests.bench.metrics_cost` prints microseconds an event."""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from faststream.kafka import KafkaBroker

from services.router.metrics import count_decisions
from shared.contracts.envelope import Outgoing
from shared.contracts.topics import AGENCY_APPEALS, LIFECYCLE, TopicSpace
from shared.kafka.publish import Publisher, _count
from shared.observability import http_metrics, metrics, tracing

BATCH, ROUNDS = 500, 200
KINDS = ("appeal.assigned", "agency.appeal_delivered", "appeal.accepted", "action.applied", "action.refused")


def batch() -> list[Outgoing]:
    """What a batch of the router publishes, a fifth of it refusals."""
    value = b'{"agency":"akimat-75","rule":"region","centre":"kz-75"' + b" " * 900 + b"}"
    topics = (LIFECYCLE.name, AGENCY_APPEALS.of("akimat-75"))
    return [Outgoing(topics[n % 2], f"a{n}", value, {"ce_type": KINDS[n % 5]}) for n in range(BATCH)]


def consumed(records: Any) -> None:
    """What consume adds for a batch."""
    oldest = min(r.timestamp for r in records)
    metrics.BATCH_SECONDS.observe(time.monotonic() - time.monotonic() + oldest * 0)
    metrics.RECORDS.inc(len(records))


def cost(step: Callable[[], object]) -> float:
    """Microseconds an event, the best of five."""
    runs = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(ROUNDS):
            step()
        runs.append((time.perf_counter() - began) / ROUNDS / BATCH * 1e6)
    return min(runs)


async def main() -> None:
    """Print one line for each part."""
    out, space = batch(), TopicSpace()
    publisher = Publisher(cast(KafkaBroker, SimpleNamespace()), space)
    checked = [publisher._checked(record) for record in out]
    records = [SimpleNamespace(timestamp=n) for n in range(BATCH)]
    parts = {
        "consume": lambda: consumed(records),
        "publish": lambda: _count(checked),
        "decisions": lambda: count_decisions(out),
        "traces, off": lambda: (tracing.handling([]), tracing.publishing(record for record, *_ in checked)),
    }
    found = {name: cost(step) for name, step in parts.items()}
    for name, value in found.items():
        print(f"{name:12} {value:.3f} us an event")
    print(f"{'together':12} {sum(found.values()):.3f} us an event")
    began = time.perf_counter()
    for _ in range(10_000):
        http_metrics._count({"method": "POST"}, 202, 0.01)
    print(f"{'HTTP':12} {(time.perf_counter() - began) * 100:.3f} us a request")


if __name__ == "__main__":
    asyncio.run(main())
