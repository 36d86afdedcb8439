"""Java, Maven and the jars named in pom.xml: found, else installed; the jars are kept in the user's cache."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from deploy.local.errors import StackError

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
LAUNCHER = HERE / "LocalStore.java"
COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
JDK_PACKAGES = ("openjdk-17-jdk-headless", "openjdk-21-jdk-headless", "default-jdk-headless")


def say(message: str) -> None:
    """Tell the user what takes time, on standard error."""
    print(f"local stack: {message}", file=sys.stderr, flush=True)


def java() -> str:
    """Path of a `java` command; installs a JDK when there is none."""
    return _program("java", JDK_PACKAGES)


def classpath() -> str:
    """Jars and the compiled launcher as a Java class path; fetched and compiled once per content of pom and launcher.

    Raises StackError when Maven or the compiler fails.
    """
    folder = _cache() / _key()
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as scratch:
            made = Path(scratch) / "stack"
            _fetch(made / "jars")
            _compile(made / "jars", made / "classes")
            _publish(made, folder)
    return os.pathsep.join([f"{folder / 'jars'}{os.sep}*", str(folder / "classes")])


def jar_files() -> list[Path]:
    """All jars of the stack, fetched if necessary."""
    classpath()
    return sorted((_cache() / _key() / "jars").glob("*.jar"))


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "appeals-platform" / "local-stack"


def _key() -> str:
    return hashlib.sha256(POM.read_bytes() + LAUNCHER.read_bytes()).hexdigest()[:16]


def _fetch(jars: Path) -> None:
    maven = _program("mvn", ("maven",))
    java()
    say("fetching Kafka and the store with Maven (once)")
    arguments = ["-B", "-q", "-f", str(POM), COPY_GOAL, f"-DoutputDirectory={jars}", "-DincludeScope=runtime"]
    _run([maven, *arguments], "Maven could not fetch the jars")


def _compile(jars: Path, classes: Path) -> None:
    compiler = _program("javac", JDK_PACKAGES)
    arguments = ["--release", "17", "-cp", f"{jars}{os.sep}*", "-d", str(classes), str(LAUNCHER)]
    _run([compiler, *arguments], "the store's launcher could not be compiled")


def _publish(made: Path, folder: Path) -> None:
    """Rename into place; a parallel run that was faster made the same content."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _program(name: str, packages: Sequence[str]) -> str:
    found = _find(name)
    if found is None:
        _apt_install(name, packages)
        found = _find(name)
    if found is None:
        raise StackError(f"{name} is missing: install {' or '.join(packages)} (JDK 17 or newer, Maven 3.6 or newer)")
    return found


def _find(name: str) -> str | None:
    home = os.environ.get("JAVA_HOME")
    candidate = Path(home) / "bin" / name if home else None
    return str(candidate) if candidate and candidate.is_file() else shutil.which(name)


def _apt_install(name: str, packages: Sequence[str]) -> None:
    """Install the first package that the distribution has, as root or by sudo."""
    apt = shutil.which("apt-get")
    sudo = [] if os.geteuid() == 0 else [shutil.which("sudo") or ""]
    if apt is None or sudo == [""]:
        return
    prefix = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", apt]
    subprocess.run([*prefix, "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
    install = [*prefix, "install", "-qq", "-y", "--no-install-recommends"]
    for package in packages:
        say(f"{name} is missing: installing {package} by apt-get{' with sudo' if sudo else ''}")
        done = subprocess.run([*install, package], check=False, stdout=subprocess.DEVNULL)
        if done.returncode == 0:
            return


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise StackError(f"{failure}:\n" + "\n".join(done.stdout.splitlines()[-20:]))
