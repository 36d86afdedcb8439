"""Server-sent events: framing, resuming, heartbeat, end; and what a person does becomes a command."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka.errors import KafkaTimeoutError

from services.sla_monitor.web.feed import MAX_BACKLOG, MAX_READERS, Ask, frame
from services.sla_monitor.web.setup import Console, ending_streams
from shared.contracts.envelope import decode
from shared.contracts.natije import AcknowledgeEscalation, ResolveEscalation
from shared.contracts.topics import NATIJE_ACTIONS
from tests.unit.sla_monitor.builders import OVERDUE_10
from tests.unit.sla_monitor.console import ACT, KEY, Site, climbed, done, seen, site

HEARING, SOON, LATE, *_ = climbed()


def ask(last: int | None = None) -> Ask:
    """A page in which a row is its id."""
    return Ask(lambda item: item.raised.escalation_id, last, lambda: True)


async def heard(stream: AsyncIterator[bytes]) -> tuple[str, Any, str | None]:
    """The next event that is no heartbeat: its name, data and id."""
    async for piece in stream:
        fields = dict(line.split(": ", 1) for line in piece.decode().strip().split("\n"))
        if fields["event"] != "beat":
            return fields["event"], orjson.loads(fields["data"]), fields.get("id")
    raise AssertionError("the stream ended")


def test_an_event_is_framed_as_the_standard_has_it() -> None:
    assert frame("put", {"text": "a\nb"}, 7) == b'id: 7\nevent: put\ndata: {"text":"a\\nb"}\n\n'
    assert frame("beat", {}) == b"event: beat\ndata: {}\n\n"


async def test_a_page_gets_all_of_it_and_then_each_change(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell(HEARING, LATE)
    stream = console.desk.feeds.stream("kz-75", ask())
    assert await heard(stream) == ("snapshot", [LATE.escalation_id, HEARING.escalation_id], "1")
    console.tell(SOON, done(HEARING))
    assert await heard(stream) == ("put", SOON.escalation_id, "2")
    name, end, place = await heard(stream)
    assert (name, end["what"], end["id"], end["cause"], place) == ("gone", "resolved", HEARING.escalation_id, KEY, "3")


async def test_a_page_that_comes_back_gets_only_what_it_missed(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell(HEARING, SOON, LATE)
    assert await heard(console.desk.feeds.stream("kz-75", ask(last=1))) == ("put", LATE.escalation_id, "2")
    event, *_ = await heard(console.desk.feeds.stream("kz-75", ask(last=99)))
    assert event == "snapshot"


async def test_nothing_is_shown_before_the_history_is_read(tmp_path: Path) -> None:
    console = site(tmp_path)
    stream = console.desk.feeds.stream("kz-75", ask())
    assert (await heard(stream))[0] == "loading"
    console.tell(LATE)
    assert await heard(stream) == ("snapshot", [LATE.escalation_id], "0")


async def test_a_quiet_line_carries_heartbeats_with_the_platforms_clock(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell()
    stream = console.desk.feeds.stream("kz-75", ask())
    pieces = [await anext(stream) for _ in range(3)]
    beat = frame("beat", {"now": OVERDUE_10})
    assert pieces == [beat, frame("snapshot", [], -1), beat]


async def test_a_slow_reader_is_let_go(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell()
    stream = console.desk.feeds.stream("kz-75", ask())
    await heard(stream)
    for _ in range(MAX_BACKLOG // 2 + 1):
        console.tell(LATE, done(LATE), HEARING, done(HEARING))
        console.desk.feeds.of("kz-75").board._resolved.clear()
    assert len([piece async for piece in stream]) <= 1
    assert console.desk.feeds.count == 0


async def test_a_session_that_ends_ends_the_stream(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell()
    allowed = [True, True]
    asked = Ask(lambda item: item.raised.escalation_id, None, lambda: bool(allowed and allowed.pop()))
    assert len([piece async for piece in console.desk.feeds.stream("kz-75", asked)]) == 4


async def test_a_stopping_server_ends_every_stream_before_it_waits_for_them(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell()
    console.desk.feeds._heartbeat = 60
    running = asyncio.create_task(_drain(console))
    await asyncio.sleep(0)  # to its first wait

    class Server:
        async def shutdown(self, sockets: object = None) -> None:
            await asyncio.wait_for(running, 5)

    async def follow() -> None: ...

    console.app.state.console = Console(console.desk, follow)
    await ending_streams(Server(), console.app).shutdown()  # type: ignore[arg-type]
    assert running.done()
    assert console.desk.feeds.is_full


async def _drain(console: Site) -> None:
    async for _ in console.desk.feeds.stream("kz-75", ask()):
        pass


async def test_there_is_room_for_a_bounded_number_of_pages(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.desk.feeds.count = MAX_READERS
    async with console.visitor("kz-75") as client:
        answer = await client.get("/console/events")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(("act", "cls"), [("acknowledge", AcknowledgeEscalation), ("resolve", ResolveEscalation)])
async def test_an_act_becomes_a_command_in_the_centres_topic_once_per_key(tmp_path: Path, act: str, cls: type) -> None:
    console = site(tmp_path)
    console.tell(LATE)
    path = f"/console/escalations/{LATE.escalation_id}/{act}"
    async with console.visitor("kz-75", by="an-07") as client:
        answers = [await client.post(path, json={"key": KEY}, headers=ACT) for _ in range(2)]
    assert [(a.status_code, a.json()) for a in answers] == [(202, {"command": KEY})] * 2
    assert console.outbox.ids == [KEY, KEY]
    sent = console.outbox.records[0]
    assert sent.topic == "natije.actions.kz-75.v1"
    read = decode(
        [(n, v.encode()) for n, v in sent.headers.items()], sent.key.encode(), sent.value, NATIJE_ACTIONS.types
    )
    assert read == cls(
        event_id=KEY,
        appeal_id=LATE.appeal_id,
        occurred_at=OVERDUE_10,
        correlation_id=LATE.correlation_id,
        causation_id=LATE.event_id,
        escalation_id=LATE.escalation_id,
        by="an-07",
    )


async def test_what_is_done_is_a_conflict_and_what_kafka_does_not_take_may_be_tried_again(
    tmp_path: Path,
) -> None:
    console = site(tmp_path)
    console.tell(LATE, seen(LATE), HEARING, done(HEARING), SOON)
    async with console.visitor("kz-75") as client:

        async def post(raised: Any, act: str, key: str = KEY) -> int:
            path = f"/console/escalations/{raised.escalation_id}/{act}"
            return (await client.post(path, json={"key": key}, headers=ACT)).status_code

        assert (await post(LATE, "acknowledge"), await post(HEARING, "resolve")) == (409, 409)
        assert await post(SOON, "acknowledge", key="not a uuid") == 422
        assert await post(SOON, "delete") == 422
        console.outbox.failure = KafkaTimeoutError()
        assert await post(SOON, "acknowledge") == 503
    assert console.outbox.records == []
