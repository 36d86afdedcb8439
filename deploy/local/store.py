"""The MongoDB-wire store: LocalStore.java on a file, or in memory."""

from pathlib import Path
from typing import Literal

from deploy.local import jars, ports, probe

StoreKind = Literal["file", "memory"]

STOP_SECONDS = 60.0
JVM = ("-Xms64m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Djava.awt.headless=true")


def command(folder: Path, *, port: int, kind: StoreKind, instance: str) -> list[str]:
    """The store's command line; `instance` is repeated by its `hello`. A file store keeps its data in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    target = "memory" if kind == "memory" else str(folder / "store.h2")
    logging = f"-Dlog4j2.configurationFile={jars.HERE / 'log4j2.xml'}"
    return [
        *[jars.java(), *JVM, logging, "-cp", jars.classpath()],
        *["LocalStore", ports.HOST, str(port), target, instance],
    ]


def is_ready(address: str, instance: str) -> bool:
    """True when the store that was started under this name answers at `host:port`."""
    answer = probe.store_says(address)
    return answer is not None and instance.encode() in answer
