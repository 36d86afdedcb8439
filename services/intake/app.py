"""Puts intake together: clients, use cases, projection, relay and HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from services.intake import problems
from services.intake.access import Secrets
from services.intake.api import appeals_router
from services.intake.handlers import IntakeHandlers, TimelineHandlers
from services.intake.limits import Buckets, Limits, Rate, networks
from services.intake.metrics import OUTBOX_OLDEST, OUTBOX_RECORDS
from services.intake.number_blocks import NumberBlocks
from services.intake.rules import Desk
from services.intake.settings import IntakeSettings
from services.intake.store import MongoStore
from shared.clock import platform_clock
from shared.contracts.topics import DEAD_LETTERS, LIFECYCLE, NOTICES, SUBMITTED, TopicSpace
from shared.kafka.broker import make_broker
from shared.kafka.consume import Delivery, Source, Subscription, subscribe
from shared.kafka.marks import Marks
from shared.kafka.progress import broker_answers, is_live, lag_by_topic, show
from shared.kafka.publish import Publisher, is_fatal
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import Database, MongoSettings, connect, ping
from shared.mongo.outbox import Relay, RelayPolicy
from shared.observability.health import Health, health_router
from shared.observability.http_metrics import Requests
from shared.observability.lifespan import Service, lifespan_of
from shared.reference import load_reference
from shared.workdays import load_calendar

NAME = "intake"
TOPICS = (LIFECYCLE.name, SUBMITTED.name, NOTICES.name, DEAD_LETTERS.of(NAME))
PROJECTION = Delivery(pace=0.3)


@dataclass(frozen=True, slots=True)
class Core:
    """What the service and the import share: rules' data, store, numbers and the relay."""

    service: Service
    desk: Desk
    store: MongoStore
    numbers: NumberBlocks
    relay: Relay


def build_core(settings: IntakeSettings, kafka: KafkaSettings, mongo: MongoSettings, client: str = NAME) -> Core:
    """Make the clients; nothing is connected yet. `client` is the name the broker sees."""
    broker, database = make_broker(kafka, client), connect(mongo, NAME)
    store = MongoStore(database)
    policy = RelayPolicy(fatal=is_fatal, scan=settings.relay_scan_seconds)
    relay = Relay(store.outbox, Publisher(broker, kafka.space).send, policy)
    return Core(
        service=Service(NAME, kafka, mongo, broker, database, TOPICS, store.ensure_indexes, loops=(relay.run,)),
        desk=Desk(load_reference(), load_calendar(), settings.receiver, settings.cut_off),
        store=store,
        numbers=NumberBlocks(store.numbers, settings.number_block),
        relay=relay,
    )


def build_app(
    settings: IntakeSettings, kafka: KafkaSettings | None = None, mongo: MongoSettings | None = None
) -> FastAPI:
    """The service as an ASGI app; `kafka` and `mongo` are by default read from the environment."""
    kafka = kafka or KafkaSettings()
    core = build_core(settings, kafka, mongo or MongoSettings())
    source = Source((LIFECYCLE, NOTICES), NAME, kafka.group(NAME), kafka.space, f"{kafka.group(NAME)}-{kafka.replica}")
    projection = TimelineHandlers(core.store.timelines)
    subscription = subscribe(core.service.broker, source, projection.on_facts, Marks(kafka.space), PROJECTION)
    show(subscription, kafka.space, source.topics)
    OUTBOX_RECORDS.set_function(lambda: core.relay.pending)
    OUTBOX_OLDEST.set_function(lambda: core.relay.oldest)
    handlers = IntakeHandlers(
        desk=core.desk,
        appeals=core.store.appeals,
        timelines=core.store.timelines,
        numbers=core.numbers,
        secrets=Secrets(settings.secret_key.get_secret_value()),
        relay=core.relay.add,
        now=platform_clock(),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with lifespan_of(core.service):
            yield

    app = FastAPI(title="intake", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    rate = Rate(settings.rate_per_second, settings.rate_burst, networks(settings.trusted_networks))
    app.add_middleware(Limits, buckets=Buckets(rate), body_seconds=settings.body_seconds)
    app.add_middleware(Requests)
    app.include_router(appeals_router(handlers))
    app.include_router(health_router(_health(subscription, core.service.database, core.relay, kafka.space)))
    return app


def _health(subscription: Subscription, database: Database, relay: Relay, space: TopicSpace) -> Health:
    async def ready() -> bool:
        return broker_answers([subscription]) and await ping(database)

    async def figures() -> Mapping[str, Any]:
        lag = lag_by_topic(subscription, space)
        return {"outbox_pending": relay.pending, "lag": lag, "failure": subscription.failure}

    return Health(lambda: is_live([subscription]), ready, figures)
