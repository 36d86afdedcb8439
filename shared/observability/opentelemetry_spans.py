"""Spans by OpenTelemetry; imported only where traces are on. Its own OTEL_* variables hold (sampler, headers, …)."""

from dataclasses import dataclass

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.observability.tracing import Attributes, Start

KINDS = {"server": SpanKind.SERVER, "producer": SpanKind.PRODUCER, "consumer": SpanKind.CONSUMER}
W3C = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """See tracing.Span."""

    span: Span

    @property
    def traceparent(self) -> str:
        """See tracing.Span."""
        context = self.span.get_span_context()
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"

    def end(self, error: BaseException | None = None, name: str = "", attributes: Attributes | None = None) -> None:
        """See tracing.Span. Of an error only the class: its words may quote what a person wrote."""
        if name:
            self.span.update_name(name)
        for key, value in (attributes or {}).items():
            self.span.set_attribute(key, value)
        if error is not None:
            self.span.set_attribute("error.type", type(error).__name__)
            self.span.set_status(Status(StatusCode.ERROR))
        self.span.end()


@dataclass(frozen=True, slots=True)
class Starting:
    """Begins spans of one service."""

    tracer: Tracer

    def __call__(self, name: str, kind: str, parent: str | None, attributes: Attributes) -> OpenSpan:
        """See tracing.Start."""
        context = W3C.extract({"traceparent": parent} if parent else {}, Context())
        return OpenSpan(self.tracer.start_span(name, context, KINDS[kind], dict(attributes)))


def spans_to(service: str, processor: SpanProcessor) -> Start:
    """Spans of this service, finished ones go to `processor`."""
    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "appeals"}))
    provider.add_span_processor(processor)
    return Starting(provider.get_tracer("appeals-platform"))


def exporting(service: str) -> Start:
    """Spans sent by OTLP over HTTP, in batches from a thread of their own; what is left is sent on exit."""
    return spans_to(service, BatchSpanProcessor(OTLPSpanExporter()))
