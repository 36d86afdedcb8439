"""Facts of the lifecycle and commands of the centres, batch by batch: load, fold, save, return what to publish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.sla_monitor.metrics import ESCALATIONS, LIFECYCLE_GAPS
from services.sla_monitor.rules import Case, EscalationCommand, Refused, advance, handle, is_kept, missed, receipt
from services.sla_monitor.store import Cases, Memory, Sent, Sheet, retry_cause
from shared.contracts.envelope import Outgoing, Place, Received, UnknownFact, encode
from shared.contracts.event import Record
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import Escalation
from shared.contracts.topics import NATIJE_APPEALS, NATIJE_ESCALATIONS
from shared.kafka.marks import Confirmations
from shared.mongo.versioned import LostVersion

SERVICE = "sla_monitor"
ATTEMPTS = 3
Fact = LifecycleEvent | UnknownFact


@dataclass(frozen=True, slots=True)
class MonitorHandlers:
    """One loop over both topics: an appeal's facts and the commands about it change one document one after another."""

    cases: Cases
    confirmations: Confirmations
    simulated: bool = False
    """A command's time is its `ce_time`; otherwise its arrival at the broker."""

    async def on_batch(self, batch: Sequence[Received[Any]]) -> list[Outgoing]:
        """Fold the batch and return escalations and receipts; a redelivery sends unconfirmed ones again, nothing else.

        Raises LostVersion when other writers won three times.
        """
        inputs = [received for received in batch if _concerns_us(received.event)]
        for attempt in range(1, ATTEMPTS + 1):
            fold = _Fold(await self.cases.load({r.event.appeal_id for r in inputs}), self.confirmations)
            for received in inputs:
                self._take(fold, received)
            try:
                await self.cases.save(fold.changed)
            except LostVersion:
                if attempt == ATTEMPTS:
                    raise
            else:
                fold.count()
                return fold.outgoing
        return []

    def _take(self, fold: "_Fold", received: Received[Any]) -> None:
        event = received.event
        if isinstance(event, Fact):
            fold.fact(event, received.place)
        else:
            fold.command(event, received, self.simulated)


def _concerns_us(event: Record) -> bool:
    """Assignment by hand is the router's; historical appeals have no clock."""
    if isinstance(event, Fact):
        return is_kept(event)
    return isinstance(event, EscalationCommand)


class _Fold:
    """One attempt at a batch: sheets in memory, what changed, what is to be published."""

    def __init__(self, sheets: dict[str, Sheet], confirmations: Confirmations) -> None:
        self._sheets, self._changed, self._gaps = sheets, dict[str, Sheet](), 0
        self._events: list[Escalation] = []
        self.outgoing: list[Outgoing] = []
        for appeal_id, sheet in sheets.items():
            tail = unconfirmed(sheet, confirmations)
            self.outgoing += [sent.record for sent in tail]
            sheets[appeal_id] = replace(sheet, tail=tail)

    @property
    def changed(self) -> list[Sheet]:
        """What to write."""
        return list(self._changed.values())

    def fact(self, fact: Fact, place: Place) -> None:
        """A fact that is not newer than the case is a redelivery: its tail is in `outgoing` already."""
        sheet = self._sheets.get(fact.appeal_id)
        before = None if sheet is None else sheet.case
        if before is not None and fact.sequence <= before.sequence:
            return
        self._gaps += missed(before, fact)
        case, emitted = advance(before, fact)
        if case is not None:
            memory = Memory() if sheet is None else sheet.memory
            self._put(case, memory, place, announced(emitted))
            self._events += emitted

    def command(self, command: EscalationCommand, received: Received[Any], simulated: bool) -> None:
        """Decide a command that is new here; the receipt of one about an unknown appeal is not remembered."""
        sheet = self._sheets.get(command.appeal_id)
        if sheet is not None and _is_known(received, sheet.memory):
            return
        at = command.occurred_at if simulated else received.appended_at
        case = None if sheet is None else sheet.case
        outcome = handle(case, command, received.tenant, at)
        refused = outcome if isinstance(outcome, Refused) else None
        told = receipt(command, 0 if case is None else case.sequence, at, refused)
        records = [encode(told, NATIJE_APPEALS.of(received.tenant), SERVICE)]
        if not isinstance(outcome, Refused):
            case = outcome.case
            records = [*announced([outcome.event]), *records]
            self._events.append(outcome.event)
        if sheet is None or case is None:
            self.outgoing += records
        else:
            memory, cause = _remembering(received, sheet.memory)
            self._put(case, memory, cause, records)

    def _put(self, case: Case, memory: Memory, cause: Place, records: Iterable[Outgoing]) -> None:
        """Keep the changed sheet, with the new records in its tail."""
        former = self._sheets.get(case.appeal_id)
        version, tail = (0, ()) if former is None else (former.version, former.tail)
        new = tuple(Sent(cause, record) for record in records)
        sheet = Sheet(case, version, (*tail, *new), memory)
        self._sheets[case.appeal_id] = self._changed[case.appeal_id] = sheet
        self.outgoing += [sent.record for sent in new]

    def count(self) -> None:
        """Put the figures of a successful attempt into the metrics."""
        LIFECYCLE_GAPS.inc(self._gaps)
        count(self._events)


def _is_known(received: Received[Any], memory: Memory) -> bool:
    if received.retried:
        return memory.knows_retry(received.place)
    return memory.knows(received.place, received.event.event_id)


def _remembering(received: Received[Any], memory: Memory) -> tuple[Memory, Place]:
    """The memory once the command is decided, and what its records are said to come from."""
    if received.retried:
        return memory.with_retry(received.place), retry_cause(received.place)
    return memory.with_input(received.place, received.event.event_id), received.place


def unconfirmed(sheet: Sheet, confirmations: Confirmations) -> tuple[Sent, ...]:
    """The part of the tail that may not be in the log: whoever holds the sheet publishes it before anything newer."""
    return tuple(
        s for s in sheet.tail if not confirmations.is_confirmed(s.cause.topic, s.cause.partition, s.cause.offset)
    )


def announced(escalations: Iterable[Escalation]) -> list[Outgoing]:
    """The records for the topics of the centres."""
    return [encode(e, NATIJE_ESCALATIONS.of(e.centre), SERVICE) for e in escalations]


def count(escalations: Iterable[Escalation]) -> None:
    """Count by type and rung."""
    for event in escalations:
        ESCALATIONS.labels(event.type, event.rung).inc()
