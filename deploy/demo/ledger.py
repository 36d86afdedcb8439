"""Counts again what the logs hold, with eyes of its own: no model, no database and no counting code of a service.

Reads the lifecycle, the agencies' topics and the escalations from the first record, keeps each fact once, and says what
is lost, what is doubled and where statistics differ. The demo and the end-to-end tests check the platform with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from shared.contracts.envelope import Headers, context
from shared.workdays import civil_day

REGISTERED, ASSIGNED, TRIAGED = "appeal.registered", "appeal.assigned", "appeal.triaged"
ANSWERED, REDIRECTED = "appeal.answered", "appeal.redirected"
DELIVERED = "agency.appeal_delivered"
RAISED, WITHDRAWN_ESCALATION = "escalation.raised", "escalation.withdrawn"
CLOSING = frozenset({ANSWERED, "appeal.returned", "appeal.terminated", "appeal.withdrawn", "appeal.attached"})
PLAIN = {
    "appeal.triaged": "triaged",
    "appeal.accepted": "accepted",
    "appeal.prolonged": "prolonged",
    "appeal.hearing_noticed": "hearing_noticed",
    "appeal.ping_pong": "ping_pong",
    "appeal.crime_suspected": "crime_suspected",
    "appeal.returned": "returned",
    "appeal.terminated": "terminated",
    "appeal.withdrawn": "withdrawn",
    "appeal.attached": "attached",
}
TAKEN_OVER = "taken_over"
"""Rule of an assignment made in another system: what had ended there is delivered to nobody."""


class Entry(NamedTuple):
    """A record as it stands in a log. `at` is its `ce_time`, aware."""

    appeal_id: str
    sequence: int
    """0 where the record has none."""
    event_id: str
    type: str
    cause: str | None
    at: datetime
    data: Mapping[str, Any]


def read_entry(headers: Headers, value: bytes | None) -> Entry:
    """Take a CloudEvent apart. Raises Unreadable and orjson.JSONDecodeError."""
    found = context(headers)
    return Entry(
        found["ce_subject"],
        int(found.get("ce_sequence", 0)),
        found["ce_id"],
        found["ce_type"],
        found.get("ce_causationid"),
        datetime.fromisoformat(found["ce_time"]),
        orjson.loads(value or b"{}"),
    )


@dataclass(slots=True)
class Ledger:
    """Everything in the logs, each fact once."""

    histories: dict[str, dict[int, Entry]] = field(default_factory=dict)
    """Facts by appeal and sequence."""
    deliveries: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """(agency, event id) of what was delivered, by the id of the assignment that caused it."""
    escalations: dict[tuple[str, str], Entry] = field(default_factory=dict)
    """By escalation id and type."""
    records: int = 0
    repeats: int = 0
    """Records that stand in the log twice with the same id and the same content: allowed, readers drop them."""
    conflicts: list[str] = field(default_factory=list)
    """Records that claim the same place and are not the same."""

    def add_fact(self, entry: Entry) -> None:
        """A record of the lifecycle."""
        self.records += 1
        known = self.histories.setdefault(entry.appeal_id, {}).setdefault(entry.sequence, entry)
        self._repeated(known, entry, f"appeal {entry.appeal_id} sequence {entry.sequence}")

    def add_delivery(self, agency: str, entry: Entry) -> None:
        """A record of an agency's topic; receipts and recalls are passed over."""
        self.records += 1
        if entry.type == DELIVERED:
            copies = self.deliveries.setdefault(entry.cause or "", set())
            self.repeats += (agency, entry.event_id) in copies
            copies.add((agency, entry.event_id))

    def add_escalation(self, entry: Entry) -> None:
        """A record of a centre's escalations."""
        self.records += 1
        place = (entry.data["escalation_id"], entry.type)
        known = self.escalations.setdefault(place, entry)
        self._repeated(known, entry, f"{entry.type} {place[0]}")

    def facts(self) -> Iterator[Entry]:
        """All facts, in order per appeal."""
        for history in self.histories.values():
            for sequence in sorted(history):
                yield history[sequence]

    def _repeated(self, known: Entry, entry: Entry, place: str) -> None:
        if known is entry:
            return
        if (known.event_id, known.type, known.data) == (entry.event_id, entry.type, entry.data):
            self.repeats += 1
        else:
            self.conflicts.append(f"{place}: {known.type} {known.event_id} and {entry.type} {entry.event_id}")


def lost(ledger: Ledger, accepted: Iterable[str] = ()) -> list[str]:
    """What should be there and is not. `accepted` are ids of appeals that were answered with 202."""
    found = [f"appeal {appeal}: accepted, but not in the log" for appeal in accepted if appeal not in ledger.histories]
    for appeal, history in ledger.histories.items():
        missing = sorted(set(range(1, max(history) + 1)) - set(history))
        if missing:
            found.append(f"appeal {appeal}: sequence has gaps at {missing[:5]}")
        elif len(history) == 1:
            found.append(f"appeal {appeal}: registered, but no case was opened")
        found += (
            f"appeal {appeal}: {entry.data['agency']} never got assignment {entry.sequence}"
            for entry in history.values()
            if entry.type == ASSIGNED and not _delivered_to(ledger, entry) and entry.data["rule"] != TAKEN_OVER
        )
    return found


