"""Dead letters of one service as they stand in its topic, and the originals in the topics they came from."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from shared.contracts.dead_letters import OWN, origin
from shared.contracts.envelope import Place, Raw, Received, decode
from shared.contracts.topics import DEAD_LETTERS, TopicSpace
from shared.contracts.vocabulary import Refusal
from shared.kafka.broker import make_probe
from shared.kafka.log import read_log
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings

FETCH_SECONDS = 15.0
CLASSES = frozenset(map(str, Refusal))


class NoOriginal(Exception):
    """The original record is not to be had any more; the message says why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter; `at` is its arrival in the dead-letter topic (aware UTC), `place` the original's."""

    place: Place
    at: datetime
    reason: str
    tenant: str
    raw: Raw
    """Headers and value of the original as the letter kept them: a large value is cut."""
    is_cut: bool

    @property
    def reason_class(self) -> str:
        """Why it could not be applied, as a word; `unreadable` where it could not even be read."""
        word = self.reason.partition(":")[0]
        return word if word in CLASSES else str(Refusal.UNREADABLE)

    @property
    def type(self) -> str:
        """Its `ce_type`, empty where there is none that can be read."""
        return (dict(self.raw.headers).get("ce_type") or b"").decode("utf-8", "replace")


async def read_letters(kafka: KafkaSettings, service: str) -> dict[Place, Letter]:
    """The letters that are kept, by place, oldest first; of one that was written twice the first. Raises LogSilent."""
    own = replace(DEAD_LETTERS, name=DEAD_LETTERS.of(service), tenants="none")
    found: dict[Place, Letter] = {}
    async for record in read_log(kafka, [own]):
        letter = read_letter(record, kafka.space)
        if letter is not None:
            found.setdefault(letter.place, letter)
    return found


def read_letter(record: Any, space: TopicSpace) -> Letter | None:
    """The letter in a record of a dead-letter topic; None for a record that nobody of us wrote."""
    ours = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers if name.startswith(OWN)}
    try:
        place = origin(ours)
        _, tenant = space.find(space.full(place.topic))
    except (KeyError, ValueError):
        return None
    headers = [(name, value) for name, value in record.headers if not name.startswith(OWN)]
    null = ours.get("dlt-null", "").split(",")
    raw = Raw(None if "key" in null else record.key, None if "value" in null else record.value, headers)
    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return Letter(place, at, ours.get("dlt-reason", ""), tenant, raw, "dlt-cut-from" in ours)


async def original(kafka: KafkaSettings, letter: Letter) -> Received[Any]:
    """The original as it came, with its own time, marked as run again.

    Raises NoOriginal when it is gone or another record stands there, Unreadable when it still cannot be read.
    """
    record = await _record(kafka, letter.place)
    raw = Raw(record.key, record.value, record.headers)
    if not _is_same(letter, raw):
        raise NoOriginal(f"another record stands at {letter.place}: the topic is not the one it was")
    topic, tenant = kafka.space.find(record.topic)
    event = decode(raw.headers, raw.key, raw.value, topic.types)
    appended = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return Received(event, letter.place, appended, tenant, raw, retried=True)


def _is_same(letter: Letter, raw: Raw) -> bool:
    kept, value = letter.raw.value or b"", raw.value or b""
    return value.startswith(kept) if letter.is_cut else value == kept


async def _record(kafka: KafkaSettings, place: Place) -> Any:
    partition = TopicPartition(kafka.space.full(place.topic), place.partition)
    topic, _ = kafka.space.find(partition.topic)
    async with Offsets(kafka) as offsets:
        alone = [replace(topic, name=place.topic, tenants="none")]
        first, end = (await offsets.starts(alone)).get(partition, 0), (await offsets.ends(alone)).get(partition, 0)
    if not first <= place.offset < end:
        raise NoOriginal(f"{place} is not kept: the partition holds the offsets from {first} to before {end}")
    consumer = make_probe(kafka)
    await consumer.start()
    try:
        consumer.assign([partition])
        consumer.seek(partition, place.offset)
        record = await asyncio.wait_for(consumer.getone(partition), FETCH_SECONDS)
    except (TimeoutError, KafkaError) as error:
        raise NoOriginal(f"{place} cannot be read now: {type(error).__name__}") from error
    finally:
        await consumer.stop()
    if record.offset != place.offset:
        raise NoOriginal(f"{place} is gone")
    return record


def still_open(letters: Mapping[Place, Letter], closed: set[str]) -> list[Letter]:
    """Those that nobody has retried with effect or dropped."""
    return [letter for place, letter in letters.items() if str(place) not in closed]
