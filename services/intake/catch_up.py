"""`python -m services.intake catch-up`: brings a restored database up to the log, so that no number is given twice.

The numbers in the log are the highest that anybody was told. Appeals that came after the backup are kept again from
their registration and their submission; what stands in the outbox and in the log as well is cleared; timelines are
folded again. Lost are the idempotency keys of the appeals between: a client's repeat would be a new appeal.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from services.intake.app import NAME, Core
from services.intake.form import AppealForm
from services.intake.handlers import TimelineHandlers
from services.intake.rules import canonical, talon_of
from services.intake.store import Filed, MongoStore
from services.intake.timeline import entry_of
from shared.contracts.envelope import Place, Raw, Received, Unreadable, decode, decode_fact
from shared.contracts.lifecycle import AppealRegistered
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import LIFECYCLE, NOTICES, SUBMITTED, Topic
from shared.kafka.broker import wait_for_topics
from shared.kafka.log import read_log
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import wait_for_mongo
from shared.operations.stopped import wait_until_stopped

BATCH = 500
FORM_FIELDS = frozenset(AppealForm.model_fields)
Take = Callable[[Sequence[Received[Any]]], Awaitable[None]]


@dataclass(slots=True)
class CaughtUp:
    """What was done."""

    highest: dict[str, int] = field(default_factory=dict)
    """The highest serial number in the log, by series."""
    missing: dict[str, AppealRegistered] = field(default_factory=dict)
    """Registrations of appeals that intake does not keep; at the end, those whose submission is gone."""
    restored: int = 0
    cleared: int = 0
    """Records that stood in the outbox though they are in the log."""

    def __str__(self) -> str:
        numbers = ", ".join(f"{series}-{serial:08d}" for series, serial in sorted(self.highest.items())) or "none"
        return (
            f"{self.restored} appeals kept again, {len(self.missing)} without a submission that is still kept;"
            f" {self.cleared} records of the outbox are in the log; highest numbers: {numbers}"
        )


async def catch_up(core: Core) -> CaughtUp:
    """Do it with the service stopped; a second run finds nothing to do.

    Raises ServiceRuns, KafkaNotReady, MongoNotReady, StoreUnavailable, NumberTaken, LogSilent, and Unreadable (a fact).
    """
    kafka, store = core.service.kafka, core.store
    await wait_for_topics(kafka, [LIFECYCLE.name])
    await wait_until_stopped(kafka, NAME)
    await wait_for_mongo(core.service.database, core.service.mongo.start_seconds)
    await store.ensure_indexes()
    work = _Work(store, core.desk.receiver, CaughtUp())
    try:
        await work.read_outbox()
        await _each(kafka, LIFECYCLE, work.facts)
        await work.lift_numbers()
        await _each(kafka, SUBMITTED, work.commands)
        await _each(kafka, NOTICES, work.notices)
        await store.outbox.clear(work.published)
    finally:
        core.service.database.client.close()
    return work.done


@dataclass(slots=True)
class _Work:
    store: MongoStore
    receiver: str
    done: CaughtUp
    waiting: dict[str, str] = field(default_factory=dict)
    """Owner by id of the records in the outbox."""
    published: dict[str, list[str]] = field(default_factory=dict)

    async def read_outbox(self) -> None:
        async for pending in self.store.outbox.leftovers(float("inf")):
            self.waiting |= {record.headers["ce_id"]: pending.owner for record in pending.records}

    async def facts(self, batch: Sequence[Received[Any]]) -> None:
        self._note_published(batch)
        ours = {
            r.event.appeal_id: r.event for r in batch if isinstance(r.event, AppealRegistered) and not r.event.parent
        }
        for fact in ours.values():
            series, _, serial = fact.number.rpartition("-")
            self.done.highest[series] = max(self.done.highest.get(series, 0), int(serial))
        kept = await self.store.appeals.existing(list(ours))
        self.done.missing |= {appeal_id: fact for appeal_id, fact in ours.items() if appeal_id not in kept}
        await TimelineHandlers(self.store.timelines).on_facts(batch)

    async def lift_numbers(self) -> None:
        """Before anything is kept, so that a run cut short leaves no number to be given twice."""
        for series, highest in self.done.highest.items():
            await self.store.numbers.lift(series, highest)

    async def commands(self, batch: Sequence[Received[Any]]) -> None:
        self._note_published(batch)
        told = [r.event for r in batch if isinstance(r.event, SubmitAppeal) and r.event.appeal_id in self.done.missing]
        filed = {c.appeal_id: restored(self.done.missing.pop(c.appeal_id), c, self.receiver) for c in told}
        await self.store.appeals.add_many(list(filed.values()))
        self.done.restored += len(filed)

    async def notices(self, batch: Sequence[Received[Any]]) -> None:
        await TimelineHandlers(self.store.timelines).on_facts(batch)

    def _note_published(self, batch: Sequence[Received[Any]]) -> None:
        for received in batch:
            owner = self.waiting.pop(received.event.event_id, None)
            if owner is not None:
                self.published.setdefault(owner, []).append(received.event.event_id)
                self.done.cleared += 1


def restored(fact: AppealRegistered, command: SubmitAppeal, receiver: str) -> Filed:
    """The appeal as it had been kept, but for the client's key; both records are in the log."""
    fields = form_of(command)
    return Filed(
        appeal_id=fact.appeal_id,
        number=fact.number,
        key=fact.appeal_id,
        fingerprint=hashlib.sha256(canonical(fields)).hexdigest(),
        form=fields,
        talon=talon_of(fact, receiver),
        opened=entry_of(fact),
    )


def form_of(command: SubmitAppeal) -> Mapping[str, Any]:
    """What the applicant had sent, as far as the command holds it."""
    told = command.model_dump(mode="json", exclude_none=True)
    dims = command.dims.model_dump(mode="json", exclude_none=True)
    fields = {name: value for name, value in {**dims, **told}.items() if name in FORM_FIELDS and value != []}
    return AppealForm.model_validate(fields).model_dump(mode="json", exclude_none=True)


async def _each(kafka: KafkaSettings, topic: Topic, take: Take) -> None:
    batch: list[Received[Any]] = []
    async for record in read_log(kafka, [topic]):
        received = _received(record, topic, kafka)
        if received is not None:
            batch.append(received)
        if len(batch) >= BATCH:
            await take(batch)
            batch.clear()
    if batch:
        await take(batch)


def _received(record: Any, topic: Topic, kafka: KafkaSettings) -> Received[Any] | None:
    """None for a command that cannot be read; the router has put it aside."""
    raw = Raw(record.key, record.value, record.headers)
    read = decode_fact if topic.role == "facts" else decode
    try:
        event = read(raw.headers, raw.key, raw.value, topic.types)
    except Unreadable:
        if topic.role == "facts":
            raise
        return None
    place = Place(kafka.space.bare(record.topic), record.partition, record.offset)
    return Received(event, place, datetime.fromtimestamp(record.timestamp / 1000, UTC), "", raw)
