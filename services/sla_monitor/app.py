"""Composition root: makes the clients, lists the subscription and the loops."""

from functools import partial

from fastapi import FastAPI
from faststream.kafka import KafkaBroker

from services.sla_monitor.handlers import SERVICE, MonitorHandlers
from services.sla_monitor.metrics import gaps
from services.sla_monitor.refusals import refuser
from services.sla_monitor.settings import SlaMonitorSettings
from services.sla_monitor.store import MongoCases, MongoWatermarks
from services.sla_monitor.sweep import Sweep
from services.sla_monitor.timer import Ownership, Timer, watch_age
from services.sla_monitor.watermark import Groups, Rounds, Watermark
from services.sla_monitor.web.setup import add_console, make_console
from shared.clock import is_simulated, platform_clock
from shared.contracts.topics import (
    DEAD_LETTERS,
    LIFECYCLE,
    NATIJE_ACTIONS,
    NATIJE_APPEALS,
    NATIJE_ESCALATIONS,
    SUBMITTED,
)
from shared.kafka.broker import make_broker
from shared.kafka.consume import Source, Subscription, subscribe
from shared.kafka.marks import Marks
from shared.kafka.progress import broker_answers, is_live, lag_by_topic, show
from shared.kafka.publish import Publisher
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings, connect, ping
from shared.observability.health import Figures, Health, health_router
from shared.observability.http_metrics import Requests
from shared.observability.lifespan import Service, lifespan_of

REPUBLIC = "republic"
TOPICS = (
    SUBMITTED.name,
    LIFECYCLE.name,
    NATIJE_ESCALATIONS.of(REPUBLIC),
    NATIJE_APPEALS.of(REPUBLIC),
    DEAD_LETTERS.of(SERVICE),
)


def register(broker: KafkaBroker, handlers: MonitorHandlers, kafka: KafkaSettings, marks: Marks) -> Subscription:
    """One subscription over both topics keeps one sequential loop."""
    group = kafka.group(SERVICE)
    source = Source(
        topics=(LIFECYCLE, NATIJE_ACTIONS),
        service=SERVICE,
        group=group,
        space=kafka.space,
        instance=f"{group}-{kafka.replica}",
        refuse=refuser(SERVICE),
    )
    subscription = subscribe(broker, source, handlers.on_batch, marks)
    show(subscription, kafka.space, source.topics)
    return subscription


def build_app(settings: SlaMonitorSettings, kafka: KafkaSettings, mongo: MongoSettings) -> FastAPI:
    """The service as an application; nothing is connected before its lifespan begins."""
    broker, database = make_broker(kafka, SERVICE), connect(mongo, SERVICE)
    cases, watermark, marks = MongoCases(database), Watermark(MongoWatermarks(database)), Marks(kafka.space)
    publisher = Publisher(broker, kafka.space)
    subscription = register(broker, MonitorHandlers(cases, marks, is_simulated()), kafka, marks)
    timer = Timer(
        cases,
        Sweep(cases, marks, publisher.send),
        Rounds(Groups(kafka.group("router"), kafka.group(SERVICE)), platform_clock()),
        watermark,
        Ownership(subscription, kafka.space.full(LIFECYCLE.name)),
    )

    async def prepare() -> None:
        await cases.prepare()
        await watermark.load()

    tick = settings.simulated_tick_seconds if is_simulated() else settings.tick_seconds
    console = make_console(settings.centre_tokens_file, kafka, publisher)
    loops = (
        partial(timer.run, kafka, tick),
        partial(watch_age, watermark, settings.alarm_seconds),
        *(() if console is None else (console.follow,)),
    )
    service = Service(SERVICE, kafka, mongo, broker, database, TOPICS, prepare, loops)

    async def figures() -> Figures:
        return _figures(cases, watermark, subscription, kafka)

    async def ready() -> bool:
        return broker_answers([subscription]) and await ping(database)

    app = FastAPI(title="sla_monitor", lifespan=lambda _: lifespan_of(service))
    app.add_middleware(Requests)
    app.include_router(health_router(Health(lambda: is_live([subscription]), ready, figures)))
    add_console(app, console)
    return app


def _figures(cases: MongoCases, watermark: Watermark, subscription: Subscription, kafka: KafkaSettings) -> Figures:
    return {
        "watermark": None if watermark.instant is None else watermark.instant.isoformat(),
        "watermark_age_seconds": round(watermark.age, 1),
        "due": cases.open,
        "lag": lag_by_topic(subscription, kafka.space),
        "lifecycle_gaps_total": gaps(),
        "failure": subscription.failure,
    }
