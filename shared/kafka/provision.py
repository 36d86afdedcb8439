"""Creates the topics of the declarations, for all tenants of the reference data: `python -m shared.kafka.provision`.

With `--access FOLDER` also the users, whose passwords are in FOLDER, and what each of them may do.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.topics import TOPICS, Tenants, Topic
from shared.kafka.broker import wait_for_topics
from shared.kafka.passwords import Passwords
from shared.kafka.settings import KafkaSettings
from shared.reference import load_reference

SERVICES = ("intake", "router", "sla_monitor", "analytics")
CHUNK = 100
THREE_BROKERS = 3


@dataclass(frozen=True, slots=True)
class Report:
    """Full names of the topics made, and of those that were there."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def all_tenants() -> dict[Tenants, tuple[str, ...]]:
    """Every tenant of the reference data, and the services for their dead letters."""
    reference = load_reference()
    return {
        "none": ("",),
        "agencies": tuple(reference.routed_agencies()),
        "centres": tuple(reference.centres),
        "services": SERVICES,
    }


def names(topics: Iterable[Topic], tenants: Mapping[Tenants, Sequence[str]]) -> Iterator[tuple[Topic, str]]:
    """Each topic with its bare name, one per tenant."""
    for topic in topics:
        for tenant in tenants[topic.tenants]:
            yield topic, topic.of(tenant)


def configuration(topic: Topic, replicas: int) -> dict[str, str]:
    """Settings of a topic on the broker. LogAppendTime: nobody can backdate a record."""
    settings = {
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(topic.max_message_bytes),
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "segment.index.bytes": "1048576",
    }
    if not topic.compacted:
        kept = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
        settings["retention.ms"] = str(kept)
    if replicas >= THREE_BROKERS:
        settings["min.insync.replicas"] = "2"
    return settings


async def provision(
    settings: KafkaSettings, replicas: int = 1, tenants: Mapping[Tenants, Sequence[str]] | None = None
) -> Report:
    """Create what is missing, wait until brokers show it, and return what was made; doing it twice is doing it once.

    Raises KafkaNotReady without a broker, and the broker's error when a topic is refused.
    """
    await wait_for_topics(settings, ())
    arguments: dict[str, Any] = settings.client_arguments()
    admin = AIOKafkaAdminClient(**arguments)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        wanted = {settings.space.full(name): topic for topic, name in names(TOPICS, tenants or all_tenants())}
        missing = [name for name in wanted if name not in existing]
        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            new = [
                NewTopic(n, wanted[n].partitions, replicas, topic_configs=configuration(wanted[n], replicas))
                for n in chunk
            ]
            answer = await admin.create_topics(new, timeout_ms=60_000)
            _raise_refusals(answer.topic_errors)
    finally:
        await admin.close()
    # The controller's word comes before the brokers': a pattern would miss a topic that is not shown yet for 30 s.
    await wait_for_topics(settings, [settings.space.bare(name) for name in missing])
    return Report(tuple(missing), tuple(sorted(existing & set(wanted))))


def _raise_refusals(errors: Sequence[Sequence[Any]]) -> None:
    for name, code, *detail in errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(f"{name}: {detail}")


async def main(arguments: Sequence[str]) -> int:
    """Provision the installation that the environment names; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m shared.kafka.provision", description="Topics, users, access")
    parser.add_argument("--access", type=Path, metavar="FOLDER", help="also users and access lists; passwords are here")
    parser.add_argument("--replicas", type=int, default=1, help="copies of each topic; with 3 two must have a record")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.ERROR)  # both clients warn at every login that TLS is missing
    settings, tenants = KafkaSettings(), all_tenants()
    report = await provision(settings, options.replicas, tenants)
    print(f"topics: {len(report.made)} made, {len(report.kept)} were there")
    if options.access is not None:
        from shared.kafka.granting import grant_all  # its client takes half a second to load

        told = await asyncio.to_thread(grant_all, settings, Passwords(options.access), tenants)
        print(
            f"access: {told.users} users, {told.added} entries added, {told.withdrawn} withdrawn, "
            f"{len(told.removed_users)} users removed"
        )
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
