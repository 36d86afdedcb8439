"""A secured broker with a few tenants: who logs in as whom, and what the broker lets them do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from kafka.admin import KafkaAdminClient
from pydantic import SecretStr

from deploy.local import Stack
from shared.contracts.topics import Tenants
from shared.kafka.access import Kind, Principal, principals
from shared.kafka.granting import AccessReport, grant_all
from shared.kafka.passwords import Passwords
from shared.kafka.provision import SERVICES
from shared.kafka.settings import KafkaSettings

TENANTS: dict[Tenants, tuple[str, ...]] = {
    "none": ("",),
    "agencies": ("akimat-75", "mot"),
    "centres": ("kz-75", "republic"),
    "services": SERVICES,
}
AKIMAT, MOT = Principal(Kind.AGENCY, "akimat-75"), Principal(Kind.AGENCY, "mot")
ALMATY, REPUBLIC = Principal(Kind.CENTRE, "kz-75"), Principal(Kind.CENTRE, "republic")
ANNA, OLGA = Principal(Kind.ANALYST, "anna"), Principal(Kind.OPERATOR, "olga")
EVERYBODY = principals(TENANTS, [ANNA, OLGA])


@dataclass(frozen=True, slots=True)
class Secured:
    """One installation whose access lists are applied."""

    stack: Stack
    passwords: Passwords
    prefix: str

    @property
    def administrator(self) -> KafkaSettings:
        """Settings of who may do everything."""
        admin = self.stack.administrator
        assert admin is not None
        return KafkaSettings(
            bootstrap=admin.bootstrap,
            topic_prefix=self.prefix,
            username=admin.username,
            password=SecretStr(admin.password),
            mechanism="PLAIN",
            start_seconds=30,
        )

    def settings(self, who: Principal, password: str | None = None) -> KafkaSettings:
        """Settings of one user, by default with the right password."""
        return KafkaSettings(
            bootstrap=self.stack.bootstrap,
            topic_prefix=self.prefix,
            username=who.user(self.prefix),
            password=SecretStr(password or self.passwords.of(who)),
            protocol="SASL_SSL",
            ca_file=self.stack.ca_file,
            start_seconds=30,
        )

    def full(self, topic: str) -> str:
        """The name on the broker."""
        return self.prefix + topic

    def grant(self) -> AccessReport:
        """Apply the matrix."""
        return grant_all(self.administrator, self.passwords, TENANTS)

    async def read(self, who: Principal, topic: str, group: str | None = None) -> Any:
        """The first record of a topic, as this user in a group of its own or in `group`; else the broker's refusal."""
        arguments: dict[str, Any] = self.settings(who).client_arguments()
        own = f"{who.user(self.prefix)}.test"
        consumer = AIOKafkaConsumer(
            self.full(topic), **arguments, group_id=group or own, auto_offset_reset="earliest", enable_auto_commit=False
        )
        try:
            await consumer.start()
            return await consumer.getone()
        except (TopicAuthorizationFailedError, GroupAuthorizationFailedError) as refusal:
            return type(refusal)
        finally:
            await consumer.stop()

    async def write(self, who: Principal, topic: str, **options: Any) -> Any:
        """None when the broker took the record, else its refusal."""
        arguments: dict[str, Any] = self.settings(who).client_arguments()
        producer = AIOKafkaProducer(**arguments, acks="all", **options)
        try:
            await producer.start()
            if "transactional_id" in options:
                async with producer.transaction():
                    await producer.send_and_wait(self.full(topic), b"{}", key=b"k")
            else:
                await producer.send_and_wait(self.full(topic), b"{}", key=b"k")
        except KafkaError as refusal:
            return type(refusal)
        finally:
            await producer.stop()
        return None


@contextmanager
def administration(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    """The admin client of any user: what it may do with it is the broker's word."""
    arguments: dict[str, Any] = settings.client_arguments()
    client = KafkaAdminClient(**arguments)
    try:
        yield client
    finally:
        client.close()


def allowed(settings: KafkaSettings) -> dict[str, frozenset[str]]:
    """What the broker itself says that this user may do to each topic it can see, by the topic's bare name."""
    with administration(settings) as client:
        topics = client.describe_topics()
    return {
        settings.space.bare(topic["name"]): frozenset(topic["authorized_operations"])
        for topic in topics
        if topic["name"].startswith(settings.topic_prefix)
    }


def secured(stack: Stack, folder: Path) -> Secured:
    """An installation with a prefix of its own and passwords for everybody; topics and grants are not made yet."""
    passwords = Passwords(folder)
    passwords.make(EVERYBODY)
    return Secured(stack, passwords, f"s{uuid4().hex[:8]}.")
