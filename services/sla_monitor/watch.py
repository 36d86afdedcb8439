"""Shows the escalations of one centre in a terminal, as the centre itself would read them from its topic."""

from enum import StrEnum
from typing import Any

from aiokafka import AIOKafkaConsumer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from services.sla_monitor.web.board import Board
from services.sla_monitor.web.view import Language, ordered, why
from shared.contracts.envelope import Unreadable, decode_fact
from shared.contracts.event import Record
from shared.contracts.natije import Escalation, EscalationRaised
from shared.contracts.topics import NATIJE_ESCALATIONS
from shared.contracts.vocabulary import RungName
from shared.kafka.broker import KafkaNotReady, make_probe, wait_for_topics
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.settings import KafkaSettings
from shared.workdays import ALMATY, load_calendar

SEVERITY = {
    RungName.HEARING_NOTICE_DUE: "cyan",
    RungName.DUE_IN_ONE_WORKING_DAY: "yellow",
    RungName.UNTRIAGED: "yellow",
    RungName.PING_PONG: "magenta",
    RungName.TERM_PASSED: "red",
    RungName.OVERDUE: "red",
    RungName.OVERDUE_THREE_WORKING_DAYS: "red",
    RungName.OVERDUE_TEN_WORKING_DAYS: "bold red",
    RungName.CRIME_SUSPECTED: "bold red",
}


class Begin(StrEnum):
    """From where a watch tells."""

    OLDEST = "oldest"
    OPEN = "open"
    """First what is open now, the gravest first."""
    NEXT = "next"


async def watch(kafka: KafkaSettings, centre: str, begin: Begin, explained_in: Language | None = None) -> int:
    """Print until interrupted; with a language also how each missed date follows from the law.

    Returns 1 when the broker or the centre's topic is missing.
    """
    console, topic = Console(), NATIJE_ESCALATIONS.of(centre)
    try:
        await wait_for_topics(kafka.model_copy(update={"start_seconds": 5.0}), [topic])
    except KafkaNotReady as error:
        console.print(f"[red]{error}[/red]")
        return 1
    async with Offsets(kafka) as offsets:
        ends = await offsets.ends([NATIJE_ESCALATIONS])
    partitions = [partition for partition in ends if partition.topic == kafka.space.full(topic)]
    probe = make_probe(kafka)
    await probe.start()
    try:
        probe.assign(partitions)
        await (probe.seek_to_end(*partitions) if begin is Begin.NEXT else probe.seek_to_beginning(*partitions))
        if begin is Begin.OPEN:
            for event in await _open(probe, {p: ends[p] for p in partitions}):
                _print(console, event, explained_in)
        console.print(f"[dim]{topic}: waiting for escalations, Ctrl-C ends[/dim]")
        async for record in probe:
            _print(console, _read(record), explained_in)
    finally:
        await probe.stop()
    return 0


async def _open(probe: AIOKafkaConsumer, ends: Ends) -> list[Record | str]:
    """What is open at these ends, read from the beginning."""
    board = Board()
    while any([await probe.position(partition) < end for partition, end in ends.items()]):
        for records in (await probe.getmany(timeout_ms=200)).values():
            for record in records:
                event = _read(record)
                if not isinstance(event, str):
                    board.apply(record.offset, event)
    return [event for item in ordered(board.open) for event in (item.raised, item.acknowledged) if event is not None]


def _read(record: Any) -> Record | str:
    """The event, or what is wrong with it."""
    try:
        return decode_fact(record.headers, record.key, record.value, NATIJE_ESCALATIONS.types)
    except Unreadable as error:
        return str(error)


def _print(console: Console, event: Record | str, explained_in: Language | None) -> None:
    console.print(_line(event), soft_wrap=True)
    if explained_in is not None and isinstance(event, EscalationRaised):
        console.print(explained(event, explained_in))


def explained(event: EscalationRaised, language: Language) -> Padding:
    """How the missed date follows from the law, indented; just the day when the table of days does not reach it."""
    parts = why(event.derivation, language, load_calendar())
    return Padding(Text(parts["sentence"] or f"{parts['due']} ({parts['article']})", style="dim"), (0, 0, 0, 17))


def _line(event: Record | str) -> Text:
    if isinstance(event, str):
        return Text(f"unreadable: {event}", style="red")
    if not isinstance(event, Escalation):
        return Text(f"{event.type}: newer than this program", style="dim")
    return described(event)


def described(event: Escalation) -> Text:
    """One line: when (Asia/Almaty), what, which appeal, whose, and for a raise the missed date with its article."""
    what = event.type.removeprefix("escalation.")
    line = Text(f"{event.occurred_at.astimezone(ALMATY):%Y-%m-%d %H:%M} ")
    line.append(f"{what:<12} ", style="dim" if what != "raised" else "")
    line.append(f"{event.rung:<24} ", style=SEVERITY[event.rung])
    line.append(f"{event.number}  {event.dims.agency or '-'}")
    if isinstance(event, EscalationRaised):
        line.append(f"  due on {event.due_on} ({event.derivation.article})", style="dim")
    return line
