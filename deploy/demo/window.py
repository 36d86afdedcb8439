"""The applicants' side of HTTP: file, withdraw, look up; remembers the secrets that the 202 answers gave."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from deploy.demo.citizens import Filing

AT_ONCE = 6
CONFLICT = httpx.codes.CONFLICT


class NotAcceptedError(RuntimeError):
    """intake answered an appeal with something else than 202; refusing one is forbidden by law (Art. 64(1))."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an applicant holds in his hand."""

    appeal_id: str
    number: str
    secret: str


@dataclass(slots=True)
class Window:
    """A window of intake at `url`."""

    http: httpx.AsyncClient
    url: str
    tickets: dict[str, Ticket] = field(default_factory=dict)
    """By number."""
    regrets: list[tuple[datetime, Ticket]] = field(default_factory=list)
    """Who will withdraw, and from what instant on."""
    withdrawn: int = 0

    async def file(self, filings: Sequence[Filing], now: datetime) -> None:
        """File all, a few at a time. Raises NotAcceptedError."""
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._file(filing, now, gate) for filing in filings))

    async def withdraw_due(self, now: datetime) -> None:
        """Withdraw for those whose mind has changed by `now`; one that is answered already stays as it is."""
        due = [ticket for at, ticket in self.regrets if at <= now]
        self.regrets = [(at, ticket) for at, ticket in self.regrets if at > now]
        for ticket in due:
            answer = await self.http.post(
                f"{self._address(ticket.number)}/withdrawal",
                headers={"X-Appeal-Secret": ticket.secret},
                json={"reason": "Вопрос решён"},
            )
            if answer.status_code == httpx.codes.ACCEPTED:
                self.withdrawn += 1
            elif answer.status_code != CONFLICT:
                raise NotAcceptedError(f"withdrawal of {ticket.number}: {answer.status_code} {answer.text[:300]}")

    async def look_up(self, ticket: Ticket, tongue: str = "ru") -> dict[str, Any]:
        """Status and timeline as the applicant sees them. Raises httpx errors."""
        headers = {"X-Appeal-Secret": ticket.secret, "Accept-Language": tongue}
        answer = await self.http.get(self._address(ticket.number), headers=headers)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def _address(self, number: str) -> str:
        return f"{self.url}/v1/appeals/{quote(number, safe='')}"

    async def _file(self, filing: Filing, now: datetime, gate: asyncio.Semaphore) -> None:
        async with gate:
            answer = await self.http.post(
                f"{self.url}/v1/appeals", json=filing.body, headers={"Idempotency-Key": filing.key}
            )
        if answer.status_code != httpx.codes.ACCEPTED:
            raise NotAcceptedError(f"{filing.key}: {answer.status_code} {answer.text[:300]}")
        given = answer.json()
        ticket = Ticket(given["appeal_id"], given["number"], given["secret"])
        self.tickets[ticket.number] = ticket
        if filing.changes_mind_after is not None:
            self.regrets.append((now + filing.changes_mind_after, ticket))
