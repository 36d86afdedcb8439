"""Sweeps: raise every rung due at or before the watermark. Published first, confirmed, and written after.

A sweep has no input that could come back. A crash between the two steps repeats the same ids; a document that somebody
else wrote meanwhile is left to the next sweep, for the facts in it may have changed what is due.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from services.sla_monitor.handlers import announced, count, unconfirmed
from services.sla_monitor.metrics import SWEEP_DELAY, SWEEP_SECONDS
from services.sla_monitor.rules import expire, unfounded
from services.sla_monitor.store import Cases, Sheet
from shared.clock import Now, platform_clock
from shared.contracts.envelope import Outgoing
from shared.contracts.natije import Escalation, EscalationRaised
from shared.kafka.marks import Confirmations
from shared.mongo.versioned import LostVersion

log = structlog.get_logger(__name__)
CHUNK = 500
Send = Callable[[Iterable[Outgoing]], Awaitable[None]]
"""Publishes in order by key and returns when all are confirmed."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Takes due clocks, chunk by chunk."""

    cases: Cases
    confirmations: Confirmations
    send: Send
    now: Now = field(default_factory=platform_clock)

    async def run(self, watermark: datetime, *, alone: bool = True) -> int:
        """Raise what is due by `watermark` (aware UTC) and return how many escalations that were.

        `alone` says that no other replica owns lifecycle partitions. Raises what the broker or the database raises;
        nothing is lost then.
        """
        raised, began = 0, time.monotonic()
        for appeal_ids in _chunks(await self.cases.due(watermark, alone=alone), CHUNK):
            raised += await self._chunk(appeal_ids, watermark)
        SWEEP_SECONDS.observe(time.monotonic() - began)
        return raised

    async def _chunk(self, appeal_ids: Sequence[str], watermark: datetime) -> int:
        """`due` only narrows: the documents decide, and loading them corrects the list of due clocks."""
        sheets, escalations = list[Sheet](), list[Escalation]()
        outgoing: list[Outgoing] = []
        for sheet in (await self.cases.load(appeal_ids)).values():
            case, emitted = expire(sheet.case, watermark)
            if emitted:
                tail = [sent.record for sent in unconfirmed(sheet, self.confirmations)]
                outgoing += [*tail, *announced(emitted)]
                escalations += emitted
                sheets.append(replace(sheet, case=case, tail=()))
        await self.send(outgoing)
        count(escalations)
        now = self.now() if escalations else watermark
        for escalation in escalations:
            SWEEP_DELAY.observe(max(0.0, (now - escalation.occurred_at).total_seconds()))
        try:
            await self.cases.save(sheets)
        except LostVersion:
            await self._take_back(escalations)
        return len(escalations)

    async def _take_back(self, published: Sequence[Escalation]) -> None:
        """Somebody wrote meanwhile: withdraw what the documents no longer bear out; the next sweep does the rest."""
        sheets = await self.cases.load({escalation.appeal_id for escalation in published})
        withdrawn = [
            withdrawal
            for escalation in published
            if isinstance(escalation, EscalationRaised) and escalation.appeal_id in sheets
            if (withdrawal := unfounded(sheets[escalation.appeal_id].case, escalation)) is not None
        ]
        log.info("sweep_overtaken", appeals=len(sheets), withdrawn=len(withdrawn))
        await self.send(announced(withdrawn))
        count(withdrawn)


def _chunks(appeal_ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(appeal_ids), size):
        yield appeal_ids[start : start + size]
