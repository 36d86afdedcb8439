"""`recount`: replays the logs with a memory of its own and compares every cell of every counter, bit for bit.

**At which offsets?** The service may be counting meanwhile, and a killed one leaves documents of its last batch
written and others not. So each document is compared at *its own* guard: first the group's committed offsets are
read, then the documents. A document then holds every record below its partition's commit, and of the records beyond
it exactly those up to its own guard, since each is written in one step. The replay of a partition goes up to the
commit or the highest guard, whichever is later, and counts beyond the commit only what lies below the guard of the
document concerned. No pause, no repetition and no deadline is needed.
"""

import asyncio
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.analytics.ledger import Ledger, Pair
from services.analytics.living import Living, order
from services.analytics.reading import read
from services.analytics.rules.contributions import contributions
from services.analytics.rules.counting import add
from services.analytics.rules.histories import Histories, place_in_history
from services.analytics.store import Counters
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import Escalation
from shared.contracts.topics import LIFECYCLE, NATIJE_ESCALATIONS, Topic
from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings

TOPICS = (LIFECYCLE, NATIJE_ESCALATIONS)
BATCH = 5000
SHOWN = 20
FETCH_BYTES = 4 * 1024 * 1024
SILENT_SECONDS = 60.0


class LogEnded(RuntimeError):
    """The broker gave no records before the offset that the counters stand on."""


