"""The profile `demo` of the compose file: a citizen files an appeal, a body reads it with its own credentials.

Runs in a container beside the services: `make demo-containers`. Exit code 0 when the appeal arrived.
"""

import asyncio
import sys
import time
from pathlib import Path

import httpx
from aiokafka import AIOKafkaConsumer

INTAKE, BOOTSTRAP = "http://intake:8101", "kafka:9092"
BODY = "akimat-75"
FORM = {
    "kind": "application",
    "language": "ru",
    "person_type": "individual",
    "applicant": {"name": "Заявитель Примерный"},
    "region": "KZ-75",
    "text": "На нашей улице дорога разбита, ямы, просим отремонтировать асфальт",
}
PATIENCE_SECONDS = 30


async def visit(password: str) -> float:
    """Seconds from the form to the body's hands. Raises TimeoutError and HTTP errors."""
    consumer = AIOKafkaConsumer(
        f"agency.appeals.{BODY}.v1",
        bootstrap_servers=BOOTSTRAP,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=f"agency.{BODY}",
        sasl_plain_password=password,
        group_id=f"agency.{BODY}.visit",
        auto_offset_reset="earliest",
    )
    async with httpx.AsyncClient(timeout=10) as http, consumer, asyncio.timeout(PATIENCE_SECONDS):
        began = time.monotonic()
        told = (await http.post(f"{INTAKE}/v1/appeals", json=FORM)).raise_for_status().json()
        print(f"filed: {told['number']}, to be answered by {told['talon']['answer_by']}")
        async for record in consumer:
            if record.key.decode() == told["appeal_id"]:
                return time.monotonic() - began
    raise TimeoutError


if __name__ == "__main__":
    passed = asyncio.run(visit(Path("/run/secrets/kafka_password").read_text(encoding="ascii").strip()))
    print(f"{BODY} has it after {passed:.2f} s, read with its own credentials")
    sys.exit(0)
