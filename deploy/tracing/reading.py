"""Reads what the log holds about one appeal: the partition its key leads to, from the day it was filed.

The lifecycle comes first. It names the bodies and centres that had the appeal; of the tenants' topics only theirs are
read, unless all are asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from aiokafka import TopicPartition
from aiokafka.errors import TopicAuthorizationFailedError

from deploy.tracing.steps import Step, accepted, in_order, letter_step, minted, read_step
from deploy.tracing.summary import Summary, summary_of
from shared.contracts.topics import DEAD_LETTERS, LIFECYCLE, STATS, TOPICS, Tenants, Topic
from shared.kafka.broker import partitioner
from shared.kafka.log import read_range
from shared.kafka.offsets import Ends, Offsets
from shared.kafka.settings import KafkaSettings
from shared.operations.letters import read_letter

MARGIN = timedelta(minutes=10)
"""Clocks of intake and broker may differ by less."""
REPUBLIC = "republic"
REGISTERED = "appeal.registered"
BY_OTHERS = frozenset({"agency", "centre"})


class UnknownAppeal(Exception):
    """The lifecycle holds nothing of it."""


class NotAllowed(Exception):
    """The login may not read the lifecycle, without which there is no trace."""


@dataclass(frozen=True, slots=True)
class Story:
    """All that was found of one appeal, and what was not looked at."""

    appeal_id: str
    summary: Summary
    steps: tuple[Step, ...]
    refused: tuple[str, ...]
    """Topics that the login may not read."""
    expired: tuple[str, ...]
    """Topics that keep records for a shorter time than the appeal is old."""
    passed_over: int
    """Topics of bodies and centres that no fact names."""


async def read_story(kafka: KafkaSettings, appeal_id: str, *, everybody: bool = False) -> Story:
    """The story of an appeal by its id. Raises UnknownAppeal, NotAllowed and LogSilent."""
    async with Offsets(kafka) as offsets:
        reader = _Reader(kafka, offsets, appeal_id, [])
        facts = await reader.facts()
        tenants = None if everybody else named_in(map(_data, facts))
        places = list(reader.places(tenants))
        first = datetime.fromtimestamp(facts[0].timestamp / 1000, UTC)
        since = await offsets.since(places, min(filter(None, (minted(appeal_id), first))) - MARGIN)
        records = [*facts, *await reader.read({place: since[place] for place in places if place in since})]
        every = sum(1 for _ in reader.places(None))
    steps = [step for record in records if (step := _step(record, kafka)) is not None]
    begun = accepted(appeal_id, next((step for step in steps if step.type == REGISTERED), None))
    now = datetime.now(UTC)
    return Story(
        appeal_id=appeal_id,
        summary=summary_of(map(_data, sorted(facts, key=_sequence))),
        steps=tuple(in_order([*([begun] if begun else []), *steps])),
        refused=tuple(sorted(map(kafka.space.bare, reader.refused))),
        expired=tuple(one.name for one in TOPICS if one.retention is not None and first + one.retention < now),
        passed_over=every - len(places),
    )


def named_in(facts: Iterable[Mapping[str, Any]]) -> dict[Tenants, set[str]]:
    """Codes of the bodies that had the appeal or were to have it, and of the centres that watched it."""
    agencies: set[str | None] = set()
    centres: set[str | None] = {REPUBLIC}
    for data in facts:
        dims = data.get("dims") or {}
        agencies |= {data.get(name) for name in ("agency", "from_agency", "to_agency", "by_agency")}
        agencies.add(dims.get("agency"))
        centres |= {data.get("centre"), (dims.get("region") or "").lower() or None}
    return {"agencies": set(filter(None, agencies)), "centres": set(filter(None, centres))}


@dataclass(frozen=True, slots=True)
class _Reader:
    kafka: KafkaSettings
    offsets: Offsets
    appeal_id: str
    refused: list[str]

    async def facts(self) -> list[Any]:
        """The records of the lifecycle, at least one.

        From the time in the id on, and where sequence 1 is not among these, from the beginning of the partition: an
        id may have no time, or that of a clock that was wrong.
        """
        places, made, found = list(self._partitions(LIFECYCLE)), minted(self.appeal_id), []
        if not places:
            raise NotAllowed(f"there is no {LIFECYCLE.name} that this login may see")
        if made is not None:
            found = await self.read(await self.offsets.since(places, made - MARGIN))
        if not any(_sequence(record) == 1 for record in found):
            found = await self.read(dict.fromkeys(places, 0))
        if self.refused:
            raise NotAllowed(f"this login may not read {LIFECYCLE.name}")
        if not found:
            raise UnknownAppeal(f"no fact of {self.appeal_id} in {LIFECYCLE.name}")
        return found

    def places(self, tenants: Mapping[Tenants, set[str]] | None) -> Iterator[TopicPartition]:
        """Where else a record may stand; `tenants` None: of every body and centre."""
        for topic in TOPICS:
            if topic not in (LIFECYCLE, STATS):
                codes = None if tenants is None else tenants.get(topic.tenants)
                yield from self._partitions(topic, codes)

    def _partitions(self, topic: Topic, codes: set[str] | None = None) -> Iterator[TopicPartition]:
        """The partition of the key; all of them where others write, whose clients may choose otherwise."""
        every: dict[str, list[int]] = {}
        for place in self.offsets.partitions([topic]):
            if codes is None or self.kafka.space.find(place.topic)[1] in codes:
                every.setdefault(place.topic, []).append(place.partition)
        for name, numbers in every.items():
            if topic is DEAD_LETTERS or BY_OTHERS & set(topic.producers):
                yield from (TopicPartition(name, number) for number in numbers)
            else:
                yield TopicPartition(name, partitioner(self.appeal_id.encode(), numbers, numbers))

    async def read(self, starts: Ends) -> list[Any]:
        """The records of this appeal from these offsets on; topics that the broker refuses are noted and left out."""
        ends = await self.offsets.ends({self.kafka.space.find(place.topic)[0] for place in starts})
        while True:
            allowed = {place: start for place, start in starts.items() if place.topic not in self.refused}
            try:
                return [r async for r in read_range(self.kafka, allowed, ends) if _concerns(r, self.appeal_id)]
            except TopicAuthorizationFailedError as error:
                if (name := str(error.args[0])) not in {place.topic for place in allowed}:
                    raise
                self.refused.append(name)


def _concerns(record: Any, appeal_id: str) -> bool:
    wanted = appeal_id.encode()
    return record.key == wanted or dict(record.headers).get("ce_subject") == wanted


def _step(record: Any, kafka: KafkaSettings) -> Step | None:
    topic, tenant = kafka.space.find(record.topic)
    if topic is not DEAD_LETTERS:
        return read_step(record, kafka.space)
    letter = read_letter(record, kafka.space)
    place = f"{kafka.space.bare(record.topic)}/{record.partition}/{record.offset}"
    return None if letter is None else letter_step(letter, tenant, place)


def _data(record: Any) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(record.value)
    return found


def _sequence(record: Any) -> int:
    return int(dict(record.headers).get("ce_sequence") or 0)
