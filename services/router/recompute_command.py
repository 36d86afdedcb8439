"""`python -m services.router recompute`: asks the router to apply its table of working days to every running term."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.router.app import NAME
from services.router.rules.case import Case
from services.router.rules.recompute import other_dates
from services.router.store import MongoCases
from shared.clock import platform_clock
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.event import derived_id
from shared.contracts.submissions import RecomputeDeadlines
from shared.contracts.topics import SUBMITTED
from shared.kafka.broker import KafkaNotReady, make_broker, wait_for_topics
from shared.kafka.publish import Publisher
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoNotReady, MongoSettings, connect, wait_for_mongo
from shared.workdays import CalendarGap, WorkCalendar, civil_day, load_calendar

BATCH = 500
LOOK_BACK = timedelta(days=31)
"""How far a term that has run out may come back to life, when days off are decreed after the event."""
EXIT_STOPPED = 2


@dataclass(slots=True)
class Summary:
    """What was found, and how many commands went out."""

    calendar: str
    open: int = 0
    closed: int = 0
    """Closed cases with a term that still runs, as the one to complain (Art. 92)."""
    differing: int = 0
    """Cases with a date that is another one by the table."""
    beyond: int = 0
    """Cases whose dates leave the table."""
    sent: int = 0

    def __str__(self) -> str:
        return (
            f"table {self.calendar}: {self.open} open cases and {self.closed} closed ones with"
            f" a running term, {self.differing} with other dates by it,"
            f" {self.beyond} with dates beyond it; {self.sent} commands sent"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    parser.add_argument("--dry-run", action="store_true", help="only count the cases")


def run(options: argparse.Namespace) -> int:
    """Do it and print how many; 2 when broker or database did not answer: run it again, nothing will be doubled."""
    dry = bool(options.dry_run)
    try:
        summary = asyncio.run(recompute_all(KafkaSettings(), MongoSettings(), load_calendar(), dry_run=dry))
    except (KafkaNotReady, MongoNotReady) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_STOPPED
    sys.stdout.write(f"{summary}\n")
    return 0


async def recompute_all(
    kafka: KafkaSettings, mongo: MongoSettings, calendar: WorkCalendar, *, dry_run: bool = False
) -> Summary:
    """Publish one command per case with a running term; a second run for the same table repeats ids.

    A router that has another table forgets the command: restart it with the new one first, or run this again.
    Raises KafkaNotReady and MongoNotReady.
    """
    database, summary, batch = connect(mongo, NAME), Summary(calendar.version), list[Outgoing]()
    now = platform_clock()
    try:
        await wait_for_mongo(database, mongo.start_seconds)
        async with _publisher(kafka, dry_run=dry_run) as publisher:
            today = civil_day(now())
            async for case in MongoCases(database).with_terms(today - LOOK_BACK):
                _count(case, calendar, today, summary)
                batch.append(command(case.submission.appeal_id, calendar.version, now()))
                if len(batch) >= BATCH:
                    summary.sent += await _send(publisher, batch)
            summary.sent += await _send(publisher, batch)
    finally:
        database.client.close()
    return summary


def command(appeal_id: str, calendar: str, at: datetime) -> Outgoing:
    """The command for one case at the instant `at` (aware): one per appeal and table, whatever the number of runs."""
    event = RecomputeDeadlines(
        event_id=derived_id(appeal_id, f"recompute:{calendar}"),
        appeal_id=appeal_id,
        occurred_at=at,
        correlation_id=appeal_id,
        calendar=calendar,
    )
    return encode(event, SUBMITTED.name, NAME)


def _count(case: Case, calendar: WorkCalendar, today: date, summary: Summary) -> None:
    summary.open += case.is_open
    summary.closed += not case.is_open
    try:
        summary.differing += other_dates(case, calendar, today) is not None
    except CalendarGap:
        summary.beyond += 1


async def _send(publisher: Publisher | None, batch: list[Outgoing]) -> int:
    count = len(batch) if publisher is not None else 0
    if publisher is not None:
        await publisher.send(batch)
    batch.clear()
    return count


@asynccontextmanager
async def _publisher(kafka: KafkaSettings, *, dry_run: bool) -> AsyncIterator[Publisher | None]:
    """None in a dry run, which needs no broker."""
    if dry_run:
        yield None
        return
    await wait_for_topics(kafka, [SUBMITTED.name])
    broker = make_broker(kafka, f"{NAME}-recompute")
    await broker.start()
    try:
        yield Publisher(broker, kafka.space)
    finally:
        await broker.stop()
