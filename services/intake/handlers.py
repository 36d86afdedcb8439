"""Use cases of intake: register, look up, withdraw, repair, ask; and the projection that follows the log."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import uuid6

from services.intake.access import Secrets
from services.intake.form import AppealForm
from services.intake.metrics import GAPS, REGISTERED, REPEATED
from services.intake.number_blocks import NumberBlocks
from services.intake.repairs import is_defective, last_notice, repair, repair_id
from services.intake.requests import Asked, RequestKind, is_open_to, request, request_id
from services.intake.rules import (
    Desk,
    Filing,
    Registered,
    Trace,
    canonical,
    number_of,
    received,
    register,
    series_of,
    withdrawal,
)
from services.intake.store import Appeals, Filed, LostVersion, Timelines
from services.intake.timeline import Timeline, begun, fold, standing
from shared.clock import Now
from shared.contracts.envelope import Outgoing, Received
from shared.contracts.event import SequencedEvent
from shared.mongo.outbox import Pending

ATTEMPTS = 3


class Denied(Enum):
    """Why a request was lawfully not granted."""

    UNKNOWN_NUMBER = auto()
    WRONG_SECRET = auto()
    ALREADY_CLOSED = auto()
    KEY_REUSED = auto()
    CLOSED_TO_REPAIR = auto()
    NOTHING_TO_REPAIR = auto()
    CLOSED_TO_JOINING = auto()
    NO_FILE = auto()
    NOTHING_TO_CORRECT = auto()
    NOBODY_TO_RECUSE = auto()


CLOSED_TO = {
    RequestKind.FILE_ACCESS: Denied.NO_FILE,
    RequestKind.CORRECTION: Denied.NOTHING_TO_CORRECT,
    RequestKind.RECUSAL: Denied.NOBODY_TO_RECUSE,
}


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller may send beside the form. `correlation_id` None: the appeal's id serves."""

    key: str | None = None
    correlation_id: str | None = None
    traceparent: str | None = None

    def trace(self, appeal_id: str) -> Trace:
        """The trace of the records that this call causes."""
        return Trace(self.correlation_id or appeal_id, self.traceparent)


def new_id() -> str:
    """A fresh UUIDv7."""
    return str(uuid6.uuid7())


