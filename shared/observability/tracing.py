"""Traces across services: off, and then free of cost, unless OTEL_EXPORTER_OTLP_ENDPOINT is set.

Every record carries the `traceparent` of the request that began its story, so that each span of the story is a child
of that request's, however many days lie between; records are the same bytes with traces on and off. Spans name types
and topics, the appeal by its id, and nothing of a person.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

import structlog

from shared.contracts.envelope import Outgoing, Received

log = structlog.get_logger(__name__)
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
Attributes = Mapping[str, str | int]


class Span(Protocol):
    """A span that has begun."""

    @property
    def traceparent(self) -> str:
        """Of this span, for its children."""
        ...

    def end(self, error: BaseException | None = None, name: str = "", attributes: Attributes | None = None) -> None:
        """Finish it, under a better name where one became known."""
        ...


Start = Callable[[str, str, str | None, Attributes], Span]
"""Begins a span: name, kind (`server`, `producer`, `consumer`), traceparent of its parent, attributes."""

_start: Start | None = None
_NOTHING: AbstractContextManager[None] = nullcontext()


def use(start: Start | None) -> None:
    """Trace by this from now on; None switches off."""
    global _start  # noqa: PLW0603  # one tracer a process, as the library has it
    _start = start


def configure(service: str) -> None:
    """Switch on when the environment asks for it. An appeal is accepted with or without traces: a fault is logged."""
    if not os.environ.get(ENDPOINT):
        return
    try:
        from shared.observability.opentelemetry_spans import exporting
    except ImportError as error:
        log.error("tracing_unavailable", error=type(error).__name__)
        return
    use(exporting(service))


def trace_id(traceparent: str | None) -> str | None:
    """The trace's id in a traceparent that is one."""
    found = TRACEPARENT.fullmatch(traceparent or "")
    return found[1] if found else None


def requested(scope: Any) -> Span | None:
    """Begin the span of an HTTP request and put it in the place of the caller's; None when off."""
    if _start is None:
        return None
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None)
    attributes = {"http.request.method": scope["method"]}
    span = _start(str(scope["method"]), "server", given if trace_id(given) else None, attributes)
    others = [(name, value) for name, value in scope["headers"] if name != b"traceparent"]
    scope["headers"] = [*others, (b"traceparent", span.traceparent.encode())]
    return span


def handling(batch: Sequence[Received[Any]]) -> AbstractContextManager[None]:
    """A span for each record of the batch that belongs to a trace, for as long as the batch is in hand."""
    return _NOTHING if _start is None else _together(_start, "consumer", map(_of_received, batch))


def publishing(records: Iterable[Outgoing]) -> AbstractContextManager[None]:
    """A span for each record that belongs to a trace, until all are confirmed."""
    return _NOTHING if _start is None else _together(_start, "producer", map(_of_outgoing, records))


Described = tuple[str, str | None, Attributes]


def _of_received(received: Received[Any]) -> Described:
    place = received.place
    attributes: Attributes = {
        "messaging.system": "kafka",
        "messaging.destination.name": place.topic,
        "messaging.destination.partition.id": str(place.partition),
        "messaging.kafka.offset": place.offset,
        "appeal.id": received.event.subject,
    }
    return f"process {received.event.type}", received.event.traceparent, attributes


def _of_outgoing(record: Outgoing) -> Described:
    attributes: Attributes = {
        "messaging.system": "kafka",
        "messaging.destination.name": record.topic,
        "appeal.id": record.headers.get("ce_subject", ""),
    }
    kind = record.headers.get("ce_type", "") if "dlt-topic" not in record.headers else "dead_letter"
    return f"publish {kind}", record.headers.get("ce_traceparent"), attributes


@contextmanager
def _together(start: Start, kind: str, described: Iterable[Described]) -> Iterator[None]:
    spans = [start(name, kind, parent, attributes) for name, parent, attributes in described if trace_id(parent)]
    failed: BaseException | None = None
    try:
        yield
    except BaseException as error:
        failed = error
        raise
    finally:
        for span in spans:
            span.end(failed)
