"""The router's whole job, with its own plumbing, on the in-memory and on the local store; its decision apart."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from services.router.app import FAIR, INPUTS, NAME, load_law
from services.router.handlers import RouterHandlers
from services.router.rules.applicants import applicant_hash
from services.router.rules.jurisdiction import Question, assign
from services.router.rules.likeness import fingerprint
from services.router.sightings import MongoSightings, Sightings
from services.router.store import Cases, MongoCases
from shared.clock import wall_clock
from shared.contracts.vocabulary import Kind
from shared.kafka.broker import make_broker
from shared.kafka.consume import Source, subscribe
from shared.kafka.marks import Marks
from shared.mongo.client import connect
from shared.observability.lifespan import calm_collector
from tests.bench import load
from tests.bench.results import Latency, Rate, percentile
from tests.support.installation import Installation
from tests.support.router import InMemoryCases
from tests.support.sightings import APPLICANT_KEY, InMemorySightings


@dataclass(frozen=True, slots=True)
class Stores:
    """Where one run keeps its cases and sightings."""

    cases: Cases
    sightings: Sightings


async def in_memory(installation: Installation, count: int) -> Rate:
    """Without a database: what the plumbing and the rules cost."""
    stores = Stores(InMemoryCases(), InMemorySightings())
    return await _run("router, in-memory store", installation, stores, count, "memory")


async def local_store(installation: Installation, count: int) -> Rate:
    """Cases in the database of the local stack; repeats are looked for in memory, so the job is that of the peers."""
    return await _stored("router, local store", installation, count, is_whole=False)


async def whole(installation: Installation, count: int) -> Rate:
    """Cases and what tells repeats in the database: three more documents for each appeal."""
    return await _stored("router, local store, repeats too", installation, count, is_whole=True)


async def _stored(name: str, installation: Installation, count: int, *, is_whole: bool) -> Rate:
    database = connect(installation.mongo, f"router_bench_{'whole' if is_whole else 'cases'}")
    cases = MongoCases(database)
    sightings: Sightings = MongoSightings(database) if is_whole else InMemorySightings()
    await cases.prepare()
    try:
        group = "whole" if is_whole else "local"
        return await _run(name, installation, Stores(cases, sightings), count, group)
    finally:
        database.client.close()


async def _run(name: str, installation: Installation, stores: Stores, count: int, group: str) -> Rate:
    kafka = installation.kafka
    broker, marks = make_broker(kafka, group), Marks(kafka.space)
    handlers = RouterHandlers(
        stores.cases, load_law(), wall_clock, marks, sightings=stores.sightings, applicant_key=APPLICANT_KEY
    )
    source = Source(INPUTS, NAME, f"{kafka.topic_prefix}{group}", kafka.space)
    subscription = subscribe(broker, source, handlers.on_inputs, marks, FAIR)
    calm_collector()
    await broker.start()
    started = time.perf_counter()
    try:
        while subscription.records < count:
            if subscription.failure:
                raise RuntimeError(f"{name} works no more: {subscription.failure}")
            await asyncio.sleep(0.01)
    finally:
        elapsed = time.perf_counter() - started
        await broker.stop()
    return Rate(name, subscription.records, elapsed)


def decisions(texts: Sequence[str], name: str = "router's decision alone") -> Rate:
    """Naming the body, without Kafka and store."""
    competences = load_law().competences
    questions = [Question(text, Kind.APPLICATION, "KZ-75", None, None) for text in texts]
    started = time.perf_counter()
    for question in questions:
        assign(question, competences)
    return Rate(name, len(questions), time.perf_counter() - started)


def likenesses(count: int) -> Rate:
    """Fingerprint of the text and hash of the applicant, without Kafka and store."""
    appeals = [load.appeal(number) for number in range(count)]
    started = time.perf_counter()
    for told in appeals:
        fingerprint(told.text)
        applicant_hash(told.applicant, APPLICANT_KEY)
    return Rate("router's likeness alone", count, time.perf_counter() - started)


def decision_times(count: int, rounds: int = 4) -> Latency:
    """Milliseconds of processor time for one decision on warm words, the best of some rounds."""
    competences = load_law().competences
    questions = [Question(text, Kind.APPLICATION, "KZ-75", None, None) for text in map(load.text, range(200))]
    best: list[float] = []
    for _ in range(rounds + 1):  # the first learns the words
        times = []
        for number in range(count):
            started = time.thread_time()
            assign(questions[number % len(questions)], competences)
            times.append((time.thread_time() - started) * 1000)
        best = min(best or times, times, key=sum)
    rate = count * 1000 / sum(best)
    return Latency("router's decision, one text", rate, count, percentile(best, 0.5), percentile(best, 0.99))
