"""Is the summary true? Compares the statistics, the recount and every 202 with the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.demo.installation import Installation
from deploy.demo.ledger import Ledger, differing, doubled, figures, lost
from deploy.demo.ledger_reading import read_ledger
from deploy.demo.window import Window

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """The ledger and what disagrees with it, in words."""

    ledger: Ledger
    lost: list[str]
    doubled: list[str]
    differing: list[str]

    @property
    def agrees(self) -> bool:
        """True when nothing is wrong."""
        return not (self.lost or self.doubled or self.differing)

    def line(self) -> str:
        """The verdict in one line."""
        events = sum(map(len, self.ledger.histories.values()))
        verdict = f"{len(self.differing)} statistics differ" if self.differing else "statistics agree"
        repeats = f" (harmless repeats: {self.ledger.repeats})" if self.ledger.repeats else ""
        return (
            f"ledger: {len(self.ledger.histories)} appeals, {events} events, {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled{repeats}, {verdict}"
        )

    def details(self) -> list[str]:
        """The first disagreements of each sort."""
        return [*self.lost[:SHOWN], *self.doubled[:SHOWN], *self.differing[:SHOWN]]


async def check(installation: Installation, window: Window) -> Checked:
    """Read the logs, ask the statistics for exact figures, and run the recount. Raises httpx errors and DemoError."""
    ledger = await read_ledger(installation.kafka)
    accepted = [ticket.appeal_id for ticket in window.tickets.values()]
    wrong = differing(figures(ledger), (await exact(installation, "summary"))["figures"])
    for row in (await exact(installation, "breakdown", by="agency"))["rows"]:
        wrong += differing(figures(ledger, row["agency"]), _held(row), row["agency"])
    recounted = installation.json_command("services.analytics", "recount", "--json")
    if not recounted["agrees"]:
        wrong += ["the recount differs", *recounted["differences"]]
    return Checked(ledger, lost(ledger, accepted), doubled(ledger), wrong)


def _held(row: Mapping[str, Any]) -> dict[str, int | None]:
    """What a body answers for; the rest has no holder or follows its appeal to the next one."""
    names = ("answered", "answered_in_time", "answered_late", "assigned", "redirected_out", "returned", "terminated")
    told: Mapping[str, int | None] = row["figures"]
    return {name: told[name] for name in names if name in told}


async def exact(installation: Installation, what: str, **parameters: str) -> dict[str, Any]:
    """An answer of the statistics API for operators: nothing suppressed. Raises httpx errors."""
    async with httpx.AsyncClient(timeout=30.0) as http:
        answer = await http.get(
            f"{installation.services['analytics'].url}/v1/stats/{what}",
            params={"period": "all", "exact": "true", **parameters},
            headers={"X-Operator-Token": installation.token},
        )
        found: dict[str, Any] = answer.raise_for_status().json()
        return found
