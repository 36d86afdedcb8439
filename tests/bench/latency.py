"""Intake over HTTP: answers per second, and how long an appeal needs to the agency's topic at a steady rate."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from aiokafka import AIOKafkaConsumer

from shared.contracts.topics import AGENCY_APPEALS
from tests.bench.load import REGIONS, text
from tests.bench.results import Latency, Rate, percentile
from tests.support.installation import Installation

PATIENCE_SECONDS = 30.0
QUIET_SECONDS = 3.0
"""After so long without an arrival the others are with a person: a few texts name no body."""
FORMS = count()
"""A form is never posted twice: its text would be a repeat, a thousand of them a campaign."""


def form() -> dict[str, object]:
    """The next appeal."""
    number = next(FORMS)
    return {
        "kind": "application",
        "language": "ru",
        "person_type": "individual",
        "applicant": {"name": f"Заявитель {number}"},
        "region": REGIONS[number % len(REGIONS)],
        "text": text(number),
    }


async def answers_per_second(url: str, appeals: int, at_once: int = 16) -> Rate:
    """202 answers with their durable write, as fast as `at_once` clients get them."""
    forms = iter([form() for _ in range(appeals)])
    async with _client() as http:

        async def work() -> None:
            for told in forms:
                async with http.post(f"{url}/v1/appeals", json=told) as answer:
                    answer.raise_for_status()
                    await answer.read()

        started = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
    return Rate("intake, HTTP 202 with durable write", appeals, time.perf_counter() - started)


async def to_the_agency(installation: Installation, url: str, rate: float, seconds: float) -> Latency:
    """Post at a steady rate and note when each appeal stands in an agency's topic."""
    sent: dict[str, float] = {}
    forms = [form() for _ in range(int(rate * seconds))]
    async with _arrivals(installation) as arrived, _client() as http:
        began = time.perf_counter()

        async def post(number: int) -> None:
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            async with http.post(f"{url}/v1/appeals", json=forms[number]) as answer:
                answer.raise_for_status()
                sent[(await answer.json())["appeal_id"]] = due

        await asyncio.gather(*(post(number) for number in range(len(forms))))
        while not (sent.keys() <= arrived.keys() or _is_quiet(arrived, began)):  # noqa: ASYNC110  # a state of Kafka's
            await asyncio.sleep(0.05)
    taken = [(arrived[appeal] - due) * 1000 for appeal, due in sent.items() if appeal in arrived]
    name = f"POST to agency topic at {rate:.0f}/s"
    return Latency(name, rate, len(taken), percentile(taken, 0.5), percentile(taken, 0.99))


def _is_quiet(arrived: Mapping[str, float], began: float) -> bool:
    return time.perf_counter() > max([began, *arrived.values()]) + QUIET_SECONDS


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS))


@asynccontextmanager
async def _arrivals(installation: Installation) -> AsyncIterator[dict[str, float]]:
    """time.perf_counter() of each appeal's first record in any agency's topic."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=installation.kafka.bootstrap,
        group_id=f"{installation.kafka.topic_prefix}watch",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    consumer.subscribe(pattern=installation.kafka.space.pattern([AGENCY_APPEALS]))
    await consumer.start()
    arrived: dict[str, float] = {}

    async def watch() -> None:
        while True:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                now = time.perf_counter()
                for record in records:
                    arrived.setdefault(record.key.decode(), now)

    task = asyncio.create_task(watch())
    try:
        yield arrived
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await consumer.stop()
