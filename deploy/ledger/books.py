"""Logs against databases: pure comparison, in words that name appeals by id and number alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from deploy.demo.ledger import ASSIGNED, RAISED, REGISTERED, Entry, Ledger, doubled, lost
from deploy.ledger.stores import Stores


@dataclass(slots=True)
class Logs:
    """The logs up to the last ends, and how far they were settled when the databases were read."""

    ledger: Ledger = field(default_factory=Ledger)
    settled: dict[str, int] = field(default_factory=dict)
    """Highest sequence by appeal that every service had committed past before the databases were read."""
    submitted: set[str] = field(default_factory=set)
    """Appeals with an `appeal.submit` that is still kept."""
    kept_since: dict[str, datetime] = field(default_factory=dict)
    """Of bodies whose topic has lost its beginning: the time of the first record that is left."""


def disagreements(logs: Logs, stores: Stores) -> list[str]:
    """Everything that is wrong; empty when logs and databases tell one story."""
    return [
        *_within_the_logs(logs),
        *_intake(logs, stores),
        *_router(logs, stores),
        *_readers(logs, stores),
        *_escalations(logs.ledger),
    ]


def _within_the_logs(logs: Logs) -> Iterator[str]:
    """Gaps, doubles, and deliveries: of what is settled, since the rest may be on its way."""
    ledger = logs.ledger
    whole = Ledger(
        {key: _upto(history, logs.settled[key]) for key, history in ledger.histories.items() if key in logs.settled},
        ledger.deliveries,
    )
    for history in whole.histories.values():
        for sequence, entry in list(history.items()):
            if entry.type == ASSIGNED and entry.at < logs.kept_since.get(entry.data["agency"], entry.at):
                history[sequence] = entry._replace(type="assigned before what is kept")
    yield from lost(whole)
    yield from doubled(ledger)
    assignments = {entry.event_id for entry in ledger.facts() if entry.type == ASSIGNED}
    for cause, copies in ledger.deliveries.items():
        if cause not in assignments:
            yield f"{', '.join(sorted({agency for agency, _ in copies}))}: delivery without assignment {cause or '-'}"


def _upto(history: Mapping[int, Entry], last: int) -> dict[int, Entry]:
    return {sequence: entry for sequence, entry in history.items() if sequence <= last}


def _intake(logs: Logs, stores: Stores) -> Iterator[str]:
    for appeal, first in _registrations(logs):
        if appeal not in logs.submitted and appeal not in stores.cases and appeal not in stores.waiting:
            yield f"appeal {appeal}: registered, but never submitted to the router"
        if first.data.get("parent") is None and appeal not in stores.filed:
            yield f"appeal {appeal}: registered, but intake does not know it"
        elif stores.filed.get(appeal, first.data["number"]) != first.data["number"]:
            yield f"appeal {appeal}: {first.data['number']} in the log, {stores.filed[appeal]} at intake"
    for appeal, number in stores.filed.items():
        if appeal not in logs.ledger.histories and appeal not in stores.waiting:
            yield f"appeal {appeal}: {number} given by intake, but neither in the log nor in the outbox"
    for series, highest in highest_numbers(entry for _, entry in _registrations(logs)).items():
        if stores.given.get(series, 0) < highest:
            yield f"series {series}: {highest} is in the log, but intake would give {stores.given.get(series, 0) + 1}"


def _registrations(logs: Logs) -> Iterator[tuple[str, Entry]]:
    for appeal in logs.settled:
        first = logs.ledger.histories[appeal].get(1)
        if first is not None and first.type == REGISTERED:
            yield appeal, first


def highest_numbers(registrations: Iterable[Entry]) -> dict[str, int]:
    """The highest serial number by series; numbers of parts (`…/1`) are their parents'."""
    found: dict[str, int] = {}
    for entry in registrations:
        series, _, serial = entry.data["number"].partition("/")[0].rpartition("-")
        found[series] = max(found.get(series, 0), int(serial))
    return found


def _router(logs: Logs, stores: Stores) -> Iterator[str]:
    for appeal, case in stores.cases.items():
        history = logs.ledger.histories.get(appeal)
        last = max(history) if history else 0
        if case.sequence > last:
            yield f"appeal {appeal}: the router is at {case.sequence}, ahead of the log at {last}"
        elif case.sequence < logs.settled.get(appeal, 0):
            yield f"appeal {appeal}: the router is at {case.sequence}, behind the log at {logs.settled[appeal]}"
    yield from (
        f"appeal {appeal}: the log is at {last}, but the router has no case"
        for appeal, last in logs.settled.items()
        if appeal not in stores.cases and last > 1
    )


def _readers(logs: Logs, stores: Stores) -> Iterator[str]:
    for appeal, settled in logs.settled.items():
        history = logs.ledger.histories[appeal]
        is_historical = any(entry.data["dims"].get("historical") for entry in history.values())
        if not is_historical and appeal not in stores.clocks:
            yield f"appeal {appeal}: no clocks at the SLA monitor"
        elif not is_historical and not settled <= stores.clocks[appeal] <= max(history):
            yield f"appeal {appeal}: the SLA monitor is at {stores.clocks[appeal]}, the log at {settled}"
        if not settled <= stores.counted.get(appeal, 0) <= max(history):
            yield f"appeal {appeal}: the statistics are at {stores.counted.get(appeal, 0)}, the log at {settled}"


def _escalations(ledger: Ledger) -> Iterator[str]:
    for (identity, kind), entry in ledger.escalations.items():
        if kind != RAISED:
            if (identity, RAISED) not in ledger.escalations:
                yield f"escalation {identity}: {kind}, but never raised"
            continue
        cause = ledger.histories.get(entry.appeal_id, {}).get(entry.data["clock_sequence"])
        if cause is None or (entry.data["clock"], entry.data["rung"], entry.at) not in set(_rungs(cause)):
            yield f"escalation {identity}: no fact of appeal {entry.appeal_id} set the rung {entry.data['rung']}"


def _rungs(entry: Entry) -> Iterator[tuple[str, str, datetime]]:
    """Clock, rung and instant of all that a fact starts."""
    data = entry.data
    clocks = [*(data.get("deadlines") or {}).get("clocks", ()), *data.get("starts", ())]
    for clock in [*clocks, *([data["clock"]] if data.get("clock") else [])]:
        for rung in clock["rungs"]:
            yield clock["name"], rung["name"], datetime.fromisoformat(rung["at"])
