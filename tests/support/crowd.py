"""Citizens who post at a steady rate whatever happens to the service, and remember every answer they got."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.all_services import Citizens, appeal

PATIENCE_SECONDS = 90.0
AGAIN_SECONDS = 0.2
AT_ONCE = 64
"""Requests in the air; while nobody answers, the others wait their turn as in a browser."""


@dataclass(slots=True)
class Crowd:
    """One client; each appeal is posted at its own moment and again with its key until it has its 202."""

    url: str
    prefix: str = "crowd"
    patience: float = PATIENCE_SECONDS
    """Seconds until an appeal without a 202 is a failure."""
    accepted: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Answers by idempotency key."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Attempts that got no 202, by status or class of the transport's error."""
    waits: list[float] = field(default_factory=list)
    """Seconds from an appeal's first attempt to its 202."""
    accepted_at: list[float] = field(default_factory=list)
    """time.monotonic() of every 202."""
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def post(self, forms: Iterable[dict[str, Any]], per_second: float) -> float:
        """Post all, the first now, the next 1/`per_second` later; returns appeals per second from first to last 202.

        `forms` is asked for the next one when that is due, so it may go on until something has happened.
        """
        began, first = time.monotonic(), len(self.accepted)
        async with httpx.AsyncClient(timeout=10) as http, asyncio.TaskGroup() as posting:
            for number, form in enumerate(forms):
                posting.create_task(self._until_accepted(http, f"{self.prefix}-{first + number}", form))
                await asyncio.sleep(max(0.0, began + (number + 1) / per_second - time.monotonic()))
        return (len(self.accepted) - first) / (max(self.accepted_at) - began)

    async def _until_accepted(self, http: httpx.AsyncClient, key: str, form: dict[str, Any]) -> None:
        began = time.monotonic()
        async with self._turns:
            while refusal := await self._attempt(http, key, form):
                self.refusals[refusal] += 1
                waited = time.monotonic() - began
                assert waited < self.patience, f"no 202 for {key}, the last answer was {refusal}"
                await asyncio.sleep(AGAIN_SECONDS)
        self.accepted_at.append(time.monotonic())
        self.waits.append(self.accepted_at[-1] - began)

    async def _attempt(self, http: httpx.AsyncClient, key: str, form: dict[str, Any]) -> str:
        """Empty when it was accepted, else how it was refused."""
        try:
            answer = await http.post(f"{self.url}/v1/appeals", json=form, headers={"Idempotency-Key": key})
        except httpx.TransportError as error:
            return type(error).__name__
        if answer.status_code != httpx.codes.ACCEPTED:
            assert answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR, answer.text
            hint = "" if "retry-after" in answer.headers else " without retry-after"
            return f"{answer.status_code}{hint}"
        self.accepted[key] = answer.json()
        return ""

    async def has_posted(self, count: int) -> bool:
        """Whether so many have their 202."""
        return len(self.accepted) >= count

    def citizens(self, *others: "Crowd") -> Citizens:
        """All that was promised, as the ledgers' comparison reads it."""
        promised = dict(self.accepted)
        for other in others:
            promised |= other.accepted
        return Citizens("", accepted=promised)

    def longest_silence(self) -> float:
        """Seconds of the longest time without any 202 while appeals were posted."""
        moments = sorted(self.accepted_at)
        return max((later - one for one, later in itertools.pairwise(moments)), default=0.0)


def forms_until(
    is_over: Callable[[], bool], at_least: int, form: Callable[[int], dict[str, Any]] = appeal
) -> Iterator[dict[str, Any]]:
    """Forms until something is over, and so many at least."""
    for number in itertools.count():
        if number >= at_least and is_over():
            return
        yield form(number)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