def doubled(ledger: Ledger) -> list[str]:
    """What is there more often than once, or twice with different content."""
    found = list(ledger.conflicts)
    for appeal, history in ledger.histories.items():
        kinds = Counter(entry.type for entry in history.values())
        if kinds[REGISTERED] != 1 or history[min(history)].type != REGISTERED:
            found.append(f"appeal {appeal}: {kinds[REGISTERED]} registrations, the first record is not the only one")
        if sum(kinds[kind] for kind in CLOSING) > 1:
            found.append(f"appeal {appeal}: ended more than once")
        found += (
            f"appeal {appeal}: assignment {entry.sequence} was delivered as {len(copies)} different records"
            for entry in history.values()
            if entry.type == ASSIGNED and len(copies := ledger.deliveries.get(entry.event_id, set())) > 1
        )
    numbers = Counter(entry.data["number"] for entry in ledger.facts() if entry.type == REGISTERED)
    return found + [f"number {number} was given {n} times" for number, n in numbers.items() if n > 1]


def _delivered_to(ledger: Ledger, assignment: Entry) -> bool:
    agencies = {agency for agency, _ in ledger.deliveries.get(assignment.event_id, ())}
    return assignment.data["agency"] in agencies


def figures(ledger: Ledger, agency: str | None = None) -> dict[str, int]:
    """National figures by the names that the statistics use, or those that one body answers for.

    Whether an answer was in time is judged anew: its civil day (Asia/Almaty) against the last due date before it.
    """
    total: Counter[str] = Counter()
    for history in ledger.histories.values():
        due: date | None = None
        for sequence in sorted(history):
            entry = history[sequence]
            if (deadlines := entry.data.get("deadlines")) is not None:
                due = date.fromisoformat(deadlines["answer_by"])
            if agency is None or _whose(entry) == agency:
                total.update(_measures(entry, due))
    total.update(_overdue(ledger, agency))
    if agency is None:
        total["open"] = total["received"] - total["closed"]
    return dict(total)


def _whose(entry: Entry) -> str | None:
    holder: str | None = entry.data.get("from_agency") or entry.data["dims"].get("agency")
    return None if entry.type == REGISTERED else holder


def _measures(entry: Entry, due: date | None) -> Iterator[str]:
    match entry.type:
        case "appeal.registered":
            yield "received"
        case "appeal.assigned":
            yield "assigned"
            if entry.data["rule"] == "redirect":
                yield "redirected_in"
        case "appeal.redirected":
            yield "redirected_out"
        case "appeal.answered":
            yield "answered"
            is_late = not entry.data["in_time"] if due is None else civil_day(entry.at) > due
            yield "answered_late" if is_late else "answered_in_time"
        case _:
            if entry.type in PLAIN:
                yield PLAIN[entry.type]
    if entry.type in CLOSING:
        yield "closed"


def _overdue(ledger: Ledger, agency: str | None) -> dict[str, int]:
    """Appeals whose term ran out, and of these the ones still open with nothing decided."""
    standing = [
        entry
        for (identity, kind), entry in ledger.escalations.items()
        if kind == RAISED
        and entry.data["rung"] == "overdue"
        and (identity, WITHDRAWN_ESCALATION) not in ledger.escalations
    ]
    ours = [entry for entry in standing if agency is None or entry.data["dims"].get("agency") == agency]
    open_ones = {entry.appeal_id for entry in ours if _still_runs(ledger, entry)}
    return {"overdue_standing": len(ours), "open_overdue": len(open_ones)}


def _still_runs(ledger: Ledger, raised: Entry) -> bool:
    """The appeal is open, and no later fact gave it the term of another body."""
    later = (
        entry
        for sequence, entry in ledger.histories.get(raised.appeal_id, {}).items()
        if sequence > raised.data["clock_sequence"]
    )
    return not any(entry.type in CLOSING or entry.type == REDIRECTED for entry in later)


def differing(counted: Mapping[str, int], told: Mapping[str, int | None], whose: str = "national") -> list[str]:
    """Figures that the statistics tell otherwise than the ledger counts; names they do not tell are passed over."""
    told = dict(told)
    if "overdue" in told:
        told["overdue_standing"] = (told["overdue"] or 0) - (told.get("overdue_withdrawn") or 0)
    return [
        f"{whose} {name}: the ledger counts {counted.get(name, 0)}, the statistics say {told[name]}"
        for name in sorted(NAMES)
        if name in told and told[name] != counted.get(name, 0)
    ]


NAMES = frozenset(
    {"received", "assigned", "redirected_in", "redirected_out", "answered", "answered_in_time", "answered_late"}
    | {"closed", "open", "overdue_standing", "open_overdue", *PLAIN.values()}
)


def disagreements(
    ledger: Ledger, accepted: Iterable[str] = (), told: Mapping[str, int | None] | None = None
) -> list[str]:
    """Everything that is wrong, in words; empty when nothing is lost or doubled and the exact figures `told` agree."""
    return [*lost(ledger, accepted), *doubled(ledger), *(differing(figures(ledger), told) if told is not None else [])]
