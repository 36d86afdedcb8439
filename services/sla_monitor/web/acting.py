"""What a person does in the page becomes a command in the centre's own topic, as the centre itself would write it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.sla_monitor.web.access import Session
from services.sla_monitor.web.board import Board
from shared.clock import Now
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.natije import AcknowledgeEscalation, ResolveEscalation
from shared.contracts.topics import NATIJE_ACTIONS

SOURCE = "sla_monitor"
SEND_SECONDS = 10.0
Send = Callable[[Iterable[Outgoing]], Awaitable[None]]


class Act(StrEnum):
    """What can be done to an open escalation."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


class NotOpen(LookupError):
    """The centre has no such open escalation, or it was acknowledged already."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Writes commands through the service's producer. `clock` is the platform's."""

    send: Send
    clock: Now

    async def do(self, act: Act, escalation_id: str, key: str, session: Session, board: Board) -> str:
        """Return the id of the command once Kafka has confirmed it; the same `key` makes the same command.

        The centre's board only narrows: the monitor decides when it consumes the command. Raises NotOpen, TimeoutError
        after ten seconds, and what the producer raises.
        """
        found = board.find(escalation_id)
        if found is None or (act is Act.ACKNOWLEDGE and found.acknowledged is not None):
            raise NotOpen(escalation_id)
        cls = AcknowledgeEscalation if act is Act.ACKNOWLEDGE else ResolveEscalation
        command = cls(
            event_id=key,
            appeal_id=found.raised.appeal_id,
            occurred_at=self.clock(),
            correlation_id=found.raised.correlation_id,
            causation_id=found.raised.event_id,
            escalation_id=escalation_id,
            by=session.by,
        )
        sending = asyncio.ensure_future(self.send([encode(command, NATIJE_ACTIONS.of(session.centre), SOURCE)]))
        await asyncio.wait_for(asyncio.shield(sending), SEND_SECONDS)
        return command.event_id
