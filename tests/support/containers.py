"""The same stack from the official images, by testcontainers: where Docker is, tests can run on it."""

import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pymongo import MongoClient
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from deploy.certificates import broker_certificate, new_authority
from deploy.local import Administrator, Stack

KAFKA_IMAGE, MONGO_IMAGE = "apache/kafka:4.3.1", "mongo:8.0"
CLIENT_PORT, ADMIN_PORT, MONGO_PORT = 9092, 9095, 27017
START_SECONDS = 90
ADVERTISED = "/tmp/advertised"  # noqa: S108  # inside a container of ours
TLS = "/run/tls"
COMMON = {
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_INTER_BROKER_LISTENER_NAME": "INTERNAL",
    "KAFKA_LISTENERS": "HOST://:9092,ADMIN://:9095,INTERNAL://:29092,CONTROLLER://:9093",
    "KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE": "LogAppendTime",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    "KAFKA_MESSAGE_MAX_BYTES": "1114112",
    "KAFKA_REPLICA_FETCH_MAX_BYTES": "1114112",
    "KAFKA_OFFSETS_RETENTION_MINUTES": "527040",
    "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "10",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS": "4",
    "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "6000",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    "KAFKA_AUTHORIZER_CLASS_NAME": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
}
LISTENERS = ("HOST", "ADMIN", "INTERNAL", "CONTROLLER")
OPEN = {
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": ",".join(f"{name}:PLAINTEXT" for name in LISTENERS),
    "KAFKA_SUPER_USERS": "User:ANONYMOUS",
}
SECURED = {
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": ",".join(
        f"{name}:{'SASL_SSL' if name == 'HOST' else 'SASL_PLAINTEXT'}" for name in LISTENERS
    ),
    "KAFKA_LISTENER_NAME_HOST_SSL_KEYSTORE_TYPE": "PEM",
    "KAFKA_LISTENER_NAME_HOST_SSL_KEYSTORE_LOCATION": f"{TLS}/broker.pem",
    "KAFKA_SASL_ENABLED_MECHANISMS": "SCRAM-SHA-512",
    "KAFKA_SASL_MECHANISM_INTER_BROKER_PROTOCOL": "PLAIN",
    "KAFKA_SASL_MECHANISM_CONTROLLER_PROTOCOL": "PLAIN",
    "KAFKA_LISTENER_NAME_HOST_SCRAM___SHA___512_SASL_JAAS_CONFIG": (
        "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    ),
    "KAFKA_SUPER_USERS": "User:admin",
    "KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND": "false",
}


def are_here() -> bool:
    """Whether an engine answers and has both images; nothing is fetched."""
    wanted = ["docker", "image", "inspect", "--format", "{{.Id}}", KAFKA_IMAGE, MONGO_IMAGE]
    try:
        return subprocess.run(wanted, capture_output=True, timeout=20, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def are_wanted() -> bool:
    """TEST_STACK=containers or local decides; else servers that the environment names; else what is here."""
    chosen = os.environ.get("TEST_STACK", "")
    if chosen:
        return chosen == "containers"
    return not os.environ.get("KAFKA_BOOTSTRAP") and not os.environ.get("MONGO_URL") and are_here()


@contextmanager
def container_stack(data_dir: Path, *, secure: bool = False) -> Iterator[Stack]:
    """Kafka and MongoDB in containers that end with the context. `data_dir` holds no more than certificates."""
    password = secrets.token_hex(16)
    tls = _certificates(data_dir / "kafka") if secure else None
    with _mongo() as mongo, _kafka(SECURED | _logins(password) if secure else OPEN, tls) as kafka:
        administrator = Administrator(_address(kafka, ADMIN_PORT), password) if secure else None
        yield Stack(_address(kafka, CLIENT_PORT), mongo, data_dir, None, None, administrator)


@contextmanager
def _mongo() -> Iterator[str]:
    password = secrets.token_hex(16)
    container = DockerContainer(MONGO_IMAGE).with_exposed_ports(MONGO_PORT)
    container.with_envs(MONGO_INITDB_ROOT_USERNAME="admin", MONGO_INITDB_ROOT_PASSWORD=password)
    container.waiting_for(LogMessageWaitStrategy("Waiting for connections").with_startup_timeout(START_SECONDS))
    with container:
        url = f"mongodb://admin:{password}@{_address(container, MONGO_PORT)}/?authSource=admin"
        # the image first runs a server of its own to make the user: wait for the one that the port leads to
        with MongoClient[dict[str, object]](url, serverSelectionTimeoutMS=START_SECONDS * 1000) as client:
            client.admin.command("ping")
        yield url


@contextmanager
def _kafka(settings: Mapping[str, str], tls: Path | None) -> Iterator[DockerContainer]:
    """The published ports are known only after the start: the broker waits for what to advertise."""
    container = DockerContainer(KAFKA_IMAGE).with_exposed_ports(CLIENT_PORT, ADMIN_PORT)
    container.with_envs(**COMMON, **settings)
    if tls is not None:
        container.with_volume_mapping(str(tls), TLS, "ro")
    script = f"until [ -s {ADVERTISED} ]; do sleep 0.1; done; export KAFKA_ADVERTISED_LISTENERS=$(cat {ADVERTISED}); "
    container.with_command(["bash", "-c", f"{script} exec /etc/kafka/docker/run"])
    with container:
        told = f"HOST://{_address(container, CLIENT_PORT)},ADMIN://{_address(container, ADMIN_PORT)}"
        container.exec(["bash", "-c", f"echo {told},INTERNAL://localhost:29092 > {ADVERTISED}"])
        started = LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(START_SECONDS)
        started.wait_until_ready(container)
        yield container


def _certificates(folder: Path) -> Path:
    """A folder for the broker, which another user runs, with its certificate and, beside it, the authority's."""
    authority = new_authority()
    (folder / "broker").mkdir(parents=True)
    (folder / "ca.pem").write_text(authority.certificate, encoding="ascii")
    chain = folder / "broker" / "broker.pem"
    chain.write_text(broker_certificate(authority, ["127.0.0.1", "localhost"]), encoding="ascii")
    chain.chmod(0o444)
    return folder / "broker"


def _logins(password: str) -> dict[str, str]:
    module = "org.apache.kafka.common.security.plain.PlainLoginModule"
    login = f'{module} required username="admin" password="{password}" user_admin="{password}";'
    found = {}
    for name in ("ADMIN", "INTERNAL", "CONTROLLER"):
        found[f"KAFKA_LISTENER_NAME_{name}_SASL_ENABLED_MECHANISMS"] = "PLAIN"
        found[f"KAFKA_LISTENER_NAME_{name}_PLAIN_SASL_JAAS_CONFIG"] = login
    return found


def _address(container: DockerContainer, port: int) -> str:
    host = container.get_container_host_ip()
    return f"{'127.0.0.1' if host == 'localhost' else host}:{container.get_exposed_port(port)}"
