"""The whole platform as processes, for one test: four services on the shared stack, citizens and agencies."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from deploy.demo.runner import ServiceProcess, make_services, start_all, stop_all
from deploy.local import Stack
from shared.clock import wall_clock
from shared.contracts.agency import AcceptAppeal, AnswerAppeal, AppealDelivered
from shared.contracts.envelope import Outgoing, decode, encode
from shared.contracts.event import Event
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, AGENCY_APPEALS
from shared.contracts.vocabulary import Kind, Language, Outcome
from shared.kafka.provision import all_tenants
from tests.support.installation import Installation, install
from tests.support.replies import lawful_reply

OPERATOR = "operator-of-a-test"
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Platform:
    """Running services and how to reach them."""

    installation: Installation
    services: dict[str, ServiceProcess]

    def url(self, service: str) -> str:
        """Where a service answers."""
        return self.services[service].url

    async def exact(self, what: str, **parameters: str) -> dict[str, Any]:
        """Statistics for operators, nothing suppressed."""
        async with httpx.AsyncClient(timeout=30) as http:
            answer = await http.get(
                f"{self.url('analytics')}/v1/stats/{what}",
                params={"period": "all", "exact": "true", **parameters},
                headers={"X-Operator-Token": OPERATOR},
            )
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


@asynccontextmanager
async def platform(
    stack: Stack, folder: Path, *, replicas: int = 1, roads: Mapping[str, str] | None = None
) -> AsyncIterator[Platform]:
    """All four services, ready; ended with the context. `roads` are other addresses of Kafka, by service."""
    tenants = all_tenants()
    installation = await install(stack, tenants["agencies"], tenants["centres"], replicas)
    secrets = {
        "INTAKE_SECRET_KEY": uuid4().hex,
        "ROUTER_APPLICANT_KEY": uuid4().hex,
        "ANALYTICS_OPERATOR_TOKEN": OPERATOR,
    }
    services = make_services(folder, {**installation.environment(), **secrets})
    for name, address in (roads or {}).items():
        services[name].environment = {**services[name].environment, "KAFKA_BOOTSTRAP": address}
    try:
        await asyncio.to_thread(start_all, list(services.values()))
        yield Platform(installation, services)
    finally:
        await asyncio.to_thread(stop_all, services.values())


def appeal(number: int, **changes: Any) -> dict[str, Any]:
    """A citizen's form; texts and regions differ by number."""
    texts = (
        "На нашей улице дорога разбита, ямы, просим отремонтировать асфальт",
        "Прошу разъяснить назначение пенсии и пособия по инвалидности",
        "Ауызсу жоқ, су құбыры тозған, шара қолдануыңызды сұраймын",
        "Прошу помочь с нашим вопросом",
    )
    form = {
        "kind": "application",
        "language": "ru",
        "person_type": "individual",
        "applicant": {"name": f"Заявитель {number}"},
        "region": ("KZ-75", "KZ-71", "KZ-35")[number % 3],
        "text": f"{texts[number % len(texts)]} № {number}",
    }
    return form | changes


@dataclass(slots=True)
class Citizens:
    """Post appeals until each has its 202, with the same key after a failure; notes what was promised."""

    url: str
    prefix: str = "key"
    accepted: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Answers by idempotency key."""

    async def post_all(self, forms: Sequence[dict[str, Any]], at_once: int, on_accepted: Callable[[int], None]) -> None:
        """`on_accepted` hears the number of answers so far, after each."""
        waiting = iter(list(enumerate(forms)))
        async with httpx.AsyncClient(timeout=10) as http:

            async def work() -> None:
                for number, form in waiting:
                    key = f"{self.prefix}-{number}"
                    self.accepted[key] = await self.until_accepted(http, key, form)
                    on_accepted(len(self.accepted))

            await asyncio.gather(*(work() for _ in range(at_once)))

    async def until_accepted(self, http: httpx.AsyncClient, key: str, form: dict[str, Any]) -> dict[str, Any]:
        """The answer to one appeal, sent again until it comes."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = await http.post(f"{self.url}/v1/appeals", json=form, headers={"Idempotency-Key": key})
                if answer.status_code == httpx.codes.ACCEPTED:
                    told: dict[str, Any] = answer.json()
                    return told
                assert answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR, answer.text
            assert asyncio.get_running_loop().time() < deadline, f"no 202 for {key}"
            await asyncio.sleep(0.1)


def acted(event: Event, agency: str) -> Outgoing:
    """A command as the agency sends it."""
    return encode(event, AGENCY_ACTIONS_TOPIC.of(agency), agency)


def answered(delivered: AppealDelivered) -> list[Event]:
    """What an honest agency does: accepts and answers. The ids make a second delivery the same two commands."""
    outcome = Outcome.FAVOURABLE_ACT if delivered.dims.kind is Kind.APPLICATION else Outcome.SATISFIED
    accept = AcceptAppeal(
        event_id=f"accept {delivered.event_id}",
        appeal_id=delivered.appeal_id,
        occurred_at=wall_clock(),
        correlation_id=delivered.correlation_id,
    )
    answer = AnswerAppeal(
        event_id=f"answer {delivered.event_id}",
        appeal_id=delivered.appeal_id,
        occurred_at=wall_clock(),
        correlation_id=delivered.correlation_id,
        outcome=outcome,
        language=Language.RU,
        text=lawful_reply(),
    )
    return [accept, answer]


async def serve_all_agencies(installation: Installation, policy: Callable[[AppealDelivered], list[Event]]) -> None:
    """One clerk for all agencies: reads every delivery and does what the policy says. Runs until cancelled.

    When Kafka fails him he begins anew where he has committed, as any agency's program would.
    """
    while True:
        with contextlib.suppress(KafkaError):
            await _serve(installation, policy)
        await asyncio.sleep(0.5)


async def _serve(installation: Installation, policy: Callable[[AppealDelivered], list[Event]]) -> None:
    bootstrap, space = installation.kafka.bootstrap, installation.kafka.space
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=f"{space.prefix}clerk",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        metadata_max_age_ms=2_000,
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_request_size=200_000)
    consumer.subscribe(pattern=space.pattern([AGENCY_APPEALS]))
    try:
        await consumer.start()
        await producer.start()
        while True:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    topic, agency = space.find(record.topic)
                    event = decode(record.headers, record.key, record.value, topic.types)
                    commands = policy(event) if isinstance(event, AppealDelivered) else []
                    for command in (acted(c, agency) for c in commands):
                        headers = [(name, value.encode()) for name, value in command.headers.items()]
                        await producer.send(
                            space.full(command.topic), command.value, key=command.key.encode(), headers=headers
                        )
            await producer.flush()
            await consumer.commit()
    finally:
        await consumer.stop()
        await producer.stop()


@asynccontextmanager
async def clerk(
    installation: Installation, policy: Callable[[AppealDelivered], list[Event]] = answered
) -> AsyncIterator[None]:
    """The clerk works while the context lasts; its failure fails the test."""
    task = asyncio.create_task(serve_all_agencies(installation, policy))
    try:
        yield
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
