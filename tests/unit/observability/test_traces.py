"""One trace from the POST to the body's record and the escalation that comes weeks later; nothing of it when off."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from faststream.kafka import KafkaBroker, TestKafkaBroker
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.intake.api import appeals_router
from services.sla_monitor.handlers import MonitorHandlers
from services.sla_monitor.sweep import Sweep
from shared.contracts.topics import AGENCY_APPEALS, LIFECYCLE, NATIJE_ESCALATIONS, SUBMITTED, TopicSpace
from shared.kafka.consume import Delivery, Source, subscribe
from shared.kafka.marks import Marks
from shared.kafka.publish import Publisher
from shared.mongo.outbox import id_of
from shared.observability import tracing
from shared.observability.http_metrics import Requests
from shared.observability.opentelemetry_spans import spans_to
from tests.support.intake_builders import NOON, Bench, body
from tests.support.router import ROAD, Confirmed, Router
from tests.support.sla_store import InMemoryCases

SPACE = TopicSpace("unit.")
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Platform:
    """Intake, router and sla_monitor on stores in memory and one broker in memory."""

    def __init__(self) -> None:
        self.bench, self.router, self.cases = Bench(), Router(clock=NOON), InMemoryCases()
        self.broker = KafkaBroker()
        self.seen: list[tuple[str, str, str | None]] = []
        self.publisher = Publisher(self.broker, SPACE)
        monitor = MonitorHandlers(self.cases, Confirmed())
        self._subscribe("router", SUBMITTED, self.router.handlers.on_inputs)
        self._subscribe("sla_monitor", LIFECYCLE, monitor.on_batch)
        for topic in (AGENCY_APPEALS.of("akimat-75"), NATIJE_ESCALATIONS.of("kz-75")):
            self.broker.subscriber(SPACE.full(topic), decoder=self._as_is)(self._note)

    def _subscribe(self, service: str, topic: Any, handle: Any) -> None:
        subscribe(self.broker, Source((topic,), service, service, SPACE), handle, Marks(SPACE), Delivery(pause=0))

    async def _as_is(self, message: Any) -> Any:
        return message

    async def _note(self, message: Any) -> None:
        headers = dict(message.headers)
        self.seen.append((SPACE.bare(message.raw_message.topic), headers["ce_type"], headers.get("traceparent")))

    async def live(self, **headers: str) -> None:
        """An appeal is posted, published, assigned, delivered, and two months pass without an answer."""
        app = FastAPI()
        app.add_middleware(Requests)
        app.include_router(appeals_router(self.bench.handlers))
        transport = httpx.ASGITransport(app)
        async with TestKafkaBroker(self.broker), httpx.AsyncClient(transport=transport, base_url="http://i") as client:
            answer = await client.post("/v1/appeals", json=body(text=ROAD), headers=headers)
            assert answer.status_code == 202
            for record in self.bench.relayed[0].records:
                await self.publisher.send([record])
            await Sweep(self.cases, Confirmed(), self.publisher.send).run(NOON + timedelta(days=60))


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Traces are on for the length of the test."""
    exporter = InMemorySpanExporter()
    tracing.use(spans_to("platform", SimpleSpanProcessor(exporter)))
    yield exporter
    tracing.use(None)


def named(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """The finished spans by name; the last of a name."""
    return {span.name: span for span in exporter.get_finished_spans()}


async def test_one_trace_leads_from_the_post_to_the_delivery_and_to_the_escalation(spans: InMemorySpanExporter) -> None:
    platform = Platform()
    await platform.live()
    found = named(spans)
    steps = [
        "POST /v1/appeals",
        "publish appeal.submit",
        "process appeal.submit",
        "publish agency.appeal_delivered",
        "process appeal.assigned",
        "publish escalation.raised",
    ]
    assert set(steps) <= found.keys()
    root = found["POST /v1/appeals"].context
    assert {span.context.trace_id for span in spans.get_finished_spans()} == {root.trace_id}
    assert {found[step].parent.span_id for step in steps[1:]} == {root.span_id}  # type: ignore[union-attr]  # they have one
    expected = f"00-{root.trace_id:032x}-{root.span_id:016x}-{int(root.trace_flags):02x}"
    kinds = {(topic, kind) for topic, kind, _ in platform.seen}
    assert {("agency.appeals.akimat-75.v1", "agency.appeal_delivered")} < kinds
    assert ("natije.escalations.kz-75.v1", "escalation.raised") in kinds
    assert {trace for _, _, trace in platform.seen} == {expected}


async def test_a_caller_s_trace_goes_on(spans: InMemorySpanExporter) -> None:
    await Platform().live(traceparent=CALLER)
    found = named(spans)
    assert tracing.trace_id(CALLER) == f"{found['publish escalation.raised'].context.trace_id:032x}"
    parent = found["POST /v1/appeals"].parent
    assert parent is not None
    assert f"{parent.span_id:016x}" == CALLER.split("-")[2]


async def test_a_caller_who_wants_no_trace_gets_none(spans: InMemorySpanExporter) -> None:
    await Platform().live(traceparent=CALLER[:-1] + "0")
    assert spans.get_finished_spans() == ()


async def test_spans_hold_nothing_of_the_applicant(spans: InMemorySpanExporter) -> None:
    platform = Platform()
    await platform.live()
    (filed,) = platform.bench.appeals.kept.values()
    told = " ".join(span.to_json() for span in spans.get_finished_spans())
    assert filed.appeal_id in told
    for secret in (filed.number, body()["applicant"]["name"], body()["applicant"]["iin_bin"], ROAD[:20]):
        assert secret not in told


async def test_a_failed_publish_names_the_class_of_the_error_and_not_its_words(
    spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform()
    await platform.live()
    (record, *_) = platform.bench.relayed[0].records

    async def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("the words of a citizen")

    monkeypatch.setattr(platform.broker, "publish", refuse)
    spans.clear()
    with pytest.raises(RuntimeError):
        await platform.publisher.send([record])
    (span,) = spans.get_finished_spans()
    assert (span.attributes or {})["error.type"] == "RuntimeError"
    assert "citizen" not in span.to_json()


async def test_without_traces_records_carry_only_what_the_caller_sent() -> None:
    quiet, traced = Platform(), Platform()
    await quiet.live()
    await traced.live(traceparent=CALLER)
    assert {trace for _, _, trace in quiet.seen} == {None}
    assert {trace for _, _, trace in traced.seen} == {CALLER}
    assert all("traceparent" not in record.headers for record in quiet.bench.relayed[0].records if id_of(record))


def test_traces_stay_off_until_an_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tracing.ENDPOINT, raising=False)
    tracing.configure("router")
    assert tracing.requested({"method": "GET", "headers": []}) is None


@pytest.mark.parametrize("given", [None, "", "00-ab-cd-01", CALLER.upper(), CALLER + "-01"])
def test_what_is_no_traceparent_has_no_trace_id(given: str | None) -> None:
    assert tracing.trace_id(given) is None
