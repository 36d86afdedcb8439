"""Reads the logs for the ledger, from the first record to the present ends."""

from typing import Any

from deploy.demo.ledger import Ledger, read_entry
from shared.contracts.topics import AGENCY_APPEALS, LIFECYCLE, NATIJE_ESCALATIONS
from shared.kafka.log import read_log
from shared.kafka.settings import KafkaSettings

TOPICS = (LIFECYCLE, AGENCY_APPEALS, NATIJE_ESCALATIONS)


async def read_ledger(kafka: KafkaSettings) -> Ledger:
    """Everything in the logs now. Raises Unreadable for a record that is no CloudEvent, and LogSilent."""
    ledger = Ledger()
    async for record in read_log(kafka, TOPICS):
        _add(ledger, record, kafka)
    return ledger


def _add(ledger: Ledger, record: Any, kafka: KafkaSettings) -> None:
    topic, tenant = kafka.space.find(record.topic)
    entry = read_entry(record.headers, record.value)
    if topic is LIFECYCLE:
        ledger.add_fact(entry)
    elif topic is AGENCY_APPEALS:
        ledger.add_delivery(tenant, entry)
    else:
        ledger.add_escalation(entry)
