"""The load: appeals of about 1.8 kB, each of its own person and in its own words, written before any clock starts."""

import asyncio
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from aiokafka import AIOKafkaProducer

from services.router.learning import TEXTS as LEARNED
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import SUBMITTED
from tests.support.installation import Installation
from tests.support.router import submission

REGIONS = ("KZ-75", "KZ-71", "KZ-35", "KZ-61")
LETTERS = 200
"""Of a text: half of the real ones that we know are longer."""
MOST_SENTENCES = 4
STRANGE = "оеаитнсрвлкмдпуя    "
SLICE = 2000


@dataclass(frozen=True, slots=True)
class Load:
    """Records ready to send."""

    records: Sequence[Outgoing]

    @property
    def average_bytes(self) -> int:
        """Mean size of a value."""
        return sum(len(record.value) for record in self.records) // len(self.records)


def make(count: int, start: int = 0) -> Load:
    """`count` different appeals; the same for the same numbers."""
    return Load(tuple(_records(count, start)))


def _records(count: int, start: int) -> Iterator[Outgoing]:
    for number in range(start, start + count):
        yield encode(appeal(number), SUBMITTED.name, "intake")


def appeal(number: int) -> SubmitAppeal:
    """The appeal of this number."""
    event = submission(f"bench {number}", text(number), region=REGIONS[number % len(REGIONS)])
    person = event.applicant.model_copy(update={"phone": f"87{number:09}"})
    return event.model_copy(update={"applicant": person})


def text(number: int) -> str:
    """Some sentences on one subject, in one language, that hardly another appeal has together."""
    source = random.Random(number)  # no secret
    pool = source.choice(_sentences())
    return " ".join(source.sample(pool, min(len(pool), MOST_SENTENCES)))[:LETTERS]


def strange_text(number: int) -> str:
    """Words that nobody uses: the worst case for a reader of words."""
    return "".join(random.Random(number).choices(STRANGE, k=LETTERS))


@cache
def _sentences() -> list[list[str]]:
    """What people might write, by subject and language: our own texts that the router learns from."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in sorted(LEARNED.glob("*.jsonl")):
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            found.setdefault((row["subject"], row["lang"]), []).append(row["text"])
    return list(found.values())


async def write(installation: Installation, records: Sequence[Outgoing]) -> None:
    """Send all records as fast as the producer takes them."""
    producer = AIOKafkaProducer(
        bootstrap_servers=installation.kafka.bootstrap, acks="all", linger_ms=5, max_batch_size=256 * 1024
    )
    await producer.start()
    try:
        for start in range(0, len(records), SLICE):
            futures = [
                await producer.send(
                    installation.kafka.space.full(record.topic),
                    record.value,
                    key=record.key.encode(),
                    headers=[(name, value.encode()) for name, value in record.headers.items()],
                )
                for record in records[start : start + SLICE]
            ]
            await asyncio.gather(*futures)
    finally:
        await producer.stop()