@dataclass(frozen=True, slots=True)
class IntakeHandlers:
    """What an applicant can do. Every method raises StoreUnavailable."""

    desk: Desk
    appeals: Appeals
    timelines: Timelines
    numbers: NumberBlocks
    secrets: Secrets
    relay: Callable[[Pending], None]
    now: Now
    make_id: Callable[[], str] = field(default=new_id)

    async def register(self, form: AppealForm, call: Call) -> Filed | Denied:
        """Register an appeal that has no faults; it is durable and on its way when this returns.

        The same key and content give the first answer again; the same key with another content, KEY_REUSED. A repeat
        also sends what the first attempt left unpublished, when its write came to nobody's knowledge. Raises
        CalendarGap when the table of working days ends too early.
        """
        appeal_id, at = self.make_id(), self.now()
        filing = Filing(appeal_id, at, at, call.trace(appeal_id))
        series = series_of(form.person_type, received(filing, self.desk).registered_on)
        number = number_of(series, await self.numbers.next(series))
        registered = register(form, filing, number, self.desk)
        filed = to_keep(form, registered, appeal_id, f"client:{call.key}" if call.key else appeal_id)
        first = await self.appeals.add(filed)
        if first is not None and first.appeal_id != appeal_id:
            REPEATED.inc()
            if first.fingerprint != filed.fingerprint:
                return Denied.KEY_REUSED
            if first.records:
                self.relay(Pending(first.appeal_id, first.records))
            return first
        self.relay(Pending(appeal_id, filed.records))
        REGISTERED.labels(form.channel).inc()
        return filed

    async def look_up(self, number: str, secret: str) -> tuple[Filed, Timeline] | Denied:
        """An appeal and its timeline, at least with the registration. A child opens with the first one's secret."""
        filed = await self.appeals.by_number(number.partition("/")[0])
        if filed is None:
            return Denied.UNKNOWN_NUMBER
        if not self.secrets.fits(filed.appeal_id, secret):
            return Denied.WRONG_SECRET
        timeline = await self.timelines.by_number(number)
        if number == filed.number:
            return filed, begun(timeline, filed.appeal_id, number, filed.opened)
        return Denied.UNKNOWN_NUMBER if timeline is None else (filed, timeline)

    async def withdraw(self, number: str, secret: str, reason: str | None, call: Call) -> Denied | None:
        """Ask for the withdrawal (Art. 64(9)); a second time is the first time. None when it is on its way."""
        found = await self.look_up(number, secret)
        if isinstance(found, Denied):
            return found
        filed, timeline = found
        if number in filed.withdrawn:
            return None
        if standing(timeline).is_closed:
            return Denied.ALREADY_CLOSED
        record = withdrawal(timeline.appeal_id, self.now(), reason, call.trace(timeline.appeal_id))
        self.relay(Pending(filed.appeal_id, await self.appeals.withdraw(filed.appeal_id, number, record)))
        return None

    async def repair(self, number: str, secret: str, text: str, call: Call) -> Denied | None:
        """Mend a defect that the body named (Art. 64(6)); the same text again is the first time. None when on its way.

        Whether it came in time is for the router.
        """
        found = await self.look_up(number, secret)
        if isinstance(found, Denied):
            return found
        filed, timeline = found
        command_id = repair_id(timeline.appeal_id, last_notice(timeline), text)
        if command_id in filed.repairs:
            return None
        if standing(timeline).is_closed:
            return Denied.CLOSED_TO_REPAIR
        if not is_defective(timeline):
            return Denied.NOTHING_TO_REPAIR
        record = repair(timeline.appeal_id, command_id, self.now(), text, call.trace(timeline.appeal_id))
        self.relay(Pending(filed.appeal_id, await self.appeals.repair(filed.appeal_id, command_id, record)))
        return None

    async def ask(self, number: str, secret: str, asked: Asked, call: Call) -> Denied | None:
        """Ask for the file (Art. 75), a correction (82) or a recusal (67); None when it is on its way.

        The same words again are the first time, until the body decided or the router did not take it.
        """
        found = await self.look_up(number, secret)
        if isinstance(found, Denied):
            return found
        filed, timeline = found
        command_id = request_id(timeline, asked)
        if command_id in filed.requests:
            return None
        if not is_open_to(timeline, asked.kind):
            return CLOSED_TO[asked.kind]
        record = request(timeline.appeal_id, command_id, self.now(), asked, call.trace(timeline.appeal_id))
        self.relay(Pending(filed.appeal_id, await self.appeals.ask(filed.appeal_id, command_id, record)))
        return None


def to_keep(form: AppealForm, registered: Registered, appeal_id: str, key: str) -> Filed:
    """What is stored of a registered appeal; `key` is its idempotency key."""
    fields = form.model_dump(mode="json", exclude_none=True)
    return Filed(
        appeal_id=appeal_id,
        number=registered.talon.number,
        key=key,
        fingerprint=hashlib.sha256(canonical(fields)).hexdigest(),
        form=fields,
        talon=registered.talon,
        opened=registered.opened,
        records=registered.records,
    )


@dataclass(frozen=True, slots=True)
class TimelineHandlers:
    """Keeps timelines in step with the lifecycle and the notices."""

    timelines: Timelines

    async def on_facts(self, batch: Sequence[Received[SequencedEvent]]) -> list[Outgoing]:
        """Fold a batch; a repeat changes nothing. Raises LostVersion when other writers win three times in a row."""
        for attempt in range(ATTEMPTS):
            before = await self.timelines.load({received.event.appeal_id for received in batch})
            after = dict(before)
            for one in batch:
                folded = fold(after.get(one.event.appeal_id), one.event)
                if folded is not None:
                    after[one.event.appeal_id] = folded
            changed = [timeline for appeal_id, timeline in after.items() if timeline is not before.get(appeal_id)]
            try:
                await self.timelines.save(changed)
            except LostVersion:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                GAPS.inc(sum(one.gaps for one in changed) - sum(before[i].gaps for i in _ids(changed) if i in before))
                break
        return []


def _ids(timelines: Sequence[Timeline]) -> list[str]:
    return [timeline.appeal_id for timeline in timelines]
