"""`python -m services.router catch-up`: brings a restored database up to the log, before any new input is read."""

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from services.router.app import INPUTS, NAME, load_law
from services.router.rules.facts import Law
from services.router.rules.replay import Diverged, Replaying, replay
from services.router.rules.resemblance import sightings
from services.router.settings import Settings
from services.router.sightings import MongoSightings
from services.router.store import MongoCases
from shared.clock import is_simulated
from shared.contracts.envelope import Place, Raw, Received, UnknownFact, Unreadable, decode, decode_fact
from shared.contracts.event import Event
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.topics import LIFECYCLE
from shared.kafka.broker import KafkaNotReady, wait_for_topics
from shared.kafka.log import LogSilent, read_log
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoNotReady, MongoSettings, connect, wait_for_mongo
from shared.operations.committed import committed
from shared.operations.stopped import ServiceRuns, wait_until_stopped

BATCH = 500
SHOWN = 20
EXIT_DIVERGED, EXIT_STOPPED = 1, 2


@dataclass(slots=True)
class CaughtUp:
    """What was done: cases that were behind, facts folded into them, and cases that cannot be brought up to the log."""

    cases: int = 0
    facts: int = 0
    diverged: list[Diverged] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{one.appeal_id} at {one.sequence}: {one.reason}" for one in self.diverged[:SHOWN]]
        head = f"{self.cases} cases were behind the log, {self.facts} facts folded, {len(self.diverged)} diverge"
        return "\n".join([head, *lines])


def run(options: argparse.Namespace) -> int:  # noqa: ARG001  # it has none
    """Do it and print it: 1 when cases diverge, so the router will not start; 2 when it could not be done."""
    key = Settings().applicant_key.get_secret_value().encode()
    try:
        done = asyncio.run(catch_up(KafkaSettings(), MongoSettings(), load_law(), key))
    except (ServiceRuns, KafkaNotReady, MongoNotReady, LogSilent, Unreadable) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_STOPPED
    sys.stdout.write(f"{done}\n")
    return EXIT_DIVERGED if done.diverged else 0


async def catch_up(kafka: KafkaSettings, mongo: MongoSettings, law: Law, applicant_key: bytes) -> CaughtUp:
    """Bring every case behind the log up to it; a second run finds nothing to do.

    Until all are, the router refuses to start. Raises ServiceRuns, Unreadable for a fact, LogSilent, KafkaNotReady and
    MongoNotReady.
    """
    await wait_for_topics(kafka, [LIFECYCLE.name])
    await wait_until_stopped(kafka, NAME)
    database, done = connect(mongo, NAME), CaughtUp()
    cases = MongoCases(database)
    try:
        await wait_for_mongo(database, mongo.start_seconds)
        await cases.begin_catch_up()
        behind = await _facts_beyond(kafka, await cases.sequences(), done)
        inputs = await _inputs(kafka, behind)
        certain = await committed(kafka, NAME)
        setting = Replaying(law, _time_of, certain.is_confirmed)
        for some in _chunks(list(behind)):
            dossiers = await cases.load(some)
            caught = {key: replay(dossiers.get(key), behind[key], inputs[key], setting) for key in some}
            done.diverged += [found for found in caught.values() if isinstance(found, Diverged)]
            good = {key: found for key, found in caught.items() if not isinstance(found, Diverged)}
            opened = [found.case.submission for key, found in good.items() if key not in dossiers]
            await MongoSightings(database).note(sightings(opened, {}, applicant_key).values())
            await cases.save(good)
            done.cases, done.facts = done.cases + len(good), done.facts + sum(len(behind[key]) for key in good)
        if not done.diverged:
            await cases.finish_catch_up()
        return done
    finally:
        database.client.close()


def _time_of(received: Received[Event]) -> datetime:
    return received.event.occurred_at if is_simulated() else received.appended_at


Facts = Mapping[str, list[LifecycleEvent]]


async def _facts_beyond(kafka: KafkaSettings, known: Mapping[str, int], done: CaughtUp) -> Facts:
    """Facts by appeal that its case does not hold yet, in order and once each; the first one is not the router's."""
    found: defaultdict[str, list[LifecycleEvent]] = defaultdict(list)
    last: dict[str, int] = {}
    async for record in read_log(kafka, [LIFECYCLE]):
        fact: Any = decode_fact(record.headers, record.key, record.value, LIFECYCLE.types)
        if fact.sequence <= max(1, known.get(fact.appeal_id, 1), last.get(fact.appeal_id, 1)):
            continue
        last[fact.appeal_id] = fact.sequence
        if isinstance(fact, UnknownFact):
            done.diverged.append(Diverged(fact.appeal_id, fact.sequence, "a fact of a newer version: use that one"))
        else:
            found[fact.appeal_id].append(fact)
    return found


async def _inputs(kafka: KafkaSettings, behind: Facts) -> Mapping[str, dict[str, list[Received[Event]]]]:
    """By appeal and `ce_id`, those that the facts name as their causes."""
    causes = {key: {fact.causation_id for fact in facts} for key, facts in behind.items()}
    found: defaultdict[str, dict[str, list[Received[Event]]]] = defaultdict(dict)
    if not behind:
        return found
    async for record in read_log(kafka, INPUTS):
        appeal_id = (record.key or b"").decode("utf-8", "replace")
        identity = (dict(record.headers).get("ce_id") or b"").decode("utf-8", "replace")
        if identity in causes.get(appeal_id, ()):
            received = _received(record, kafka)
            if received is not None:
                found[appeal_id].setdefault(identity, []).append(received)
    return found


def _received(record: Any, kafka: KafkaSettings) -> Received[Any] | None:
    """None for a command that cannot be read: it caused nothing."""
    topic, tenant = kafka.space.find(record.topic)
    place = Place(kafka.space.bare(record.topic), record.partition, record.offset)
    raw = Raw(record.key, record.value, record.headers)
    try:
        event = decode(raw.headers, raw.key, raw.value, topic.types)
    except Unreadable:
        return None
    return Received(event, place, datetime.fromtimestamp(record.timestamp / 1000, UTC), tenant, raw)


def _chunks(keys: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while some := list(islice(rest, BATCH)):
        yield some
