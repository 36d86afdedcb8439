"""What a minister would ask, as tables: from the public HTTP APIs and the centres' topics, not from the simulator."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.demo.check import Checked
from deploy.demo.installation import Installation
from deploy.demo.ledger import RAISED, WITHDRAWN_ESCALATION, Ledger
from deploy.demo.settings import DemoSettings
from deploy.demo.timeline import timeline
from deploy.demo.window import Window
from shared.contracts.vocabulary import RungName
from shared.reference import Reference, load_reference

SHOWN_CENTRES, SHOWN_BODIES = 10, 7
HIDDEN = "·"
"""Stands for a figure under 5 that the public API does not tell."""
ACKNOWLEDGED = "escalation.acknowledged"
FIGURES: Mapping[str, str] = {
    "received": "received",
    "assigned": "given to a body (redirects again)",
    "triaged": "no body found: to a person",
    "redirected_out": "redirected",
    "redirected_late": "  of these after the 3rd working day",
    "prolonged": "prolonged",
    "answered": "answered",
    "answered_in_time": "  in time",
    "answered_late": "  late",
    "returned": "returned",
    "terminated": "terminated",
    "withdrawn": "withdrawn",
    "attached": "attached to an earlier case",
    "open": "open now",
    "open_overdue": "  of these overdue",
    "median_working_days": "median working days to answer",
}

COLUMNS: Mapping[str, str] = {
    RungName.UNTRIAGED: "untriaged",
    RungName.PING_PONG: "ping-pong",
    RungName.HEARING_NOTICE_DUE: "hearing",
    RungName.DUE_IN_ONE_WORKING_DAY: "1 day left",
    RungName.OVERDUE: "overdue",
    RungName.OVERDUE_THREE_WORKING_DAYS: "+3 days",
    RungName.OVERDUE_TEN_WORKING_DAYS: "+10 days",
    RungName.CRIME_SUSPECTED: "crime",
}
"""Escalations by reason, in columns."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything the summary is told from."""

    installation: Installation
    settings: DemoSettings
    window: Window
    checked: Checked


async def tell(console: Console, telling: Telling) -> None:
    """Print the summary. Raises httpx errors."""
    reference, ledger = load_reference(), telling.checked.ledger
    statistics = telling.installation.services["analytics"].url
    async with httpx.AsyncClient(base_url=statistics, timeout=30.0) as http:
        console.print(await _national(http, ledger))
        console.print(_rungs(ledger))
        console.print(_centres(ledger, reference, telling.settings))
        for part in await _worst(http, reference, telling.settings):
            console.print(part)
    for part in await timeline(telling.window, ledger, telling.settings.language):
        console.print(part, highlight=False)
    console.print(_addresses(telling.installation))
    for text in telling.checked.details():
        console.print(f"[red]{escape(text)}[/red]", highlight=False)
    colour = "green" if telling.checked.agrees else "red"
    console.print(f"[{colour}]{telling.checked.line()}[/{colour}]", highlight=False, soft_wrap=True)


async def _national(http: httpx.AsyncClient, ledger: Ledger) -> Table:
    """All time beside the months in which something happened."""
    months = sorted({f"{entry.at:%Y-%m}" for entry in ledger.facts()})
    periods = ["all", *months]
    told = [await _get(http, "/v1/stats/summary", period=period) for period in periods]
    table = Table(title="Appeals of the nation (simulated)", title_justify="left")
    table.add_column("")
    for period in periods:
        table.add_column("in all" if period == "all" else period, justify="right")
    for name, label in FIGURES.items():
        table.add_row(label, *(_shown(answer["figures"].get(name)) for answer in told))
    return table


def _rungs(ledger: Ledger) -> Table:
    table = Table(title="Escalations by reason", title_justify="left")
    for title in ("reason", "raised", "taken back", "acknowledged"):
        table.add_column(title, justify="left" if title == "reason" else "right")
    kinds = Counter((entry.data["rung"], entry.type) for entry in ledger.escalations.values())
    for rung in RungName:
        if raised := kinds[rung.value, RAISED]:
            back, seen = kinds[rung.value, WITHDRAWN_ESCALATION], kinds[rung.value, ACKNOWLEDGED]
            table.add_row(rung.value.replace("_", " "), str(raised), str(back), str(seen))
    return table


def _centres(ledger: Ledger, reference: Reference, settings: DemoSettings) -> Table:
    table = Table(title=f"Nätije centres with the most escalations (first {SHOWN_CENTRES})", title_justify="left")
    table.add_column("centre")
    for title in ("all", *COLUMNS.values()):
        table.add_column(title, justify="right")
    raised = [entry for (_, kind), entry in ledger.escalations.items() if kind == RAISED]
    totals = Counter(entry.data["centre"] for entry in raised)
    cells = Counter((entry.data["centre"], entry.data["rung"]) for entry in raised)
    for centre, n in totals.most_common(SHOWN_CENTRES):
        name = reference.centres[centre].names.in_language(settings.language)
        table.add_row(escape(name), str(n), *(str(cells[centre, rung] or "") for rung in COLUMNS))
    return table


async def _worst(http: httpx.AsyncClient, reference: Reference, settings: DemoSettings) -> Iterator[Table | str]:
    answer = await _get(http, "/v1/stats/ranking", period="all")
    table = Table(title="Bodies that answer late most often (simulated behaviour)", title_justify="left")
    for title in ("body", "answered", "late", "late share"):
        table.add_column(title, justify="left" if title == "body" else "right")
    for row in answer["ranked"][:SHOWN_BODIES]:
        share = HIDDEN if row["late_share"] is None else f"{row['late_share']:.0%}"
        name = reference.agencies[row["agency"]].names.in_language(settings.language)
        table.add_row(escape(name), _shown(row["n"]), _shown(row["answered_late"]), share)
    few = len(answer["not_ranked"])
    apart = f"{few} bodies with fewer than {answer['ranked_from']} answers stand apart: a share of few says little. "
    parts = (table,) if answer["ranked"] else ()
    return iter((*parts, f"[dim]{apart}{HIDDEN} hides figures under 5.[/dim]"))


async def _get(http: httpx.AsyncClient, path: str, **parameters: str) -> dict[str, Any]:
    answer = await http.get(path, params=parameters)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _shown(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}".replace(",", " ")


def _addresses(installation: Installation) -> Table:
    """Where everything answers."""
    services = installation.services
    table = Table(title="Addresses", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    table.add_row("file an appeal, look one up", f"{services['intake'].url}/v1/appeals")
    table.add_row("statistics", f"{services['analytics'].url}/v1/stats/summary?period=all")
    table.add_row("statistics, how to ask", f"{services['analytics'].url}/openapi.json")
    for service in services.values():
        table.add_row(service.name, f"{service.url}/health/progress")
    table.add_row("Kafka", installation.environment["KAFKA_BOOTSTRAP"])
    table.add_row("logs", str(installation.folder))
    return table
