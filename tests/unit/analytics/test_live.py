"""The stream of live figures, on derived tables in memory."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.analytics.derived import Derived
from services.analytics.desk import Problem
from services.analytics.live import HEARTBEAT, Live, Pace
from services.analytics.store import Addition
from tests.support.analytics_store import InMemoryCounters

TODAY = datetime(2026, 3, 10, 20, tzinfo=UTC)
CELL = "|complaint|portal|kk|individual|0||||"


def live_of(**pace: Any) -> Live:
    return Live(Derived(InMemoryCounters()), lambda: TODAY, Pace(**{"round": 0.001, "heartbeat": 5.0, **pace}))


def arrive(live: Live, n: int, offset: int, guard: int | None = None, day: str = "2026-03-11") -> None:
    sums = {CELL: {"received": n, "open": n}}
    live.derived.current.apply(Addition(f"appeals.lifecycle.v1/0/{day}/KZ-75", guard, offset, sums))


def listen(live: Live, last_seen: str = "") -> AsyncIterator[bytes]:
    live.enter()
    return live.stream(last_seen)


def read(event: bytes) -> tuple[str, dict[str, Any]]:
    fields = dict(line.split(": ", 1) for line in event.decode().strip().split("\n"))
    assert fields["event"] == "figures"
    return fields["id"], json.loads(fields["data"])


async def test_a_listener_hears_the_figures_of_today_in_almaty_and_of_all_time() -> None:
    live = live_of()
    arrive(live, 40, 3)
    arrive(live, 100, 1, day="2026-02-01")
    stream = listen(live)
    assert await anext(stream) == b"retry: 3000\n\n"
    _, told = read(await anext(stream))
    assert told["today"] == "2026-03-11"
    assert (told["figures"]["day"]["received"], told["figures"]["all"]["received"]) == (40, 140)
    assert told["offsets"] == {"appeals.lifecycle.v1/0": 4}


async def test_small_numbers_are_not_told_to_the_public() -> None:
    live = live_of()
    arrive(live, 3, 3)
    stream = listen(live)
    await anext(stream)
    _, told = read(await anext(stream))
    assert (told["figures"]["day"]["received"], told["suppressed"]["day"]) == (None, True)


async def test_a_change_is_told_and_the_same_figures_are_not_told_twice() -> None:
    live = live_of()
    arrive(live, 40, 3)
    stream = listen(live)
    await anext(stream)
    first, _ = read(await anext(stream))
    loop = asyncio.create_task(live.keep_current())
    following = asyncio.ensure_future(anext(stream))
    await asyncio.wait([following], timeout=0.05)
    assert not following.done()
    arrive(live, 10, 9, guard=3)
    second, told = read(await following)
    assert (first != second, told["figures"]["day"]["received"]) == (True, 50)
    loop.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loop


async def test_who_has_the_last_event_hears_a_heartbeat_instead_of_it() -> None:
    live = live_of(heartbeat=0.01)
    arrive(live, 40, 3)
    stream = listen(live)
    await anext(stream)
    seen, _ = read(await anext(stream))
    again = listen(live, seen)
    await anext(again)
    assert await anext(again) == HEARTBEAT


async def test_one_listener_too_many_is_told_to_come_later_and_a_place_is_freed_when_one_leaves() -> None:
    live = live_of(clients=1)
    stream = listen(live)
    await anext(stream)
    with pytest.raises(Problem) as refused:
        live.enter()
    assert refused.value.status == 503
    await stream.aclose()  # type: ignore[attr-defined]  # an async generator
    live.enter()


async def test_a_stop_ends_every_stream_at_once() -> None:
    live = live_of()
    streams = [listen(live) for _ in range(3)]
    waiting = [asyncio.ensure_future(_drained(stream)) for stream in streams]
    await asyncio.wait(waiting, timeout=0.02)
    live.stop()
    await asyncio.wait_for(asyncio.gather(*waiting), 1.0)
    assert live.clients == 0


async def _drained(stream: AsyncIterator[bytes]) -> None:
    async for _ in stream:
        pass
