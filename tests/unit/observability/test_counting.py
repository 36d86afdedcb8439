"""What the log's two ways count: published, refused, dead, decided, failed, and how old the batch in hand is."""

from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, ProducerFenced
from faststream.kafka import KafkaBroker, TestKafkaBroker
from prometheus_client import REGISTRY

from services.router.metrics import count_decisions
from shared.contracts.dead_letters import dead_letter
from shared.contracts.envelope import Outgoing, Place, Raw
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, TopicSpace
from shared.kafka.consume import Delivery, Source, subscribe
from shared.kafka.marks import Marks
from shared.kafka.progress import show
from shared.kafka.publish import Publisher
from shared.mongo.outbox import Pending
from tests.support.intake_builders import filed
from tests.support.intake_store import InMemoryAppeals
from tests.support.records import command
from tests.support.router import PENSION, Router, submission, submitted
from tests.unit.intake.test_relay import Log, relay_to, running

SPACE = TopicSpace("unit.")


class Broker:
    """Confirms everything, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def publish(self, *_: Any, **__: Any) -> None:
        """Hand over."""
        if self.error is not None:
            raise self.error


def value(name: str, **labels: str) -> float:
    """A series of this process."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def to(broker: Broker) -> Publisher:
    """A publisher of the test installation."""
    return Publisher(broker, SPACE)  # type: ignore[arg-type]  # it has what a publisher asks of a broker


def letter(reason: str) -> Outgoing:
    """A dead letter whose sender chose a type of its own."""
    raw = Raw(b"a1", b"{", (("ce_type", b"made.up.by.a.sender"),))
    return dead_letter("router", Place("agency.actions.mot.v1", 0, 1), raw, reason)


async def test_published_records_refusals_and_dead_letters_are_counted_once_confirmed() -> None:
    refusals = [
        Outgoing(f"agency.appeals.{who}.v1", "a", b"", {"ce_type": "action.refused"}) for who in ["mot", "mot", "mf"]
    ]
    letters = [letter("unknown_appeal: no such appeal"), letter("the value is not JSON")]
    names = [
        ("published_records_total", {"type": "action.refused"}),
        ("published_records_total", {"type": "dead_letter"}),
        ("refused_commands_total", {"tenant": "mot"}),
        ("refused_commands_total", {"tenant": "mf"}),
        ("dead_letters_total", {"reason": "unknown_appeal"}),
        ("dead_letters_total", {"reason": "unreadable"}),
    ]
    before = [value(name, **labels) for name, labels in names]
    await to(Broker()).send([*refusals, *letters])
    after = [value(name, **labels) for name, labels in names]
    assert [new - old for new, old in zip(after, before, strict=True)] == [3, 2, 2, 1, 1, 1]
    assert value("published_records_total", type="made.up.by.a.sender") == 0


@pytest.mark.parametrize(("error", "fenced"), [(KafkaTimeoutError(), 0.0), (ProducerFenced(), 1.0)])
async def test_a_failed_publish_counts_its_class_and_only_a_fenced_producer_is_one(
    error: Exception, fenced: float
) -> None:
    before, sent = (
        value("publish_failures_total", error=type(error).__name__),
        value("published_records_total", type="x"),
    )
    with pytest.raises(type(error)):
        await to(Broker(error)).send([Outgoing("agency.appeals.mot.v1", "a", b"", {"ce_type": "x"})])
    assert value("publish_failures_total", error=type(error).__name__) == before + 1
    assert value("published_records_total", type="x") == sent
    assert value("producer_fenced") == fenced


async def test_decisions_are_counted_by_route_from_what_the_router_really_publishes() -> None:
    before = {
        route: value("router_decisions_total", route=route) for route in ("assigned", "by_hand", "triage", "court")
    }
    router = Router()
    await router.take(submitted(submission("a")))
    await router.take(submitted(submission("b", PENSION)))
    await router.take(submitted(submission("c", "Прошу помочь, не знаю, к кому обратиться")))
    await router.take(submitted(submission("d", "Прошу отменить приговор суда, вынесенный по моему делу")))
    after = {route: value("router_decisions_total", route=route) - before[route] for route in before}
    assert after == {"assigned": 2, "by_hand": 0, "triage": 1, "court": 1}


def test_an_assignment_by_hand_is_a_route_of_its_own() -> None:
    before = value("router_decisions_total", route="by_hand"), value("router_decisions_total", route="assigned")
    count_decisions([Outgoing("t", "k", b'{"agency":"mot","rule":"by_hand"}', {"ce_type": "appeal.assigned"})])
    assert (value("router_decisions_total", route="by_hand"), value("router_decisions_total", route="assigned")) == (
        before[0] + 1,
        before[1],
    )


async def test_a_failing_batch_grows_old_until_it_succeeds() -> None:
    failures: list[Exception] = [RuntimeError("the store is away")]

    async def handle(_: Any) -> list[Outgoing]:
        if failures:
            raise failures.pop()
        return []

    broker = KafkaBroker()
    source = Source([AGENCY_ACTIONS_TOPIC], "router", "unit.router", SPACE)
    subscription = subscribe(broker, source, handle, Marks(SPACE), Delivery(pause=0))
    show(subscription, SPACE, source.topics)
    failed, handled = value("consumer_batch_failures_total", error="RuntimeError"), value("consumer_records_total")
    record = command(1)

    async def publish() -> None:
        await broker.publish(
            record.value, SPACE.full(record.topic), key=record.key.encode(), headers=dict(record.headers)
        )

    async with TestKafkaBroker(broker):
        with pytest.raises(RuntimeError):
            await publish()
        subscription.oldest_ms = (subscription.oldest_ms or 0) - 90_000
        assert 89 < value("consumer_oldest_in_hand_seconds") < 200
        assert value("consumer_batch_failures_total", error="RuntimeError") == failed + 1
        await publish()
    assert value("consumer_oldest_in_hand_seconds") == 0
    assert value("consumer_records_total") == handled + 1


async def test_the_outbox_tells_the_age_of_what_waits_longest_and_none_when_all_is_cleared() -> None:
    log = Log()
    log.gate.clear()

    appeals, one = InMemoryAppeals(), filed()
    await appeals.add(one)
    relay = relay_to(log, appeals)
    assert relay.oldest == 0
    async with running(relay):
        relay.add(Pending(one.appeal_id, one.records))
        await log.entered.wait()
        waited = relay.oldest
        assert waited > 0
        assert relay.oldest > waited
        log.gate.set()
        await relay.drained()
    assert (relay.oldest, relay.pending) == (0, 0)
