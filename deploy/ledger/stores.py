"""What the databases hold, read as plain documents: no code of a service has a part in it. No word of an appeal."""

from dataclasses import dataclass, field
from typing import NamedTuple

import cramjam
import orjson

from shared.mongo.client import Document, MongoSettings, connect

OUTBOX = {"number": 1, "outbox.id": 1}
CASE = {"number": 1, "sequence": 1}


class Kept(NamedTuple):
    """How far a document stands: the appeal's number and the sequence of its last fact."""

    number: str
    sequence: int


@dataclass(slots=True)
class Stores:
    """By appeal, as of the time of reading."""

    filed: dict[str, str] = field(default_factory=dict)
    """Numbers that intake gave."""
    waiting: set[str] = field(default_factory=set)
    """Appeals with a record in intake's outbox."""
    given: dict[str, int] = field(default_factory=dict)
    """Last serial number reserved, by series."""
    cases: dict[str, Kept] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=dict)
    """Sequence that the SLA monitor has come to."""
    counted: dict[str, int] = field(default_factory=dict)
    """Sequence that analytics has come to; escalations stand here too, under ids of their own."""


async def read_stores(mongo: MongoSettings) -> Stores:
    """Read all four, one after another. Raises what the database raises."""
    found = Stores()
    await _intake(mongo, found)
    await _router(mongo, found)
    await _monitor(mongo, found)
    await _analytics(mongo, found)
    return found


async def _intake(mongo: MongoSettings, found: Stores) -> None:
    database = connect(mongo, "intake")
    try:
        async for document in database["appeals"].find({}, OUTBOX, batch_size=1000):
            found.filed[document["_id"]] = document["number"]
            if document.get("outbox"):
                found.waiting.add(document["_id"])
        async for document in database["numbers"].find({}):
            found.given[document["_id"]] = int(document["given"])
    finally:
        database.client.close()


async def _router(mongo: MongoSettings, found: Stores) -> None:
    database = connect(mongo, "router")
    try:
        async for document in database["cases"].find({}, CASE, batch_size=1000):
            found.cases[document["_id"]] = Kept(document["number"], document["sequence"])
    finally:
        database.client.close()


async def _monitor(mongo: MongoSettings, found: Stores) -> None:
    database = connect(mongo, "sla_monitor")
    try:
        async for document in database["clocks"].find({}, {"body": 1}, batch_size=1000):
            found.clocks[document["_id"]] = _sequence(document)
    finally:
        database.client.close()


def _sequence(document: Document) -> int:
    case, *_ = orjson.loads(bytes(cramjam.zstd.decompress(document["body"])))
    return int(case["sequence"])


async def _analytics(mongo: MongoSettings, found: Stores) -> None:
    database = connect(mongo, "analytics")
    try:
        async for document in database["sequences"].find({}, batch_size=1000):
            found.counted[document["_id"]] = int(document["s"])
    finally:
        database.client.close()
