"""Reads the topics of one user of the appeals platform and prints each event. A beginning for a client of your own.

Run it with Python 3.11 or newer after `pip install aiokafka cramjam`, the authority's certificate beside it. An event
may come twice and never out of order: remember the last `ce_sequence` of each appeal (`ce_subject`) and drop what is
not newer. `--accept` takes every delivered appeal into work, as an agency does; `--once` ends after the first event.
"""

import asyncio
import json
import ssl
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

BOOTSTRAP = "127.0.0.1:9094"
USERNAME = ""
PASSWORD = ""
READS = ""
"""Regular expression of the topics to read."""
WRITES = ""
"""The topic of your commands; empty for who only reads."""
GROUP = ""
"""Begins with your user name and a dot: others are refused."""
CA_FILE = ""
"""Certificate of the authority that vouches for the broker, beside this program; empty for one that systems know."""

LOGIN = {
    "bootstrap_servers": BOOTSTRAP,
    "security_protocol": "SASL_SSL",
    "ssl_context": ssl.create_default_context(cafile=Path(__file__).with_name(CA_FILE) if CA_FILE else None),
    "sasl_mechanism": "SCRAM-SHA-512",
    "sasl_plain_username": USERNAME,
    "sasl_plain_password": PASSWORD,
}


async def accept(producer: AIOKafkaProducer, delivered: dict[str, str]) -> None:
    """Take an appeal into work: a CloudEvent in Kafka's binary mode. The receipt comes by the topic you read."""
    appeal_id = delivered["ce_subject"]
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid4()),
        "ce_source": USERNAME,
        "ce_type": "action.accept",
        "ce_time": datetime.now(UTC).isoformat(),
        "ce_subject": appeal_id,
        "ce_causationid": delivered["ce_id"],
        "content-type": "application/json",
    }
    # handed on as they came: then one trace tells the whole story
    headers |= {name: delivered[name] for name in ("ce_correlationid", "traceparent") if name in delivered}
    encoded = [(name, text.encode()) for name, text in headers.items()]
    await producer.send_and_wait(WRITES, b"{}", key=appeal_id.encode(), headers=encoded)


async def main() -> None:
    """Print events until stopped; an offset is committed after its event was dealt with."""
    consumer = AIOKafkaConsumer(**LOGIN, group_id=GROUP, auto_offset_reset="earliest", enable_auto_commit=False)
    consumer.subscribe(pattern=READS)
    # records above 256 KiB are refused by the broker: this bound refuses them here, which harms nothing
    producer = AIOKafkaProducer(**LOGIN, acks="all", max_request_size=200_000)
    async with consumer, producer:
        async for record in consumer:
            headers = {name: value.decode() for name, value in record.headers}
            print(json.dumps({"topic": record.topic, **headers, "data": json.loads(record.value)}, ensure_ascii=False))
            if WRITES and "--accept" in sys.argv and headers["ce_type"] == "agency.appeal_delivered":
                await accept(producer, headers)
            await consumer.commit()
            if "--once" in sys.argv:
                return


if __name__ == "__main__":
    asyncio.run(main())
