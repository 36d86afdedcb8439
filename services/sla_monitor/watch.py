"""Shows the escalations of one centre in a terminal, as the centre itself would read them from its topic."""

from rich.console import Console
from rich.text import Text

from shared.contracts.envelope import Unreadable, decode_fact
from shared.contracts.natije import Escalation, EscalationRaised
from shared.contracts.topics import NATIJE_ESCALATIONS
from shared.contracts.vocabulary import RungName
from shared.kafka.broker import KafkaNotReady, make_probe, wait_for_topics
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings
from shared.workdays import ALMATY

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


async def watch(kafka: KafkaSettings, centre: str, *, from_beginning: bool) -> int:
    """Print until interrupted. Returns 1 when the broker or the centre's topic is missing."""
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
        await (probe.seek_to_beginning(*partitions) if from_beginning else probe.seek_to_end(*partitions))
        console.print(f"[dim]{topic}: waiting for escalations, Ctrl-C ends[/dim]")
        async for record in probe:
            console.print(_line(record.headers, record.key, record.value), soft_wrap=True)
    finally:
        await probe.stop()
    return 0


def _line(headers: tuple[tuple[str, bytes], ...], key: bytes | None, value: bytes | None) -> Text:
    try:
        event = decode_fact(headers, key, value, NATIJE_ESCALATIONS.types)
    except Unreadable as error:
        return Text(f"unreadable: {error}", style="red")
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
