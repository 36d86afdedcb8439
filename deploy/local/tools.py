"""Kafka's own command-line tools, run on the local stack."""

import subprocess
import zipfile
from collections.abc import Sequence

from deploy.local import jars
from deploy.local.errors import StackError

PACKAGES = ("org/apache/kafka/tools/", "kafka/admin/", "kafka/tools/")
WITHOUT_BROKER = frozenset({"StorageTool", "DumpLogSegments", "JmxTool", "OAuthCompatibilityTool", "VersionInfo"})


def run(name: str, arguments: Sequence[str], *, bootstrap: str) -> int:
    """Run a tool such as TopicCommand, AclCommand or ConsoleConsumer; return its exit code.

    `--bootstrap-server` is filled in unless given. Raises StackError when Kafka's jars hold no such tool.
    """
    full_name = find(name)
    address = [] if name in WITHOUT_BROKER or "--bootstrap-server" in arguments else ["--bootstrap-server", bootstrap]
    logging = f"-Dlog4j2.configurationFile={jars.HERE / 'log4j2-tools.xml'}"
    command = [jars.java(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", logging, "-cp", jars.classpath()]
    return subprocess.run([*command, full_name, *address, *arguments], check=False).returncode


def find(name: str) -> str:
    """Full Java name of a tool: the class of that simple name closest to the root of Kafka's tool packages."""
    if "." in name:
        return name
    found = []
    for jar in jars.jar_files():
        if jar.name.startswith("kafka"):
            with zipfile.ZipFile(jar) as archive:
                found += [entry for entry in archive.namelist() if entry.endswith(f"/{name}.class")]
    tools = [entry for entry in found if entry.startswith(PACKAGES)]
    if not tools:
        raise StackError(f"Kafka has no tool {name}; try TopicCommand, AclCommand, ConfigCommand, ConsoleConsumer")
    return min(tools, key=len).removesuffix(".class").replace("/", ".")
