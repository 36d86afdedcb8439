"""What is confirmed by the commits of a service's group, for commands that consume nothing themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.kafka.offsets import Offsets
from shared.kafka.settings import KafkaSettings


@dataclass(frozen=True, slots=True)
class Committed:
    """See Confirmations: the service publishes before it commits, so what lies below its commit is in the log."""

    offsets: Mapping[tuple[str, int], int]
    """Next offset by bare topic and partition."""

    def is_confirmed(self, topic: str, partition: int, offset: int) -> bool:
        """See Confirmations."""
        return offset < self.offsets.get((topic, partition), 0)


async def committed(kafka: KafkaSettings, service: str) -> Committed:
    """As the group of this service stands now."""
    async with Offsets(kafka) as offsets:
        found = await offsets.committed(kafka.group(service))
    return Committed({(kafka.space.bare(p.topic), p.partition): offset for p, offset in found.items()})
