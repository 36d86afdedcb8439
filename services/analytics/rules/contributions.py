"""To which documents one event adds what: the counters of its day and region, and the samples of a body's replies."""

from collections.abc import Iterator

from services.analytics.rules.counting import Increment, count, document_id, parse_document_id
from services.analytics.rules.signals import sample, signals
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import Escalation
from shared.workdays import civil_day

BODY = "@"
"""Stands before the code of a body where other documents have a region: such a document holds samples."""
Contribution = tuple[str, list[Increment]]
"""Id of a document, and what is added to it; also when nothing is, so that its guard moves on."""


def contributions(topic: str, partition: int, event: LifecycleEvent | Escalation) -> Iterator[Contribution]:
    """Each document that the event belongs to, once."""
    found = list(count(event))
    if isinstance(event, Escalation):
        yield document_id(topic, partition, event), found
        return
    found += signals(event)
    yield document_id(topic, partition, event), found
    compared = sample(event)
    if compared is not None:
        place = f"{topic}/{partition}/{civil_day(event.occurred_at)}/{BODY}{event.dims.agency}"
        yield place, [Increment(compared.key(), "n", 1)]


def body_of(identity: str) -> str | None:
    """The body whose samples the document holds; None for a document of counters."""
    region = parse_document_id(identity)[3]
    return region.removeprefix(BODY) if region.startswith(BODY) else None
