"""The four services on a broker that refuses, each as its own user; an agency that lies about who and when it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.demo.runner import ServiceProcess, make_services, start_all, stop_all
from shared.clock import wall_clock
from shared.contracts.agency import AcceptAppeal
from shared.contracts.envelope import encode
from shared.kafka.access import Kind, Principal
from shared.kafka.provision import SERVICES
from tests.e2e.all_services import appeal
from tests.support.installation import eventually
from tests.support.secured import AKIMAT, MOT, Secured

PATIENCE_SECONDS = 80
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def process(installation: Secured, folder: Path, service: str) -> ServiceProcess:
    """A service that logs in as itself; its secrets are files, as they are mounted into a container."""
    secrets = folder / f"{service}-secrets"
    secrets.mkdir()
    (secrets / "kafka_password").write_text(installation.passwords.of(Principal(Kind.SERVICE, service)))
    (secrets / "mongo_url").write_text(installation.stack.mongo_url)
    for key in ("intake_secret_key", "router_applicant_key"):
        (secrets / key).write_text("a key of this test alone, long enough")
    environment = {
        "SECRETS_DIR": str(secrets),
        "KAFKA_BOOTSTRAP": installation.stack.bootstrap,
        "KAFKA_PROTOCOL": "SASL_SSL",
        "KAFKA_CA_FILE": str(installation.stack.ca_file),
        "KAFKA_TOPIC_PREFIX": installation.prefix,
        "KAFKA_USERNAME": Principal(Kind.SERVICE, service).user(installation.prefix),
    }
    return make_services(folder, environment, [service])[service]


@asynccontextmanager
async def services(installation: Secured, folder: Path) -> AsyncIterator[dict[str, ServiceProcess]]:
    """All four, ready."""
    found = {name: process(installation, folder, name) for name in SERVICES}
    try:
        await asyncio.to_thread(start_all, list(found.values()))
        yield found
    finally:
        await asyncio.to_thread(stop_all, found.values())


async def first(installation: Secured, who: Principal, topic: str, kind: str, appeal_id: str) -> dict[str, Any]:
    """The first event of this type about an appeal that the user finds in its topic, with its own credentials."""
    consumer = AIOKafkaConsumer(
        installation.full(topic),
        **installation.settings(who).client_arguments(),
        group_id=f"{who.user(installation.prefix)}.{kind}",
        auto_offset_reset="earliest",
    )
    async with consumer, asyncio.timeout(PATIENCE_SECONDS):
        while True:
            record = await consumer.getone()
            headers = {name: value.decode() for name, value in record.headers}
            if headers.get("ce_type") == kind and headers.get("ce_subject") == appeal_id:
                found: dict[str, Any] = json.loads(record.value)
                return found


async def act(installation: Secured, who: Principal, appeal_id: str, **lies: str) -> None:
    """`who` accepts the appeal, by a record that says of itself whatever `lies` say."""
    command = AcceptAppeal(event_id=f"accept by {who.name}", appeal_id=appeal_id, occurred_at=LONG_AGO)
    record = encode(command, f"agency.actions.{who.name}.v1", "akimat-75")
    value = json.dumps(json.loads(record.value) | lies).encode()
    headers = [(name, text.encode()) for name, text in record.headers.items()]
    producer = AIOKafkaProducer(**installation.settings(who).client_arguments(), acks="all", max_request_size=200_000)
    async with producer:
        topic = installation.full(record.topic)
        await producer.send_and_wait(topic, value, key=record.key.encode(), headers=headers)


@pytest.mark.timeout(240)
async def test_one_appeal_goes_through_and_lies_about_sender_and_time_change_nothing(
    installation: Secured, tmp_path: Path
) -> None:
    begun = wall_clock()
    async with services(installation, tmp_path) as running, httpx.AsyncClient(timeout=30) as http:
        answer = await http.post(f"{running['intake'].url}/v1/appeals", json=appeal(0))
        appeal_id = answer.raise_for_status().json()["appeal_id"]
        delivered = await first(
            installation, AKIMAT, "agency.appeals.akimat-75.v1", "agency.appeal_delivered", appeal_id
        )
        assert delivered["text"] == appeal(0)["text"]

        await act(installation, MOT, appeal_id, agency="akimat-75", source="akimat-75")
        refused = await first(installation, MOT, "agency.appeals.mot.v1", "action.refused", appeal_id)
        assert refused["refusal"] == "not_the_holder"

        await act(installation, AKIMAT, appeal_id)
        await first(installation, AKIMAT, "agency.appeals.akimat-75.v1", "action.applied", appeal_id)
        reader = Principal(Kind.SERVICE, "analytics")
        accepted = await first_fact(installation, reader, "appeal.accepted", appeal_id)
        assert accepted["dims"]["agency"] == "akimat-75"
        assert datetime.fromisoformat(accepted["occurred_at"]) >= begun - timedelta(seconds=1)

        await eventually(lambda: all_well(running), "every service has read everything")
    assert [name for name, one in running.items() if "Authorization" in one.log.read_text()] == []


async def first_fact(installation: Secured, who: Principal, kind: str, appeal_id: str) -> dict[str, Any]:
    """A fact of the lifecycle, read outside every group by a service that may."""
    consumer = AIOKafkaConsumer(
        installation.full("appeals.lifecycle.v1"),
        **installation.settings(who).client_arguments(),
        auto_offset_reset="earliest",
    )
    async with consumer, asyncio.timeout(PATIENCE_SECONDS):
        while True:
            record = await consumer.getone()
            headers = {name: value.decode() for name, value in record.headers}
            if headers["ce_type"] == kind and headers["ce_subject"] == appeal_id:
                found: dict[str, Any] = json.loads(record.value) | {"occurred_at": headers["ce_time"]}
                return found


async def all_well(running: dict[str, ServiceProcess]) -> bool:
    """No failure, nothing waits, and the watermark, which stands on the router's group, moves."""
    told = {name: await asyncio.to_thread(one.progress) for name, one in running.items()}
    lags = [value for one in told.values() for value in (one.get("lag_by_topic") or one["lag"]).values()]
    fresh = told["sla_monitor"]["watermark"] is not None and told["sla_monitor"]["watermark_age_seconds"] < 10
    return fresh and not any(lags) and not any(one.get("failure") for one in told.values())
