"""The broker: one KRaft node, configured for one machine."""

import base64
import subprocess
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from deploy.certificates import NoCertificate, broker_certificate, new_authority
from deploy.local import jars, ports, probe
from deploy.local.errors import StackError

STOP_SECONDS = 20.0
CA = "ca.pem"
RECORD_BYTES = 1_048_576 + 65_536  # 1 MiB of event and the overhead of its batch
HEAP = ("-Xms256m", "-Xmx768m")
QUICK_START = ("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Djava.awt.headless=true")

SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
log.dirs={log_dir}

# as in every deployment
log.message.timestamp.type=LogAppendTime
auto.create.topics.enable=false
num.partitions=1
message.max.bytes={record_bytes}
replica.fetch.max.bytes={record_bytes}
offsets.retention.minutes=527040
group.min.session.timeout.ms=6000

# one node
default.replication.factor=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# small and quick
offsets.topic.num.partitions=10
transaction.state.log.num.partitions=4
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
log.cleaner.dedupe.buffer.size=33554432
"""


OPEN = """
listeners=CLIENTS://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=CLIENTS://{host}:{port}
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT

# an authorizer, so that ACLs can be made and listed; everybody here may do everything
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""

SECURED = """
# clients are SCRAM users who may do what an entry allows, and come by TLS;
# the inner listeners know one user, the administrator
listeners=CLIENTS://{host}:{port},INTERNAL://{host}:{admin_port},CONTROLLER://{host}:{controller_port}
advertised.listeners=CLIENTS://{host}:{port},INTERNAL://{host}:{admin_port}
inter.broker.listener.name=INTERNAL
listener.security.protocol.map=CLIENTS:SASL_SSL,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.clients.scram-sha-512.sasl.jaas.config={scram} required;
listener.name.clients.ssl.keystore.type=PEM
listener.name.clients.ssl.keystore.location={certificate}
listener.name.internal.sasl.enabled.mechanisms=PLAIN
listener.name.internal.plain.sasl.jaas.config={plain} required \\
  username="{admin}" password="{password}" user_{admin}="{password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config={plain} required \\
  username="{admin}" password="{password}" user_{admin}="{password}";

authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{admin}
allow.everyone.if.no.acl.found=false
"""
SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule"
PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule"


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who may do everything on a secured broker, where clients must log in: by PLAIN on a listener of its own."""

    bootstrap: str
    password: str = field(repr=False)
    username: str = "admin"


def configure(folder: Path, *, port: int, administrator: Administrator | None = None) -> Path:
    """Write server.properties for clients on `port` and a free controller port; return its path.

    With an administrator clients must log in by SCRAM over TLS and may do only what an entry of the access list
    allows; `ca.pem` in `folder` is the authority that they trust. Raises StackError where openssl is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "server.properties"
    values: dict[str, object] = {
        "host": ports.HOST,
        "port": port,
        "controller_port": ports.pick(),
        "log_dir": folder / "data",
        "record_bytes": RECORD_BYTES,
    }
    listeners = OPEN
    if administrator is not None:
        listeners = SECURED
        values |= {"admin": administrator.username, "password": administrator.password}
        values["certificate"] = _certificate(folder)
        values |= {"admin_port": administrator.bootstrap.rpartition(":")[2], "scram": SCRAM_LOGIN, "plain": PLAIN_LOGIN}
    path.touch(mode=0o600)
    path.write_text((SETTINGS + listeners).format(**values), encoding="utf-8")
    return path


def _certificate(folder: Path) -> Path:
    """Key and chain of the broker, made once with an authority whose key nobody keeps."""
    chain = folder / "broker.pem"
    if not chain.exists():
        try:
            authority = new_authority()
            text = broker_certificate(authority, [ports.HOST, "localhost"])
        except NoCertificate as error:
            raise StackError(str(error)) from error
        (folder / CA).write_text(authority.certificate, encoding="ascii")
        chain.touch(mode=0o600)
        chain.write_text(text, encoding="ascii")
    return chain


def cluster_id(folder: Path) -> str | None:
    """Id of the formatted storage in `folder`, None when it was never formatted."""
    try:
        text = (folder / "data" / "meta.properties").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    pairs = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return pairs.get("cluster.id")


def format_storage(properties: Path, identity: str | None = None) -> None:
    """Format once; a formatted folder is left as it is. Raises StackError with Kafka's own words.

    `identity` is the cluster's id, which the nodes of one cluster share; by default a new one.
    """
    if cluster_id(properties.parent) is not None:
        return
    command = [
        jars.java(),
        *QUICK_START,
        "-XX:TieredStopAtLevel=1",
        _logging("log4j2-tools.xml"),
        "-cp",
        jars.classpath(),
    ]
    arguments = ["format", "-t", identity or new_cluster_id(), "-c", str(properties)]
    done = subprocess.run(
        [*command, "kafka.tools.StorageTool", *arguments], check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise StackError(f"Kafka's storage could not be formatted:\n{done.stdout}{done.stderr}")


def command(properties: Path) -> list[str]:
    """The broker's command line."""
    return [
        *[jars.java(), *HEAP, *QUICK_START, _logging("log4j2.xml"), "-cp", jars.classpath()],
        *["kafka.Kafka", str(properties)],
    ]


def is_ready(address: str, folder: Path, administrator: Administrator | None = None) -> bool:
    """True when the broker of exactly this storage serves clients at `host:port`."""
    if administrator is None:
        answer = probe.kafka_cluster(address)
    else:
        login = (administrator.username, administrator.password)
        answer = probe.kafka_cluster(administrator.bootstrap, login) if probe.is_open(address) else None
    return answer is not None and answer == cluster_id(folder)


def _logging(name: str) -> str:
    return f"-Dlog4j2.configurationFile={jars.HERE / name}"


def new_cluster_id() -> str:
    """22 characters as Kafka writes a UUID; a leading hyphen would be taken for an option."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode("ascii").rstrip("=")
        if not text.startswith("-"):
            return text
