"""Reads a live installation so that what it says can be compared though appeals flow meanwhile.

Ends of the lifecycle are noted; when every group has committed past all that led to them, the databases are read; when
the router has committed past the inputs that there were then, the logs are read to their ends. A document may then be
further than the noted ends, and may not be further than the log.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from aiokafka import TopicPartition

from deploy.demo.ledger import read_entry
from deploy.ledger.books import Logs
from deploy.ledger.stores import Stores, read_stores
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import (
    AGENCY_APPEALS,
    LIFECYCLE,
    NATIJE_ESCALATIONS,
    SUBMITTED,
    TOPICS,
    Topic,
)
from shared.kafka.log import read_log
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings

INPUTS = tuple(topic for topic in TOPICS if "router" in topic.consumers)
READERS = ("sla_monitor", "analytics", "intake")
READ = (LIFECYCLE, SUBMITTED, AGENCY_APPEALS, NATIJE_ESCALATIONS)
SUBMIT = str(SubmitAppeal.model_fields["type"].default).encode()


class NotSettled(RuntimeError):
    """A service did not come past the noted offsets in time: it is down, or lags behind for good."""


async def read_all(kafka: KafkaSettings, mongo: MongoSettings, patience: float = 120.0) -> tuple[Logs, Stores]:
    """Logs and databases. `patience` is seconds a service may lag. Raises NotSettled, LogSilent and Unreadable."""
    async with Offsets(kafka) as offsets:
        before = await offsets.ends([LIFECYCLE])
        await _passed(offsets, kafka, "router", INPUTS, patience)
        await asyncio.gather(*(_passed(offsets, kafka, name, [LIFECYCLE], patience) for name in READERS))
        stores = await read_stores(mongo)
        await _passed(offsets, kafka, "router", INPUTS, patience)
        starts = await offsets.starts([AGENCY_APPEALS])
    logs = Logs()
    async for record in read_log(kafka, READ):
        _add(logs, record, kafka, before, starts)
    return logs, stores


async def _passed(
    offsets: Offsets, kafka: KafkaSettings, service: str, topics: "tuple[Topic, ...] | list[Topic]", patience: float
) -> None:
    ends, deadline = await offsets.ends(topics), time.monotonic() + patience
    while not await offsets.has_passed(kafka.group(service), ends):
        if time.monotonic() > deadline:
            raise NotSettled(f"{service} has not come past the records of {patience:.0f} s ago")
        await asyncio.sleep(0.2)


Place = Mapping[TopicPartition, int]


def _add(logs: Logs, record: Any, kafka: KafkaSettings, before: Place, starts: Place) -> None:
    topic, tenant = kafka.space.find(record.topic)
    if topic is SUBMITTED:
        if dict(record.headers).get("ce_type") == SUBMIT:
            logs.submitted.add((record.key or b"").decode())
        return
    entry = read_entry(record.headers, record.value)
    place = TopicPartition(record.topic, record.partition)
    if topic is LIFECYCLE:
        logs.ledger.add_fact(entry)
        if record.offset < before.get(place, 0):
            logs.settled[entry.appeal_id] = max(entry.sequence, logs.settled.get(entry.appeal_id, 0))
    elif topic is AGENCY_APPEALS:
        logs.ledger.add_delivery(tenant, entry)
        if starts.get(place, 0) > 0:
            logs.kept_since.setdefault(tenant, entry.at)
    else:
        logs.ledger.add_escalation(entry)
