"""`python -m services.intake` serves; `python -m services.intake import FILE` takes over earlier and paper appeals."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from services.intake.app import NAME, build_app, build_core
from services.intake.catch_up import catch_up
from services.intake.form import Fault
from services.intake.importer import ImportFile, import_file, refusal
from services.intake.settings import IntakeSettings
from services.intake.store import StoreUnavailable
from shared.clock import platform_clock
from shared.kafka.broker import KafkaNotReady
from shared.kafka.log import LogSilent
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoNotReady, MongoSettings
from shared.observability import logs
from shared.operations.stopped import ServiceRuns

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class FileFormat(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSONL = "jsonl"


class Tongue(StrEnum):
    """Language of the report."""

    KK = "kk"
    RU = "ru"
    EN = "en"


@cli.callback(invoke_without_command=True)
def serve(context: typer.Context) -> None:
    """Serve HTTP until SIGTERM."""
    if context.invoked_subcommand is not None:
        return
    settings = IntakeSettings()
    logs.configure(NAME, settings.log_level)
    uvicorn.run(
        build_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        limit_concurrency=settings.connections,
    )


@cli.command("import")
def take_over(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV or JSON Lines, UTF-8")],
    file_format: Annotated[FileFormat | None, typer.Option("--format", help="by default from the file's name")] = None,
    report: Annotated[Path | None, typer.Option(help="refused rows as JSON Lines; else to standard error")] = None,
    source: Annotated[str | None, typer.Option(help="origin of the rows; by default the file's name")] = None,
    language: Annotated[Tongue, typer.Option(help="of the report")] = Tongue.RU,
) -> None:
    """Import historical or paper appeals; running it twice adds nothing. Exit code 1: rows were refused."""
    settings = IntakeSettings()
    logs.configure(NAME, "WARNING")
    chosen = file_format or (FileFormat.CSV if file.suffix.lower() == ".csv" else FileFormat.JSONL)
    core = build_core(settings, KafkaSettings(), MongoSettings(), client=f"{NAME}-import")
    what = ImportFile(file, chosen.value, source or file.name)

    def refuse(line: int, faults: Sequence[Fault]) -> None:
        typer.echo(refusal(line, faults, language.value), file=out, err=out is None)

    try:
        with ExitStack() as stack:
            out = stack.enter_context(report.open("w", encoding="utf-8")) if report else None
            summary = asyncio.run(import_file(core, platform_clock(), what, refuse))
    except (KafkaNotReady, MongoNotReady, StoreUnavailable) as error:
        typer.echo(f"stopped: {error}; run it again, nothing will be doubled", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"imported {summary.imported}, there already {summary.present}, refused {summary.refused}")
    raise typer.Exit(1 if summary.refused else 0)


@cli.command("catch-up")
def bring_up_to_the_log() -> None:
    """After a restore: numbers, appeals, outbox and timelines by the log; the service must be stopped."""
    logs.configure(NAME, "WARNING")
    core = build_core(IntakeSettings(), KafkaSettings(), MongoSettings(), client=f"{NAME}-catch-up")
    try:
        done = asyncio.run(catch_up(core))
    except (ServiceRuns, KafkaNotReady, MongoNotReady, StoreUnavailable, LogSilent) as error:
        typer.echo(f"stopped: {error}; run it again, nothing will be doubled", err=True)
        raise typer.Exit(2) from error
    typer.echo(str(done))
    raise typer.Exit(1 if done.missing else 0)


if __name__ == "__main__":
    cli()
