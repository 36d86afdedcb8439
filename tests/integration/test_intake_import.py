"""The import on real Kafka and the real store."""

from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest
from pydantic import SecretStr

from deploy.local import Stack
from services.intake.app import build_core
from services.intake.form import Fault, FaultCode
from services.intake.importer import ImportFile, Summary, import_file
from services.intake.settings import IntakeSettings
from shared.clock import wall_clock
from shared.contracts.envelope import decode
from shared.contracts.lifecycle import AppealRegistered
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import LIFECYCLE, SUBMITTED
from tests.support.installation import Installation, install, read_all
from tests.support.intake_builders import body

SETTINGS = IntakeSettings(secret_key=SecretStr("a key for tests only"))
RECEIVED = {"received_at": "2026-03-02T10:00:00+05:00"}
CLOSED = {"agency": "akimat-75", "outcome": "favourable_act", "closed_at": "2026-03-20T10:00:00+05:00"}


@pytest.fixture
async def installation(stack: Stack) -> Installation:
    return await install(stack)


async def imported(installation: Installation, path: Path) -> tuple[Summary, list[tuple[int, list[FaultCode]]]]:
    """The outcome of an import, and the refusals."""
    refusals: list[tuple[int, list[FaultCode]]] = []

    def refuse(line: int, faults: Sequence[Fault]) -> None:
        refusals.append((line, [fault.code for fault in faults]))

    core = build_core(SETTINGS, installation.kafka, installation.mongo, client="intake-import")
    summary = await import_file(core, wall_clock, ImportFile(path, "jsonl", path.name), refuse)
    return summary, refusals


def written(path: Path, *rows: dict[str, object]) -> Path:
    """A file of JSON Lines."""
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    return path


async def test_a_second_run_adds_nothing_and_takes_no_number(installation: Installation, tmp_path: Path) -> None:
    file = written(tmp_path / "old.jsonl", *(body(text=f"Обращение {n}") | RECEIVED for n in range(30)))
    first, _ = await imported(installation, file)
    before = await read_all(installation, [LIFECYCLE, SUBMITTED])
    second, _ = await imported(installation, file)
    assert (first, second) == (Summary(imported=30), Summary(present=30))
    assert len(before) == len(await read_all(installation, [LIFECYCLE, SUBMITTED])) == 60


async def test_refused_rows_do_not_stop_the_others(installation: Installation, tmp_path: Path) -> None:
    rows = [body() | RECEIVED, body(region="KZ-99") | RECEIVED, body(), body(text="ещё одно") | RECEIVED]
    summary, refusals = await imported(installation, written(tmp_path / "mixed.jsonl", *rows))
    assert summary == Summary(imported=2, refused=2)
    assert refusals == [(2, [FaultCode.UNKNOWN_REGION]), (3, [FaultCode.MISSING])]


async def test_a_historical_appeal_travels_with_its_end_and_without_a_clock(
    installation: Installation, tmp_path: Path
) -> None:
    await imported(installation, written(tmp_path / "past.jsonl", body() | RECEIVED | CLOSED | {"historical": True}))
    events = [
        decode(record.headers, record.key, record.value, {**LIFECYCLE.types, **SUBMITTED.types})
        for record in await read_all(installation, [LIFECYCLE, SUBMITTED])
    ]
    fact = next(event for event in events if isinstance(event, AppealRegistered))
    command = next(event for event in events if isinstance(event, SubmitAppeal))
    assert (fact.number[:8], fact.deadlines, fact.dims.historical) == ("ЖТ-2026-", None, True)
    assert fact.occurred_at.isoformat() == "2026-03-02T05:00:00+00:00"
    assert command.closure is not None
    assert (command.agency, command.closure.outcome, command.deadlines) == ("akimat-75", "favourable_act", None)
