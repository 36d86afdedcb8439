"""Detached processes known by a pid file: start, look, stop."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deploy.local.errors import StackError

POLL_SECONDS = 0.05


def spawn(command: Sequence[str], *, log: Path, pid_file: Path, environment: Mapping[str, str] | None = None) -> int:
    """Start `command` in a session of its own, output appended to `log`; write and return its pid.

    A shell in between ends at once, so the process is nobody's child: it outlives the caller and leaves it no zombie.
    """
    script = '"$@" </dev/null >>"$0" 2>&1 & echo $!'
    started = subprocess.run(
        ["/bin/sh", "-c", script, str(log), *command],
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
        check=True,
        text=True,
    )
    pid = int(started.stdout)
    pid_file.write_text(f"{pid} {_birth(pid)}\n", encoding="ascii")
    return pid


def alive(pid_file: Path) -> int | None:
    """The pid in the file if that very process still runs, else None."""
    try:
        pid_text, birth = pid_file.read_text(encoding="ascii").split()
    except (FileNotFoundError, ValueError):
        return None
    pid = int(pid_text)
    return pid if _is_running(pid) and _birth(pid) == birth else None


def terminate(pid_file: Path, *, deadline_seconds: float, kill: bool) -> bool:
    """SIGTERM and wait; after the deadline SIGKILL if `kill`, else StackError. True if there was something to stop."""
    pid = alive(pid_file)
    if pid is not None:
        _signal(pid, signal.SIGTERM)
        if not wait_for(lambda: alive(pid_file) is None, deadline_seconds):
            if not kill:
                raise StackError(
                    f"process {pid} did not end within {deadline_seconds:g} s of SIGTERM and must not be killed"
                )
            _signal(pid, signal.SIGKILL)
            wait_for(lambda: alive(pid_file) is None, 10.0)
    pid_file.unlink(missing_ok=True)
    return pid is not None


def wait_for(condition: Callable[[], bool], deadline_seconds: float) -> bool:
    """Ask `condition` every 50 ms until it holds (True) or the deadline has passed (False)."""
    end = time.monotonic() + deadline_seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log, or a remark that there are none."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        text = ""
    return "\n".join(text.splitlines()[-lines:]) or "(the log is empty)"


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/<pid>/stat after the name (state first), None where there is no /proc or no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _birth(pid: int) -> str:
    """When the process started, in clock ticks since boot ("-" without /proc): tells a reused pid from the old one."""
    fields = _stat(pid)
    return fields[19] if fields else "-"


def _is_running(pid: int) -> bool:
    """False for a zombie too: in a container nobody may ever collect it."""
    fields = _stat(pid)
    if fields is not None:
        return fields[0] not in {"Z", "X"}
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
