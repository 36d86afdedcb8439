"""Receipts for commands to us that could not be read; the dead letter is the plumbing's."""

from uuid import UUID

from services.sla_monitor.rules.actions import NO_ARTICLE
from shared.contracts.agency import ActionRefused
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.event import derived_id
from shared.contracts.natije import AcknowledgeEscalation, ResolveEscalation
from shared.contracts.topics import NATIJE_APPEALS
from shared.contracts.vocabulary import Refusal
from shared.kafka.consume import Refuse, Unread

OURS = frozenset(str(c.model_fields["type"].default) for c in (AcknowledgeEscalation, ResolveEscalation))
MAX_DETAIL = 500
MAX_ID = 200


def refuser(service: str) -> Refuse:
    """Refuses where the type is ours and the key names an appeal; every other bad command is the router's to refuse."""

    def refuse(unread: Unread) -> list[Outgoing]:
        raw = unread.raw
        headers = {name: _text(value) for name, value in raw.headers}
        kind = headers.get("ce_type", "")
        appeal_id = _appeal_id(raw.key)
        if kind not in OURS or appeal_id is None:
            return []
        refused = ActionRefused(
            event_id=derived_id(appeal_id, f"{service}:{unread.place}:refused"),
            appeal_id=appeal_id,
            occurred_at=unread.appended_at,
            causation_id=headers.get("ce_id", "")[:MAX_ID] or None,
            sequence=0,
            action=kind,
            refusal=Refusal.UNREADABLE,
            article=NO_ARTICLE,
            detail=unread.reason[:MAX_DETAIL],
        )
        return [encode(refused, NATIJE_APPEALS.of(unread.tenant), service)]

    return refuse


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _appeal_id(key: bytes | None) -> str | None:
    try:
        return str(UUID(_text(key)))
    except ValueError:
        return None
