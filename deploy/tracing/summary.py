"""What the facts of an appeal come to: its number, who has it, and the legal deadline. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

CONSIDERATION = "consideration"


@dataclass(frozen=True, slots=True)
class Summary:
    """Dates are civil days of Asia/Almaty in ISO form; None where no term runs or ran."""

    number: str = ""
    kind: str = ""
    region: str | None = None
    registered_on: str = ""
    holder: str | None = None
    """Code of the body that has it, or had it at the end."""
    answer_by: str | None = None
    redirect_by: str | None = None
    article: str | None = None
    """Of the Code, that sets `answer_by`."""
    term: str | None = None
    """As `15 working_days from 2026-11-24`."""
    in_time: bool | None = None
    """Of an ended consideration; None while it goes on."""


def summary_of(facts: Iterable[Mapping[str, Any]]) -> Summary:
    """Fold the data of the lifecycle's records, in the order of their sequence."""
    found = Summary()
    for data in facts:
        dims = data.get("dims") or {}
        found = replace(
            found,
            number=data.get("number", found.number),
            kind=dims.get("kind", found.kind),
            region=dims.get("region", found.region),
            registered_on=dims.get("registered_on", found.registered_on),
            holder=dims.get("agency") or found.holder,
            # closing facts alone say how many working days the consideration took
            in_time=data["in_time"] if "working_days" in data else found.in_time,
        )
        found = _dated(found, data.get("deadlines") or {})
    return found


def _dated(found: Summary, deadlines: Mapping[str, Any]) -> Summary:
    if not deadlines:
        return found
    derived: Mapping[str, Any] = next((c["derivation"] for c in deadlines["clocks"] if c["name"] == CONSIDERATION), {})
    term = f"{derived['term']} {derived['unit']} from {derived['start']}" if derived else None
    return replace(
        found,
        answer_by=deadlines["answer_by"],
        redirect_by=deadlines["redirect_by"],
        article=derived.get("article"),
        term=term,
    )
