"""Reads the logs for the ledger: a raw consumer outside every group, from the first record to the present ends."""

import time
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.demo.ledger import Ledger, read_entry
from shared.contracts.topics import AGENCY_APPEALS, LIFECYCLE, NATIJE_ESCALATIONS
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings

TOPICS = (LIFECYCLE, AGENCY_APPEALS, NATIJE_ESCALATIONS)
SILENT_SECONDS = 30.0


class LogSilentError(RuntimeError):
    """The broker gave no more records though the log goes on."""


async def read_ledger(kafka: KafkaSettings) -> Ledger:
    """Everything in the logs now. Raises Unreadable for a record that is no CloudEvent, and LogSilentError."""
    async with Offsets(kafka) as offsets:
        ends = {place: end for place, end in (await offsets.ends(TOPICS)).items() if end > 0}
    ledger = Ledger()
    if not ends:
        return ledger
    arguments: dict[str, Any] = kafka.client_arguments()
    consumer = AIOKafkaConsumer(**arguments, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(list(ends))
        await consumer.seek_to_beginning(*ends)
        await _drain(consumer, ends, ledger, kafka)
    finally:
        await consumer.stop()
    return ledger


async def _drain(
    consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], ledger: Ledger, kafka: KafkaSettings
) -> None:
    left, heard = dict(ends), time.monotonic()
    while left:
        batches = await consumer.getmany(*left, timeout_ms=500, max_records=5000)
        for place, records in batches.items():
            heard = time.monotonic()
            for record in records:
                if record.offset < ends[place]:
                    _add(ledger, record, kafka)
            if records[-1].offset + 1 >= ends[place]:
                left.pop(place, None)
        if time.monotonic() - heard > SILENT_SECONDS:
            raise LogSilentError(f"nothing for {SILENT_SECONDS:.0f} s, but {len(left)} partitions go on")


def _add(ledger: Ledger, record: Any, kafka: KafkaSettings) -> None:
    topic, tenant = kafka.space.find(record.topic)
    entry = read_entry(record.headers, record.value)
    if topic is LIFECYCLE:
        ledger.add_fact(entry)
    elif topic is AGENCY_APPEALS:
        ledger.add_delivery(tenant, entry)
    else:
        ledger.add_escalation(entry)
