"""A running dashboard for tests of its pages, and what a reader does with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
from playwright.async_api import Page

from shared.contracts.envelope import Outgoing
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS
from shared.kafka.settings import KafkaSettings
from tests.support.installation import Installation, caught_up
from tests.support.lifecycle_log import World, log_of, write

CENTRES = ("republic", "kz-75")
YEAR, MONTH = "2026", "2026-04"
PATHS = ("", "/formalism")
TONGUES = ("kk", "ru", "en")
PATIENCE_MS = 75_000


def histories() -> Sequence[Outgoing]:
    """Appeals of March to May 2026 in three regions, each with an akimat and two ministries."""
    records: list[Outgoing] = []
    for place, region in enumerate(("KZ-75", "KZ-71", "KZ-10"), start=1):
        bodies = (f"akimat-{region[3:]}", "mlsp", "moh")
        records += log_of(350, World((region,), bodies, CENTRES, date(2026, 3, 2), 60, seed=place))
    return records


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Where it answers, and the log that it counts."""

    installation: Installation
    url: str

    @property
    def kafka(self) -> KafkaSettings:
        """Its Kafka."""
        return self.installation.kafka

    async def caught_up(self) -> None:
        """Wait until all that is in the log was counted."""
        await caught_up(self.installation, "analytics", (LIFECYCLE, NATIJE_ESCALATIONS), 60)

    async def more(self, seed: int) -> None:
        """A hundred new histories."""
        await write(
            self.kafka, log_of(100, World(("KZ-75",), ("moh", "mlsp"), CENTRES, date(2026, 3, 2), 30, seed=seed))
        )

    async def get(self, path: str, **parameters: str) -> httpx.Response:
        """What the API says."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as http:
            return (await http.get(path, params=parameters)).raise_for_status()

    async def figures(self, **parameters: str) -> dict[str, Any]:
        """The figures of a slice."""
        found: dict[str, Any] = (await self.get("/v1/stats/summary", **parameters)).json()["figures"]
        return found

    async def open(self, page: Page, path: str) -> None:
        """Go to a page and wait until its figures are shown."""
        await page.goto(self.url + path)
        await shown(page)


async def shown(page: Page) -> None:
    """Wait until the figures of the present address are shown."""
    await page.wait_for_selector("body[data-shown]:not([aria-busy])", timeout=PATIENCE_MS)


async def number(page: Page, selector: str) -> int:
    """The number that an element shows in the format of its language."""
    return int("".join(c for c in await page.inner_text(selector) if c.isdigit()))
