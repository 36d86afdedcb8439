"""One appeal as its applicant sees it, with each date explained."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from deploy.demo.ledger import ANSWERED, REDIRECTED, Entry, Ledger
from deploy.demo.window import Ticket, Window
from shared.workdays import ALMATY

WANTED = {REDIRECTED: 3, ANSWERED: 2, "appeal.prolonged": 2, "appeal.hearing_noticed": 1, "appeal.triaged": 1}
"""Events that make a history worth telling, with their weight."""


def telling_one(ledger: Ledger, window: Window) -> Ticket | None:
    """The applicant whose appeal went through most; the number decides between equals."""

    def worth(ticket: Ticket) -> tuple[int, int, str]:
        history: dict[int, Entry] = ledger.histories.get(ticket.appeal_id, {})
        kinds = {entry.type for entry in history.values()}
        return sum(WANTED.get(kind, 0) for kind in kinds), -len(history), ticket.number

    return max(window.tickets.values(), key=worth, default=None)


async def timeline(window: Window, ledger: Ledger, tongue: str) -> Iterator[Table | str]:
    """What `GET /v1/appeals/{number}` says to the applicant, as a table. Raises httpx errors."""
    ticket = telling_one(ledger, window)
    if ticket is None:
        return iter(())
    view = await window.look_up(ticket, tongue)
    table = Table(title=f"One appeal as its applicant sees it: {ticket.number}", title_justify="left")
    table.add_column("when")
    table.add_column("what, and why this date")
    for line in view["timeline"]:
        table.add_row(_when(line["at"]), "\n".join(_said(line)))
    standing = f"[bold]{escape(view['status_text'])}[/bold] {escape(view.get('answer_by_text', ''))}"
    return iter((table, standing))


def _said(line: dict[str, Any]) -> Iterator[str]:
    yield escape(line["text"])
    if explanation := line.get("explanation"):
        yield f"[cyan]{escape(explanation)}[/cyan]"
    if message := line.get("message"):
        yield f"[dim]{escape(message)}[/dim]"


def _when(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(ALMATY):%d.%m.%Y %H:%M}"
