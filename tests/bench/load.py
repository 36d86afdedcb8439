"""The load: appeals of about 1.7 kB, each of its own person, written before any clock starts."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from shared.contracts.envelope import Outgoing, encode
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import SUBMITTED
from tests.support.installation import Installation
from tests.support.router import submission

TEXTS = (
    "На нашей улице дорога разбита, ямы и нет тротуара, просим отремонтировать асфальт и вывезти мусор со двора. ",
    "Прошу разъяснить, почему при назначении пенсии не учли стаж, и пересчитать пособие по инвалидности. ",
    "Аулымызда ауыз су жоқ, су құбыры тозған, көшеде жарық жанбайды, шара қолдануыңызды сұраймын. ",
    "Участковый не реагирует на кражу во дворе, полиция отказала в приёме заявления, прошу принять меры. ",
)
REGIONS = ("KZ-75", "KZ-71", "KZ-35", "KZ-61")
LETTERS = "оеаитнсрвлкмдпуя    "
TARGET_BYTES = 1300
OWN_LETTERS = 200
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
    text = TEXTS[number % len(TEXTS)]
    event = submission(f"bench {number}", text, region=REGIONS[number % len(REGIONS)])
    record = encode(event, SUBMITTED.name, "intake")
    missing = max(0, TARGET_BYTES - len(record.value)) // 2
    person = event.applicant.model_copy(update={"phone": f"87{number:09}"})
    return event.model_copy(update={"text": text + _words(number, max(OWN_LETTERS, missing)), "applicant": person})


def _words(number: int, letters: int) -> str:
    """Words that no other appeal has: else all of the load would be one campaign."""
    source = random.Random(number)  # no secret
    return "".join(source.choices(LETTERS, k=letters))


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
