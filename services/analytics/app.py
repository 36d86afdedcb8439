"""Composition root of analytics: one subscription over lifecycle and escalations, loops, HTTP API, pages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import FastAPI
from faststream.kafka import KafkaBroker

from services.analytics import live, pages
from services.analytics.api import install
from services.analytics.derived import Derived, check_same_log
from services.analytics.handlers import AnalyticsHandlers
from services.analytics.metrics import LISTENERS
from services.analytics.settings import AnalyticsSettings
from services.analytics.store import MongoCounters
from services.analytics.sweep import Snapshots
from shared.clock import platform_clock
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS, STATS
from shared.kafka.broker import make_broker
from shared.kafka.consume import Delivery, Source, Subscription, subscribe
from shared.kafka.marks import Marks
from shared.kafka.offsets import Offsets
from shared.kafka.progress import broker_answers, is_live, lag_by_topic, progress, show
from shared.kafka.publish import Publisher
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings, connect, ping
from shared.observability.health import Health, health_router
from shared.observability.http_metrics import Requests
from shared.observability.lifespan import Service, lifespan_of

SERVICE = "analytics"
TOPICS = (LIFECYCLE, NATIJE_ESCALATIONS)
DELIVERY = Delivery(max_records=5000, pace=0.5)


def register(broker: KafkaBroker, kafka: KafkaSettings, handlers: AnalyticsHandlers) -> Subscription:
    """All that analytics consumes."""
    group = kafka.group(SERVICE)
    source = Source(TOPICS, SERVICE, group, kafka.space, instance=f"{group}-{kafka.replica}")
    return subscribe(broker, source, handlers.on_facts, Marks(kafka.space), DELIVERY)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which partitions this process counts, and how far it is."""

    kafka: KafkaSettings
    subscription: Subscription
    handlers: AnalyticsHandlers

    def _assigned(self) -> set[Any]:
        consumer = self.subscription.subscriber.consumer
        return set(consumer.assignment()) if consumer is not None else set()

    def counts_first(self) -> bool:
        """True for the one replica that counts the lifecycle's first partition."""
        full = self.kafka.space.full(LIFECYCLE.name)
        return any(p.topic == full and p.partition == 0 for p in self._assigned())

    def counts_alone(self) -> bool:
        """True when no other replica counts a part of the lifecycle."""
        full = self.kafka.space.full(LIFECYCLE.name)
        return len([p for p in self._assigned() if p.topic == full]) == LIFECYCLE.partitions

    async def figures(self) -> Mapping[str, Any]:
        """For `/health/progress`. `lag` is null until the broker has answered for every assigned partition."""
        known, lags = progress(self.subscription), lag_by_topic(self.subscription, self.kafka.space)
        assigned = self._assigned()
        tally = self.handlers.tally
        return {
            "lag": sum(lags.values()) if assigned and assigned <= set(known) else None,
            "lag_by_topic": lags,
            "counted": tally.counted,
            "repeats": tally.repeats,
            "lifecycle_gaps_total": tally.gaps,
            "lost_guards": tally.lost_guards,
            "failure": self.subscription.failure,
        }


def build_app(
    settings: AnalyticsSettings, kafka: KafkaSettings | None = None, mongo: MongoSettings | None = None
) -> FastAPI:
    """The service. Kafka and Mongo are read from the environment unless given."""
    kafka, mongo = kafka or KafkaSettings(), mongo or MongoSettings()
    broker, database = make_broker(kafka, SERVICE), connect(mongo, SERVICE)
    counters = MongoCounters(database)
    derived = Derived(counters)
    handlers = AnalyticsHandlers(counters, derived.all)
    subscription = register(broker, kafka, handlers)
    show(subscription, kafka.space, TOPICS)
    reach = Reach(kafka, subscription, handlers)
    figures = live.Live(derived, platform_clock())
    LISTENERS.set_function(lambda: figures.clients)
    snapshots = Snapshots(derived, platform_clock(), Publisher(broker, kafka.space).send, reach.counts_first)
    service = Service(
        name=SERVICE,
        kafka=kafka,
        mongo=mongo,
        broker=broker,
        database=database,
        topics=(LIFECYCLE.name, STATS.name),
        prepare=partial(prepare, kafka, counters, derived),
        loops=(
            partial(derived.keep_true, settings.refresh_seconds, reach.counts_alone),
            partial(snapshots.keep_sending, settings.snapshot_seconds),
            figures.keep_current,
        ),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with lifespan_of(service):
            yield

    async def ready() -> bool:
        return broker_answers([subscription]) and await ping(database)

    app = FastAPI(
        title="Appeals: national statistics",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # the page would load its scripts from the network
        redoc_url=None,
    )
    app.add_middleware(Requests)
    app.include_router(health_router(Health(lambda: is_live([subscription]), ready, reach.figures)))
    install(app, derived, settings.operator_token)
    live.install(app, figures)
    pages.install(app, platform_clock())
    return app


async def prepare(kafka: KafkaSettings, counters: MongoCounters, derived: Derived) -> None:
    """Read the counters and see that they belong to this log. Raises AnotherLog."""
    await counters.ensure()
    await derived.rebuild()
    async with Offsets(kafka) as offsets:
        ends = await offsets.ends(TOPICS)
    by_place = {f"{kafka.space.bare(p.topic)}/{p.partition}": end for p, end in ends.items()}
    check_same_log(derived.current.offsets, by_place)
