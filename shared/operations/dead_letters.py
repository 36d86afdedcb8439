"""`dead-letters list|show|retry|drop`: what operators do with commands that could not be read or applied.

A retry runs the original bytes through the service's handler with its original topic, partition, offset and time. It
may be done while the service runs: its effect is a write with a version check, like a replica's.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from shared.clock import platform_clock
from shared.contracts.envelope import Place, Received, Unreadable
from shared.contracts.topics import DEAD_LETTERS
from shared.kafka.broker import KafkaNotReady, make_broker, wait_for_topics
from shared.kafka.log import LogSilent
from shared.kafka.publish import Publisher
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import Database, MongoNotReady, MongoSettings, connect, wait_for_mongo
from shared.mongo.versioned import LostVersion
from shared.operations.acts import Act, Done, MongoActs
from shared.operations.committed import Committed, committed
from shared.operations.letters import Letter, NoOriginal, original, read_letters, still_open
from shared.operations.masking import masked, unmasked

EXIT_REFUSED, EXIT_STOPPED = 1, 2


class RefusedAgain(Exception):
    """Nothing was mended: the letter stays open. The message is the reason."""


class BadRequest(Exception):
    """What the operator asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a retry works with: the service's database, a confirming publisher, and what is in the log for certain."""

    database: Database
    publisher: Publisher
    confirmations: Committed


Retry = Callable[[Received[Any], Letter, Bench], Awaitable[str]]
"""Runs one original through the service's handler; says in a word what came of it. Raises RefusedAgain."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The command of one service in one installation."""

    service: str
    kafka: KafkaSettings
    mongo: MongoSettings
    retry: Retry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the subcommand."""
    acts = parser.add_subparsers(dest="act", required=True)
    listing = acts.add_parser("list", help="open letters: place, time, reason class, tenant, type")
    listing.add_argument("--json", action="store_true", help="JSON Lines instead of a table")
    showing = acts.add_parser("show", help="one letter, without personal data")
    showing.add_argument("--unmask", action="store_true", help="with personal data: needs --by and --reason")
    retrying = acts.add_parser("retry", help="run the original again in place, after a fix")
    dropping = acts.add_parser("drop", help="close a letter for good: needs --reason")
    for one in (showing, retrying, dropping):
        one.add_argument("place", type=place_of, help="topic/partition/offset, as list prints it")
    for one, needed in ((showing, False), (retrying, True), (dropping, True)):
        one.add_argument("--by", required=needed, default="", help="who does it; remembered")
    for one, needed in ((showing, False), (retrying, False), (dropping, True)):
        one.add_argument("--reason", required=needed, default="", help="why; remembered, so no personal data here")


def place_of(text: str) -> Place:
    """Read `topic/partition/offset`. Raises ValueError."""
    topic, partition, offset = text.rsplit("/", 2)
    return Place(topic, int(partition), int(offset))


def run(desk: Desk, options: argparse.Namespace) -> int:
    """Do it and print it: 1 refused or not possible, 2 when broker or database did not answer."""
    try:
        lines = asyncio.run(act(desk, options))
    except (BadRequest, RefusedAgain, NoOriginal, Unreadable) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    except (KafkaNotReady, MongoNotReady, LogSilent, LostVersion) as error:
        sys.stderr.write(f"{error}: nothing was noted, try again\n")
        return EXIT_STOPPED
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


async def act(desk: Desk, options: argparse.Namespace) -> list[str]:
    """What the arguments ask for, as lines to print. Raises what `run` catches."""
    await wait_for_topics(desk.kafka, [DEAD_LETTERS.of(desk.service)])
    database = connect(desk.mongo, desk.service)
    try:
        await wait_for_mongo(database, desk.mongo.start_seconds)
        acts = MongoActs(database)
        letters = await read_letters(desk.kafka, desk.service)
        if options.act == "list":
            return table(still_open(letters, await acts.closed()), as_json=options.json)
        if (letter := letters.get(options.place)) is None:
            raise BadRequest(f"no dead letter of {desk.service} from {options.place}")
        if options.act == "show":
            return await _show(letter, acts, options)
        if not options.by.strip():
            raise BadRequest("say who does it: --by NAME")
        if str(letter.place) in await acts.closed():
            raise BadRequest(f"{letter.place} is closed: {(await acts.of(letter.place))[-1].act}")
        if options.act == "drop":
            return await _drop(letter, acts, options)
        return await _retry(desk, letter, database, options)
    finally:
        database.client.close()


def table(letters: Iterable[Letter], *, as_json: bool = False) -> list[str]:
    """Rows for people, or one JSON object a letter."""
    rows = [
        (str(x.place), x.at.isoformat(timespec="seconds"), x.reason_class, x.tenant, _word(x.type)) for x in letters
    ]
    names = ("place", "arrived", "reason", "tenant", "type")
    if as_json:
        return [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (names, *rows)]


def _word(kind: str) -> str:
    """A tenant may write anything into its type."""
    return kind if len(kind) <= 60 and kind.isprintable() and " " not in kind else "?"


async def _show(letter: Letter, acts: MongoActs, options: argparse.Namespace) -> list[str]:
    if options.unmask:
        if not (options.by.strip() and options.reason.strip()):
            raise BadRequest("--unmask needs --by and --reason: it is remembered who saw personal data, and why")
        await acts.note(letter.place, _done(Act.SHOWN_UNMASKED, options))
    shown = unmasked(letter.raw) if options.unmask else masked(letter.raw)
    head = {"place": str(letter.place), "arrived": letter.at.isoformat(), "tenant": letter.tenant}
    done = [
        f"{d.at.isoformat()} {d.act} by {d.by}: {d.reason} {d.outcome}".strip() for d in await acts.of(letter.place)
    ]
    tail = {"cut": letter.is_cut, "acts": done}
    return [json.dumps(head | {"reason": letter.reason} | shown | tail, ensure_ascii=False, indent=2)]


async def _drop(letter: Letter, acts: MongoActs, options: argparse.Namespace) -> list[str]:
    if not options.reason.strip():
        raise BadRequest("a reason is needed")
    await acts.note(letter.place, _done(Act.DROPPED, options))
    return [f"{letter.place} dropped"]


async def _retry(desk: Desk, letter: Letter, database: Database, options: argparse.Namespace) -> list[str]:
    acts = MongoActs(database)
    try:
        received, certain = await original(desk.kafka, letter), await committed(desk.kafka, desk.service)
        async with _publisher(desk) as publisher:
            outcome = await desk.retry(received, letter, Bench(database, publisher, certain))
    except (RefusedAgain, Unreadable) as error:
        await acts.note(letter.place, _done(Act.REFUSED_AGAIN, options, str(error)))
        raise
    await acts.note(letter.place, _done(Act.RETRIED, options, outcome))
    return [f"{letter.place} retried: {outcome}"]


def _done(what: Act, options: argparse.Namespace, outcome: str = "") -> Done:
    return Done(what, options.by.strip(), platform_clock()(), options.reason.strip(), outcome)


@asynccontextmanager
async def _publisher(desk: Desk) -> AsyncIterator[Publisher]:
    broker = make_broker(desk.kafka, f"{desk.service}-dead-letters")
    await broker.start()
    try:
        yield Publisher(broker, desk.kafka.space)
    finally:
        await broker.stop()
