"""Looks at ends of topics and commits of groups with clients of its own, never through a subscriber's consumer."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.contracts.topics import Topic
from shared.kafka.broker import make_probe
from shared.kafka.settings import KafkaSettings

Ends = Mapping[TopicPartition, int]
"""Offset after the last record, per partition; topics by their full names."""


class Offsets:
    """An open look-out; use it as an async context manager."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._probe: AIOKafkaConsumer = make_probe(settings)
        arguments: dict[str, Any] = settings.client_arguments()
        self._admin = AIOKafkaAdminClient(**arguments)
        self._known: set[str] = set()

    async def __aenter__(self) -> Self:
        try:
            await self._probe.start()
            await self._admin.start()
            await self.refresh()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        """Also after half a start: whoever tries each second while a broker is away would pile up connections."""
        await asyncio.gather(self._probe.stop(), self._admin.close(), return_exceptions=True)

    async def refresh(self) -> None:
        """Learn of new topics and partitions.

        All are asked for at once: the client would learn the leader of each unknown topic in a round of its own.
        """
        prefix = self._settings.space.prefix
        self._known = {name for name in await self._probe.topics() if name.startswith(prefix)}
        await self._probe._client.set_topics(self._known)  # noqa: SLF001  # no public way to name many topics

    def partitions(self, topics: Iterable[Topic]) -> list[TopicPartition]:
        """Every partition of these declarations, as of the last refresh."""
        matches = re.compile(self._settings.space.pattern(topics)).match
        return [
            TopicPartition(name, number)
            for name in sorted(filter(matches, self._known))
            for number in sorted(self._probe.partitions_for_topic(name) or ())
        ]

    async def ends(self, topics: Iterable[Topic]) -> Ends:
        """Where the topics end now."""
        found: Ends = await self._probe.end_offsets(self.partitions(topics))
        return found

    async def starts(self, topics: Iterable[Topic]) -> Ends:
        """The first offsets that are still kept."""
        found: Ends = await self._probe.beginning_offsets(self.partitions(topics))
        return found

    async def since(self, places: Iterable[TopicPartition], instant: datetime) -> Ends:
        """The first offsets appended at or after an aware instant; places without such a record are absent."""
        wanted = dict.fromkeys(places, int(instant.timestamp() * 1000))
        found = await self._probe.offsets_for_times(wanted) if wanted else {}
        return {place: at.offset for place, at in found.items() if at is not None}

    async def committed(self, group: str) -> Ends:
        """What the group has committed; partitions without a commit are absent."""
        found = await self._admin.list_consumer_group_offsets(group)
        return {partition: meta.offset for partition, meta in found.items() if meta.offset >= 0}

    async def has_members(self, group: str) -> bool:
        """True while somebody consumes in the group; one that was killed counts until its session ends."""
        (answer,) = await self._admin.describe_consumer_groups([group])
        return bool(answer.groups and answer.groups[0][5])  # error, group, state, protocol type, protocol, members

    async def has_passed(self, group: str, ends: Ends) -> bool:
        """True when the group has committed up to all these ends; unknown while its coordinator moves, so False."""
        try:
            committed = await self.committed(group)
        except KafkaError as error:
            if not error.retriable:
                raise
            return False
        return all(committed.get(partition, 0) >= end for partition, end in ends.items() if end > 0)