@dataclass(slots=True)
class Report:
    """The outcome. `offsets` is the next offset per `topic/partition` up to which the log was replayed."""

    records: int = 0
    documents: int = 0
    cells: int = 0
    differing: int = 0
    differences: list[str] = field(default_factory=list)
    """The first ones, in words."""
    repeats: int = 0
    gaps: int = 0
    seconds: float = 0.0
    offsets: dict[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """True when every document is the same."""
        return not self.differing

    def as_json(self) -> str:
        """One line for machines."""
        rate = round(self.records / self.seconds) if self.seconds else 0
        return orjson.dumps({"agrees": self.agrees, "events_per_second": rate, **asdict(self)}).decode()

    def as_text(self) -> str:
        """Lines for people."""
        head = "AGREES" if self.agrees else f"DIFFERS in {self.differing} documents"
        rate = self.records / self.seconds if self.seconds else 0.0
        text = (
            f"{head}: {self.records} events replayed in {self.seconds:.1f} s ({rate:.0f}/s), {self.documents} documents"
            f" and {self.cells} cells compared, {self.repeats} repeats dropped, {self.gaps} gaps"
        )
        return "\n".join([text, *self.differences])


async def recount(kafka: KafkaSettings, counters: Counters, group: str) -> Report:
    """Compare the live counters of `group` with the log; reads only. Raises LogEnded and the clients' errors."""
    report, began = Report(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="recount-") as folder, Ledger(Path(folder) / "ledger.sqlite") as ledger:
        async with Offsets(kafka) as offsets:
            committed = await offsets.committed(group)
            async with Living(counters, ledger) as living:
                await _Replay(kafka, ledger, report).run(living, committed, offsets)
    report.seconds = time.perf_counter() - began
    return report


class _Replay:
    def __init__(self, kafka: KafkaSettings, ledger: Ledger, report: Report) -> None:
        self._kafka, self._ledger, self._report = kafka, ledger, report

    async def run(self, living: Living, committed: Mapping[TopicPartition, int], offsets: Offsets) -> None:
        arguments: dict[str, Any] = self._kafka.client_arguments()
        consumer = AIOKafkaConsumer(
            **arguments, enable_auto_commit=False, max_partition_fetch_bytes=FETCH_BYTES, auto_offset_reset="earliest"
        )
        places = {f"{self._kafka.space.bare(p.topic)}/{p.partition}": p for p in await offsets.ends(TOPICS)}
        await consumer.start()
        try:
            consumer.assign(
                list(places.values())
            )  # all at once: the consumer learns of a new topic only after a second
            consumer.pause(*places.values())
            for place in sorted(places, key=order):
                await living.known(place)
                cut = self._cut(place, committed.get(places[place], 0))
                end = (await offsets.ends(TOPICS))[places[place]]
                await self._place(consumer, places[place], cut, end)
        finally:
            await consumer.stop()
        for place in await living.all_places():
            if place not in places:
                self._differs(f"{place}: counted, but there is no such partition")

    def _cut(self, place: str, commit: int) -> "_Cut":
        guards = self._ledger.live_guards(place)
        until = self._report.offsets[place] = max(commit, max(guards.values(), default=-1) + 1)
        return _Cut(place, commit, until, guards)

    async def _place(self, consumer: AIOKafkaConsumer, partition: TopicPartition, cut: "_Cut", end: int) -> None:
        if cut.until > end:
            self._differs(f"{cut.place}: counted up to {cut.until}, but the log ends at {end}")
        elif cut.until:
            await consumer.seek_to_beginning(partition)
            consumer.resume(partition)
            await self._partition(consumer, partition, cut)
            consumer.pause(partition)

    async def _partition(self, consumer: AIOKafkaConsumer, partition: TopicPartition, cut: "_Cut") -> None:
        topic, _ = self._kafka.space.find(partition.topic)
        position, heard = 0, time.monotonic()
        while position < cut.until:
            batch = (await consumer.getmany(partition, timeout_ms=1000, max_records=BATCH)).get(partition, ())
            if batch:
                position, heard = batch[-1].offset + 1, time.monotonic()
                self._count(topic, batch, cut)
            elif time.monotonic() - heard > SILENT_SECONDS:
                raise LogEnded(f"{cut.place}: nothing after {position} for {SILENT_SECONDS:.0f} s")
            await asyncio.sleep(0)  # lets the next fetch go out while this batch is counted
        for pair in self._ledger.pairs(cut.place):
            self._compare(pair)
        self._ledger.forget_partition()

    def _count(self, topic: Topic, batch: Sequence[Any], cut: "_Cut") -> None:
        name, _, number = cut.place.rpartition("/")
        events = [(r.offset, read(topic, r.headers, r.key, r.value)) for r in batch if r.offset < cut.until]
        placed = [(offset, e, place) for offset, e in events if (place := place_in_history(name, e)) is not None]
        histories = Histories(self._ledger.positions({place[0] for _, _, place in placed}))
        for offset, event, place in placed:
            if not histories.admits(*place) or not isinstance(event, LifecycleEvent | Escalation):
                continue
            for identity, increments in contributions(name, int(number), event):
                if offset < cut.commit or offset <= cut.guards.get(identity, -1):
                    add(self._ledger.cells(identity, offset), increments)
        self._ledger.remember(histories.moved)
        self._ledger.relieve()
        self._report.records += len(events)
        self._report.repeats += histories.repeats
        self._report.gaps += histories.gaps

    def _compare(self, pair: Pair) -> None:
        self._report.documents += 1
        self._report.cells += len(pair.live.cells) if pair.live else 0
        if pair.live == pair.again:
            return
        self._differs(*(f"{pair.id}: {words}" for words in _differences(pair)))

    def _differs(self, *words: str) -> None:
        self._report.differing += 1
        self._report.differences += words[: SHOWN - len(self._report.differences)]


@dataclass(frozen=True, slots=True)
class _Cut:
    """How far a partition (`topic/partition`) counts: for all documents, at most, and for each document that lives."""

    place: str
    commit: int
    until: int
    guards: Mapping[str, int]


def _differences(pair: Pair) -> list[str]:
    if pair.live is None or pair.again is None:
        return ["not in the log" if pair.again is None else "not among the counters"]
    words = []
    if pair.live.offset != pair.again.offset:
        words.append(f"guard {pair.live.offset}, by the log {pair.again.offset}")
    for cell in sorted({*pair.live.cells, *pair.again.cells}):
        live, again = pair.live.cells.get(cell, {}), pair.again.cells.get(cell, {})
        words += [
            f"{cell} {measure} {live.get(measure)}, by the log {again.get(measure)}"
            for measure in sorted({*live, *again})
            if live.get(measure) != again.get(measure)
        ]
    return words
