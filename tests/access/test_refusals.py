"""Refusals as a tenant meets them: the client it uses, the error it gets. Each beside what the same user may do."""

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from kafka.admin import NewTopic
from kafka.errors import TopicAuthorizationFailedError as TopicRefused
from kafka.protocol.admin import DescribeClientQuotasRequest

from shared.kafka.access import TENANT_BYTES_PER_SECOND, Grant, Kind, Operation, Principal, Resource
from shared.kafka.admin import AccessRefused, Admin
from tests.support.secured import (
    AKIMAT,
    ALMATY,
    ANNA,
    MOT,
    OLGA,
    REPUBLIC,
    Secured,
    administration,
)

ROUTER, MONITOR = Principal(Kind.SERVICE, "router"), Principal(Kind.SERVICE, "sla_monitor")
INTAKE, ANALYTICS = Principal(Kind.SERVICE, "intake"), Principal(Kind.SERVICE, "analytics")

READS = [
    (AKIMAT, "agency.appeals.mot.v1"),
    (AKIMAT, "agency.actions.akimat-75.v1"),
    (AKIMAT, "appeals.lifecycle.v1"),
    (AKIMAT, "appeals.submitted.v1"),
    (AKIMAT, "natije.escalations.kz-75.v1"),
    (ALMATY, "natije.escalations.republic.v1"),
    (ALMATY, "natije.appeals.republic.v1"),
    (ALMATY, "agency.appeals.akimat-75.v1"),
    (ALMATY, "appeals.lifecycle.v1"),
    (ANNA, "natije.appeals.kz-75.v1"),
    (ANNA, "natije.actions.kz-75.v1"),
    (ANNA, "agency.appeals.akimat-75.v1"),
    (ANNA, "appeals.lifecycle.v1"),
    (OLGA, "appeals.submitted.v1"),
    (OLGA, "agency.appeals.akimat-75.v1"),
    (ANALYTICS, "appeals.submitted.v1"),
    (MONITOR, "agency.actions.akimat-75.v1"),
    (INTAKE, "agency.appeals.akimat-75.v1"),
]
WRITES = [
    (AKIMAT, "agency.appeals.akimat-75.v1"),
    (AKIMAT, "agency.actions.mot.v1"),
    (AKIMAT, "appeals.lifecycle.v1"),
    (AKIMAT, "natije.actions.kz-75.v1"),
    (ALMATY, "natije.appeals.kz-75.v1"),
    (ALMATY, "natije.escalations.kz-75.v1"),
    (ALMATY, "natije.actions.republic.v1"),
    (ALMATY, "agency.actions.akimat-75.v1"),
    (ANNA, "natije.escalations.kz-75.v1"),
    (OLGA, "dlt.router.v1"),
    (ROUTER, "natije.escalations.kz-75.v1"),
    (ROUTER, "agency.actions.akimat-75.v1"),
    (INTAKE, "agency.appeals.akimat-75.v1"),
    (MONITOR, "appeals.lifecycle.v1"),
    (ANALYTICS, "appeals.lifecycle.v1"),
]


def named(case: object) -> str:
    return case.user("") if isinstance(case, Principal) else str(case)


@pytest.mark.parametrize(("who", "topic"), READS, ids=named)
async def test_reading_what_belongs_to_others_is_refused(installation: Secured, who: Principal, topic: str) -> None:
    group = None
    if who.kind is Kind.SERVICE:
        group = installation.settings(who).group(who.name)
    assert await installation.read(who, topic, group) is TopicAuthorizationFailedError


@pytest.mark.parametrize(("who", "topic"), WRITES, ids=named)
async def test_writing_where_others_write_is_refused(installation: Secured, who: Principal, topic: str) -> None:
    assert await installation.write(who, topic) is TopicAuthorizationFailedError


async def test_an_agency_writes_its_actions_and_reads_its_appeals(installation: Secured) -> None:
    assert await installation.write(ROUTER, "agency.appeals.akimat-75.v1") is None
    assert await installation.write(AKIMAT, "agency.actions.akimat-75.v1", enable_idempotence=True) is None
    assert (await installation.read(AKIMAT, "agency.appeals.akimat-75.v1")).value == b"{}"


@pytest.mark.parametrize(
    ("who", "topic", "group"),
    [
        (AKIMAT, "agency.appeals.akimat-75.v1", "agency.mot.work"),
        (AKIMAT, "agency.appeals.akimat-75.v1", "agency.akimat-75"),
        (AKIMAT, "agency.appeals.akimat-75.v1", "agency.akimat-750.work"),
        (AKIMAT, "agency.appeals.akimat-75.v1", "router"),
        (ALMATY, "natije.escalations.kz-75.v1", "natije.republic.work"),
        (ANNA, "natije.escalations.kz-75.v1", "analyst.bolat.work"),
        (ANNA, "natije.escalations.kz-75.v1", "natije.kz-75.work"),
        (ANALYTICS, "appeals.lifecycle.v1", "sla-monitor"),
    ],
    ids=named,
)
async def test_joining_the_group_of_others_is_refused(
    installation: Secured, who: Principal, topic: str, group: str
) -> None:
    assert await installation.read(who, topic, installation.full(group)) is GroupAuthorizationFailedError


