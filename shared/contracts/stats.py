"""`stats.national.v1`: the latest figures per period and dimension. Public: cells under 5 are suppressed."""

from typing import Literal

from pydantic import Field

from shared.contracts.event import Record


class StatsSnapshot(Record):
    """Figures of one period and one value of one dimension, with the log offsets they stand on.

    Keyed by `period:dimension:value`, compacted: the last record per key holds.
    """

    type: Literal["stats.snapshot"] = "stats.snapshot"
    period: str
    """`2026`, `2026-11` or `2026-11-24`, civil time in Asia/Almaty."""
    dimension: str
    value: str
    figures: dict[str, int | None]
    """None where the cell is suppressed."""
    offsets: dict[str, int] = Field(default_factory=dict)
    """Next offset to read per `topic/partition`."""

    @property
    def subject(self) -> str:
        """Compaction key."""
        return f"{self.period}:{self.dimension}:{self.value}"
