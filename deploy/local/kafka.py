"""The broker: one KRaft node, configured for one machine."""

import base64
import subprocess
import uuid
from pathlib import Path

from deploy.local import jars, ports, probe
from deploy.local.errors import StackError

STOP_SECONDS = 20.0
RECORD_BYTES = 1_048_576 + 65_536  # 1 MiB of event and the overhead of its batch
HEAP = ("-Xms256m", "-Xmx768m")
QUICK_START = ("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Djava.awt.headless=true")

SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
listeners=CLIENTS://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=CLIENTS://{host}:{port}
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={log_dir}

# an authorizer, so that ACLs can be made and listed; everybody here may do everything
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS

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


def configure(folder: Path, *, port: int) -> Path:
    """Write server.properties for clients on `port` and a free controller port; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "server.properties"
    text = SETTINGS.format(
        host=ports.HOST,
        port=port,
        controller_port=ports.pick(),
        log_dir=folder / "data",
        record_bytes=RECORD_BYTES,
    )
    path.write_text(text, encoding="utf-8")
    return path


def cluster_id(folder: Path) -> str | None:
    """Id of the formatted storage in `folder`, None when it was never formatted."""
    try:
        text = (folder / "data" / "meta.properties").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    pairs = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return pairs.get("cluster.id")


def format_storage(properties: Path) -> None:
    """Format once; a formatted folder is left as it is. Raises StackError with Kafka's own words."""
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
    arguments = ["format", "-t", _new_cluster_id(), "-c", str(properties)]
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


def is_ready(address: str, folder: Path) -> bool:
    """True when the broker of exactly this storage serves clients at `host:port`."""
    answer = probe.kafka_cluster(address)
    return answer is not None and answer == cluster_id(folder)


def _logging(name: str) -> str:
    return f"-Dlog4j2.configurationFile={jars.HERE / name}"


def _new_cluster_id() -> str:
    """22 characters as Kafka writes a UUID; a leading hyphen would be taken for an option."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode("ascii").rstrip("=")
        if not text.startswith("-"):
            return text