async def test_an_analyst_reads_the_escalations_of_every_centre_by_one_pattern(installation: Secured) -> None:
    wanted = {installation.full(f"natije.escalations.{code}.v1") for code in ("kz-75", "republic")}
    for name in ("kz-75", "republic"):
        assert await installation.write(MONITOR, f"natije.escalations.{name}.v1") is None
    consumer = AIOKafkaConsumer(
        **installation.settings(ANNA).client_arguments(),
        group_id=f"{ANNA.user(installation.prefix)}.pattern",
        auto_offset_reset="earliest",
    )
    consumer.subscribe(pattern=r".*\.(natije|agency|appeals)\..*")  # more than she may see
    async with consumer:
        seen: set[str] = set()
        while seen != wanted:
            seen.add((await consumer.getone()).topic)
        assert {partition.topic for partition in consumer.assignment()} == wanted


@pytest.mark.parametrize("who", [AKIMAT, REPUBLIC], ids=named)
async def test_a_tenant_gets_no_transactions(installation: Secured, who: Principal) -> None:
    topic = f"{'agency' if who.kind is Kind.AGENCY else 'natije'}.actions.{who.name}.v1"
    identity = f"{who.user(installation.prefix)}.1"
    assert await installation.write(who, topic, transactional_id=identity) is TransactionalIdAuthorizationFailed


async def test_an_unknown_user_is_refused(installation: Secured) -> None:
    stranger = installation.settings(Principal(Kind.AGENCY, "nobody"), password="guessed")
    with pytest.raises(KafkaConnectionError):
        await AIOKafkaConsumer(**stranger.client_arguments()).start()


async def test_a_wrong_password_is_refused(installation: Secured) -> None:
    with pytest.raises(KafkaConnectionError):
        await AIOKafkaConsumer(**installation.settings(MOT, password="guessed").client_arguments()).start()


async def test_a_client_that_does_not_trust_the_brokers_authority_does_not_log_in(installation: Secured) -> None:
    settings = installation.settings(MOT).model_copy(update={"ca_file": None})
    with pytest.raises(KafkaConnectionError):
        await AIOKafkaConsumer(**settings.client_arguments()).start()


async def test_a_client_without_tls_does_not_log_in(installation: Secured) -> None:
    settings = installation.settings(MOT).model_copy(update={"protocol": "SASL_PLAINTEXT"})
    with pytest.raises(KafkaConnectionError):
        await AIOKafkaConsumer(**settings.client_arguments(), request_timeout_ms=3_000).start()


async def test_who_does_not_log_in_is_refused(installation: Secured) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=installation.stack.bootstrap, request_timeout_ms=3_000)
    with pytest.raises(KafkaConnectionError):
        await consumer.start()


@pytest.mark.parametrize("who", [AKIMAT, ALMATY, ANNA, OLGA, ROUTER], ids=named)
def test_nobody_but_the_administrator_makes_topics_rights_or_passwords(installation: Secured, who: Principal) -> None:
    more = Grant(
        who.user(installation.prefix), Operation.READ, Resource.TOPIC, installation.full("appeals.lifecycle.v1")
    )
    with administration(installation.settings(who)) as client, pytest.raises(TopicRefused):
        client.create_topics([NewTopic(installation.full("agency.appeals.evil.v1"), 1, 1)])
    with Admin(installation.settings(who)) as admin:
        with pytest.raises(AccessRefused, match="ClusterAuthorizationFailed"):
            admin.allow([more])
        with pytest.raises(AccessRefused, match=MOT.user(installation.prefix)):
            admin.set_passwords({MOT.user(installation.prefix): "taken over"})
        with pytest.raises(AccessRefused, match="quotas"):
            admin.limit({who.user(installation.prefix): 2**40})


def test_tenants_have_a_produce_quota_and_services_have_none(installation: Secured) -> None:
    component = DescribeClientQuotasRequest.ComponentData(entity_type="user", match_type=2, match=None)
    with administration(installation.administrator) as client:
        request = DescribeClientQuotasRequest(components=[component], strict=True)
        entries = client._manager.run(client._manager.send, request).entries
    told = {entry.entity[0].entity_name: entry.values[0].value for entry in entries}
    rates = {user: rate for user, rate in told.items() if user.startswith(installation.prefix)}
    assert rates == {who.user(installation.prefix): TENANT_BYTES_PER_SECOND for who in (AKIMAT, MOT, ALMATY, REPUBLIC)}
