"""The id of an appeal from its number: asked of intake's database where there is one, else found in the log."""

import re
from collections.abc import Iterable
from contextlib import aclosing
from datetime import UTC, datetime

import orjson
from aiokafka.errors import TopicAuthorizationFailedError
from pymongo.errors import PyMongoError

from deploy.tracing.reading import NotAllowed, UnknownAppeal
from shared.contracts.topics import LIFECYCLE
from shared.kafka.log import read_range
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings, connect

APPEAL_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"(?:ЖТ|ЗТ)-(\d{4})-\d{8}(/\d{1,3}){0,4}")
REGISTERED = b"appeal.registered"


async def find_id(kafka: KafkaSettings, mongo: MongoSettings | None, named: str) -> str:
    """The id of `named`, a number or an id. Raises UnknownAppeal, NotAllowed and LogSilent."""
    text = named.strip()
    if APPEAL_ID.fullmatch(text.lower()):
        return text.lower()
    match = NUMBER.fullmatch(text.upper())
    if match is None:
        raise UnknownAppeal(
            "an appeal has a number as ЖТ-2026-00000001 or an id as 0199c0de-0000-7000-8000-000000000000"
        )
    found = None if mongo is None else await _kept(mongo, match[0])
    found = found or await _logged(kafka, match[0], datetime(int(match[1]) - 1, 12, 31, tzinfo=UTC))
    if found is None:
        raise UnknownAppeal(f"no appeal has the number {match[0]}")
    return found


async def _kept(mongo: MongoSettings, number: str) -> str | None:
    """By intake's unique indexes; None where it does not know it or does not answer: the log may."""
    database = connect(mongo, "intake")
    try:
        for collection in ("appeals", "timelines"):  # parts of an appeal have a timeline alone
            if document := await database[collection].find_one({"number": number}, {"_id": 1}):
                return str(document["_id"])
    except PyMongoError:
        return None
    finally:
        database.client.close()
    return None


async def _logged(kafka: KafkaSettings, number: str, since: datetime) -> str | None:
    """The lifecycle's registration with this number: from the year it tells on, else from the beginning."""
    async with Offsets(kafka) as offsets:
        ends = await offsets.ends([LIFECYCLE])
        recent = await offsets.since(ends, since)
    if not ends:
        raise NotAllowed(f"there is no {LIFECYCLE.name} that this login may see")
    whole = dict.fromkeys(ends, 0)
    for starts in (recent, _before(recent, whole)):
        if (found := await _registered(kafka, number, starts, ends)) is not None:
            return found
    return None


def _before(recent: Ends, whole: Ends) -> Ends:
    """Read anew from the beginning only where that is earlier."""
    return {place: start for place, start in whole.items() if recent.get(place, -1) != start}


async def _registered(kafka: KafkaSettings, number: str, starts: Ends, ends: Ends) -> str | None:
    wanted = number.encode()
    try:
        async with aclosing(read_range(kafka, starts, ends)) as records:  # type: ignore[type-var]  # a generator
            async for record in records:
                if wanted in (record.value or b"") and _is_of(record.headers, record.value, number):
                    return str(record.key.decode())
    except TopicAuthorizationFailedError as error:
        raise NotAllowed(f"this login may not read {LIFECYCLE.name}") from error
    return None


def _is_of(headers: Iterable[tuple[str, bytes]], value: bytes, number: str) -> bool:
    return dict(headers).get("ce_type") == REGISTERED and orjson.loads(value)["number"] == number
