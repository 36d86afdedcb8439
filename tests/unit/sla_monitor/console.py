"""A console without Kafka and browser, for unit tests: one app, two centres, a `send` that remembers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from services.sla_monitor.rules import expire
from services.sla_monitor.rules.escalations import acknowledged, resolved, withdrawn
from services.sla_monitor.web.access import Tokens, create_token
from services.sla_monitor.web.acting import Acting
from services.sla_monitor.web.feed import Feeds
from services.sla_monitor.web.routes import Desk, install
from shared.contracts.natije import (
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    EscalationWithdrawn,
)
from tests.support.sla_store import Outbox
from tests.unit.sla_monitor.builders import OVERDUE_10, appeal, assigned, case_after, registered

HOST = "http://console"
OWN = {"origin": HOST}
ACT = OWN | {"x-console": "1"}
KEY = "018f2b1c-0000-4000-8000-00000000000a"


def climbed(number: int = 1, agency: str = "akimat-75") -> list[EscalationRaised]:
    """The whole ladder of the `number`-th appeal, in the order of raising."""
    one = appeal(number)
    case = case_after(registered(one), assigned(2, registered().occurred_at, one, agency=agency))
    return [event for event in expire(case, OVERDUE_10)[1] if isinstance(event, EscalationRaised)]


def seen(raised: EscalationRaised, by: str | None = "an-07", cause: str = KEY) -> EscalationAcknowledged:
    """Acknowledged at once."""
    return acknowledged(raised, raised.occurred_at, cause, by)


def done(raised: EscalationRaised) -> EscalationResolved:
    """Resolved at once."""
    return resolved(raised, raised.occurred_at, KEY)


def taken_back(raised: EscalationRaised) -> EscalationWithdrawn:
    """Withdrawn at once."""
    return withdrawn(raised, raised.occurred_at, 3, None)


@dataclass
class Site:
    """The app with what it stands on. `tokens` by centre."""

    app: FastAPI
    desk: Desk
    outbox: Outbox
    tokens: dict[str, str]
    _offsets: dict[str, int] = field(default_factory=dict)

    def tell(self, *events: Any, centre: str = "kz-75") -> None:
        """Fold events into a centre's board, as the follower does."""
        feed = self.desk.feeds.of(centre)
        feed.complete.set()
        for event in events:
            change = feed.board.apply(feed.board.next, event)
            if change is not None:
                feed.changed(change)

    @asynccontextmanager
    async def visitor(self, centre: str | None = None, by: str = "") -> AsyncIterator[httpx.AsyncClient]:
        """A browser's client, signed in where a centre is named."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, headers={"accept-language": "en"}) as client:
            if centre is not None:
                form = {"token": self.tokens[centre], "by": by}
                assert (await client.post("/console/login", data=form, headers=OWN)).status_code == 303
            yield client


def site(folder: Path, now: datetime = OVERDUE_10) -> Site:
    """A console of kz-75 and the republic at the instant `now`."""
    file = folder / "tokens.json"
    tokens = {centre: create_token(file, centre) for centre in ("kz-75", "republic")}
    outbox = Outbox()
    desk = Desk(Tokens(file), Feeds(lambda: now, heartbeat=0.05), Acting(outbox.send, lambda: now))
    app = FastAPI()
    install(app, desk)
    return Site(app, desk, outbox, tokens)
