"""Every command of the runbook exists: its module runs, knows the subcommand and the options."""

import re
import runpy
import shlex
from itertools import takewhile
from pathlib import Path

import pytest

from deploy.observability import register
from shared.observability.health import Health, health_router

ROOT = Path(register.__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"python -m ([^`\n]+)", RUNBOOK)))
PORTS = {"8101", "8102", "8103", "8104"}
SUBCOMMANDS = re.compile(r"[a-z]+(-[a-z]+)*")
NAMED = (
    "services.sla_monitor rebuild",
    "services.sla_monitor watch",
    "services.analytics recount",
    "services.router recompute",
    "services.router network",
    "services.router campaigns",
    "shared.kafka.provision",
    "shared.kafka.credentials",
)


def help_of(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What `--help` prints; it must end with exit code 0."""
    module, *rest = words
    monkeypatch.setattr("sys.argv", [module, *rest, "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    assert ended.value.code in (0, None)
    return capsys.readouterr().out


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_exists_with_its_subcommand_and_options(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module, *arguments = shlex.split(command)
    plain = takewhile(SUBCOMMANDS.fullmatch, arguments if module.startswith("services.") else [])
    subcommand = list(plain)  # a placeholder, as PLACE, or an option ends them
    told = help_of([module, *subcommand], monkeypatch, capsys)
    assert all(word in told for word in subcommand)
    for option in (word for word in arguments if word.startswith("--")):
        assert option in told


def test_the_runbook_names_the_commands_that_heal() -> None:
    assert all(any(command.startswith(name) for command in COMMANDS) for name in NAMED)


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {name for line in re.findall(r"^([a-z][a-z -]*):", makefile, re.MULTILINE) for name in line.split()}
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", RUNBOOK, re.MULTILINE))
    assert {"status", "logs", "access", "credentials", "watch"} <= named <= targets


def test_every_address_is_a_health_route_of_a_service() -> None:
    found = re.findall(r"127\.0\.0\.1:(\d+)(/[a-z/]+)", RUNBOOK)
    told = Health(lambda: True, _ready, _figures)
    routes = {getattr(route, "path", "") for route in health_router(told).routes}
    assert {port for port, _ in found} == PORTS
    assert {path for _, path in found} <= routes


async def _ready() -> bool:
    return True


async def _figures() -> dict[str, object]:
    return {}
