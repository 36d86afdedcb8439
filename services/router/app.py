"""Composition root of the router: builds the clients and lists its one subscription."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.router.competence_table import load_competences
from services.router.handlers import RouterHandlers
from services.router.reply_table import load_reply_rules
from services.router.rules.facts import Law
from services.router.settings import Settings
from services.router.sightings import MongoSightings
from services.router.store import MongoCases
from shared.clock import is_simulated, platform_clock
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, NATIJE_ACTIONS, SUBMITTED
from shared.kafka.broker import make_broker
from shared.kafka.consume import Delivery, Source, subscribe
from shared.kafka.marks import Marks
from shared.kafka.progress import broker_answers, is_live, lag_by_topic, show
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings, connect, ping
from shared.observability.health import Figures, Health, health_router
from shared.observability.lifespan import Service, lifespan_of
from shared.reference import load_reference
from shared.workdays import load_calendar

NAME = "router"
INPUTS = (SUBMITTED, AGENCY_ACTIONS_TOPIC, NATIJE_ACTIONS)
FAIR = Delivery(share=50)
"""A body that floods its topic gives fifty records to each batch at most; the others' come in the same batch."""


def load_law() -> Law:
    """Calendar, reference data, competences and what replies must contain; raises where a data file is bad."""
    return Law(load_calendar(), load_reference(), load_competences(), load_reply_rules())


def build_app(settings: Settings, kafka: KafkaSettings, mongo: MongoSettings) -> FastAPI:
    """The router as an ASGI application that consumes while it runs."""
    broker, database = make_broker(kafka, NAME), connect(mongo, NAME)
    cases, marks = MongoCases(database), Marks(kafka.space)
    sightings, key = MongoSightings(database), settings.applicant_key.get_secret_value().encode()
    handlers = RouterHandlers(
        cases, load_law(), platform_clock(), marks, is_simulated(), sightings=sightings, applicant_key=key
    )
    group = kafka.group(NAME)
    source = Source(INPUTS, NAME, group, kafka.space, f"{group}-{kafka.replica}", handlers.refuse_unread)
    subscription = subscribe(broker, source, handlers.on_inputs, marks, FAIR)
    show(subscription, kafka.space, INPUTS)
    service = Service(NAME, kafka, mongo, broker, database, (SUBMITTED.name, LIFECYCLE.name), cases.prepare)

    async def ready() -> bool:
        return broker_answers([subscription]) and await ping(database)

    async def figures() -> Figures:
        return {"lag": lag_by_topic(subscription, kafka.space), "records": subscription.records}

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with lifespan_of(service):
            yield

    app = FastAPI(title="router", lifespan=lifespan, openapi_url=None)
    app.include_router(health_router(Health(lambda: is_live([subscription]), ready, figures)))
    return app
