"""The router's shell: load the dossiers of a batch, fold the inputs over them, save, return what is to be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from services.router.metrics import count_decisions
from services.router.rules import records
from services.router.rules.case import Dossier
from services.router.rules.facts import Law
from services.router.rules.fold import Rules, Step, fold
from services.router.rules.resemblance import Resemblances, candidates, sightings
from services.router.sightings import Sightings
from services.router.store import Cases
from shared.clock import Now
from shared.contracts.envelope import Outgoing, Received
from shared.contracts.event import Event
from shared.contracts.natije import AcknowledgeEscalation, ResolveEscalation
from shared.contracts.submissions import SubmitAppeal
from shared.kafka.consume import Unread
from shared.kafka.marks import Confirmations
from shared.mongo.versioned import LostVersion

log = structlog.get_logger(__name__)
ATTEMPTS = 3
ESCALATION_COMMANDS = frozenset(
    kind.model_fields["type"].default.encode() for kind in (AcknowledgeEscalation, ResolveEscalation)
)


@dataclass(frozen=True, slots=True)
class RouterHandlers:
    """Everything a handler needs. In simulation (`simulated`) a command's time is its `ce_time`."""

    cases: Cases
    law: Law
    now: Now
    confirmations: Confirmations
    simulated: bool = False
    sightings: Sightings = field(kw_only=True)
    applicant_key: bytes = field(kw_only=True, repr=False)

    async def on_inputs(self, batch: Sequence[Received[Event]]) -> list[Outgoing]:
        """Apply submissions, agencies' actions and centres' assignments; a redelivery changes nothing.

        Raises LostVersion when another replica won three times in a row: the batch comes again.
        """
        return (await self.apply(batch)).outgoing

    async def apply(self, batch: Sequence[Received[Event]]) -> Step:
        """The same, with all that the batch changed. Raises LostVersion."""
        for attempt in range(ATTEMPTS):
            dossiers = await self.cases.load(received.event.appeal_id for received in batch)
            step = fold(dossiers, batch, self._rules(await self._resemblances(batch, dossiers)))
            try:
                await self.cases.save({key: step.dossiers[key] for key in step.changed})
            except LostVersion:
                log.info("version_lost", attempt=attempt, batch=len(batch))
                continue
            count_decisions(step.outgoing)
            return step
        raise LostVersion(f"{ATTEMPTS} attempts")

    def refuse_unread(self, unread: Unread) -> list[Outgoing]:
        """Receipt for a command that could not be read; one about an escalation is the SLA monitor's to refuse."""
        if any(name == "ce_type" and value in ESCALATION_COMMANDS for name, value in unread.raw.headers):
            return []
        return records.unreadable(unread.place, unread.tenant, unread.raw.key, unread.appended_at, unread.reason)

    async def _resemblances(self, batch: Sequence[Received[Event]], dossiers: Mapping[str, Dossier]) -> Resemblances:
        """Note the new appeals before their cases are written: a crash in between leaves a sighting, never a gap."""
        commands = [received.event for received in batch if isinstance(received.event, SubmitAppeal)]
        new = sightings(commands, dossiers, self.applicant_key)
        if not new:
            return Resemblances()
        neighbours = await self.sightings.note(new.values())
        alike = {other.appeal_id for one in new.values() for other in candidates(one, neighbours)}
        earlier = await self.cases.load(alike - dossiers.keys())
        return Resemblances(new, neighbours, {c.appeal_id: c.text for c in commands}, earlier)

    def _rules(self, resemblances: Resemblances) -> Rules:
        return Rules(self.law, self._given_at, self.now(), self.confirmations.is_confirmed, resemblances)

    def _given_at(self, received: Received[Event]) -> datetime:
        return received.event.occurred_at if self.simulated else received.appended_at
