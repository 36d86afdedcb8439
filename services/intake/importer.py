"""Takes over historical and paper appeals from a file, through the same rules, store and outbox as HTTP."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from services.intake.app import Core
from services.intake.form import Fault
from services.intake.handlers import to_keep
from services.intake.problems import described
from services.intake.rows import Format, ImportForm, Row, appeal_id_of, check_row, past_of, read_rows
from services.intake.rules import Filing, Trace, number_of, received, register, series_of
from services.intake.store import Filed
from services.intake.texts import Tongue
from shared.clock import Now
from shared.mongo.outbox import Pending
from shared.observability.lifespan import lifespan_of

CHUNK = 200
MOST_UNPUBLISHED = 10 * CHUNK


@dataclass(slots=True)
class Summary:
    """How many rows went where."""

    imported: int = 0
    present: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class ImportFile:
    """What to import. `source` names the origin: the same row of the same source is the same appeal."""

    path: Path
    format: Format
    source: str


Refuse = Callable[[int, Sequence[Fault]], None]
"""Told the line and the faults of each refused row."""


class Importer:
    """Imports rows chunk by chunk. A second run finds everything there, takes no numbers and changes nothing."""

    def __init__(self, core: Core, now: Now, source: str, refuse: Refuse) -> None:
        self._core, self._now, self._source, self._refuse = core, now, source, refuse
        self.summary = Summary()

    async def take(self, rows: Iterable[Row]) -> None:
        """Import all rows; returns when everything is durable and published. Raises StoreUnavailable."""
        remaining = iter(rows)
        while chunk := list(islice(remaining, CHUNK)):
            await self._chunk(chunk)
            if self._core.relay.pending > MOST_UNPUBLISHED:
                await self._core.relay.drained()
        await self._core.relay.drained()

    async def _chunk(self, rows: Sequence[Row]) -> None:
        wanted: dict[str, ImportForm] = {}
        good = [form for row in rows if (form := self._accepted(row)) is not None]
        for form in good:
            wanted.setdefault(appeal_id_of(form, self._source), form)
        present = await self._core.store.appeals.existing(wanted.keys())
        fresh = [await self._registered(key, form) for key, form in wanted.items() if key not in present]
        raced = await self._core.store.appeals.add_many(fresh)
        new = [filed for filed in fresh if filed.appeal_id not in raced]
        for filed in new:
            self._core.relay.add(Pending(filed.appeal_id, filed.records))
        self.summary.imported += len(new)
        self.summary.present += len(good) - len(new)

    def _accepted(self, row: Row) -> ImportForm | None:
        faults = row.found if isinstance(row.found, tuple) else check_row(row.found, self._core.desk, self._now())
        if isinstance(row.found, tuple) or faults:
            self.summary.refused += 1
            self._refuse(row.line, faults)
            return None
        return row.found

    async def _registered(self, appeal_id: str, form: ImportForm) -> Filed:
        filing = Filing(appeal_id, form.received_at.astimezone(UTC), self._now(), Trace(appeal_id), past_of(form))
        series = series_of(form.person_type, received(filing, self._core.desk).registered_on)
        number = number_of(series, await self._core.numbers.next(series))
        return to_keep(form, register(form, filing, number, self._core.desk), appeal_id, appeal_id)


async def import_file(core: Core, now: Now, file: ImportFile, refuse: Refuse) -> Summary:
    """Import a file with a progress bar on standard error.

    Raises OSError for a file that cannot be read, KafkaNotReady, MongoNotReady and StoreUnavailable.
    """
    importer = Importer(core, now, file.source, refuse)
    with file.path.open("rb") as lines, _progress(Console(stderr=True)) as progress:
        task = progress.add_task(file.path.name, total=file.path.stat().st_size)
        async with lifespan_of(core.service):
            await importer.take(read_rows(_counted(lines, lambda size: progress.advance(task, size)), file.format))
    return importer.summary


def refusal(line: int, faults: Sequence[Fault], tongue: Tongue) -> str:
    """A line of the report: where and why, as JSON; nothing of the row is quoted."""
    return orjson.dumps({"line": line, "errors": [described(fault, tongue) for fault in faults]}).decode()


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _counted(lines: BinaryIO, advance: Callable[[int], None]) -> Iterator[bytes]:
    for line in lines:
        advance(len(line))
        yield line
