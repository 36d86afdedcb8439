"""Publishes `stats.national.v1`: the latest figures of the running year, month and day, where they changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import structlog
from aiokafka.errors import KafkaError

from services.analytics.derived import Derived
from services.analytics.rules.counting import Row
from services.analytics.rules.figures import figures
from services.analytics.rules.periods import periods_of
from services.analytics.rules.suppression import suppressed, suppressed_rows
from services.analytics.tables import NATIONAL, Tables
from shared.clock import Now
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.stats import StatsSnapshot
from shared.contracts.topics import STATS
from shared.kafka.publish import is_fatal
from shared.workdays import civil_day

log = structlog.get_logger(__name__)
Send = Callable[[Sequence[Outgoing]], Awaitable[None]]
Touched = set[tuple[str, str, str]]


@dataclass(slots=True)
class Snapshots:
    """Sends snapshots from the derived tables. The first round after a start sends all that is current."""

    derived: Derived
    now: Now
    send: Send
    may_publish: Callable[[], bool]
    """One replica publishes: the one that counts the lifecycle's first partition."""
    published: int = 0

    async def keep_sending(self, seconds: float) -> None:
        """Loop: at most one round each `seconds`; a round that fails is tried again with the next."""
        while True:
            await asyncio.sleep(seconds)
            if not self.may_publish():
                continue
            try:
                await self.send_changed()
            except KafkaError as error:
                if is_fatal(error):
                    raise
                log.warning("snapshots_not_sent", error=type(error).__name__)

    async def send_changed(self) -> int:
        """Publish the snapshots that changed since the last round, confirmed; returns how many."""
        tables = self.derived.current
        touched, tables.touched = tables.touched, set()
        records = [encode(s, STATS.name, "analytics") for s in changed(tables, touched, self.now())]
        try:
            await self.send(records)
        except Exception:
            tables.touched |= touched
            raise
        self.published += len(records)
        return len(records)


def changed(tables: Tables, touched: Touched, now: datetime) -> list[StatsSnapshot]:
    """Snapshots of the current year, month and day (Asia/Almaty) for each value touched in them.

    The event's id follows from key and offsets: the same figures make the same event.
    """
    day, month, year, _ = periods_of(civil_day(now).isoformat())
    found: list[StatsSnapshot] = []
    for period in (year, month, day):
        names = {(dimension, value) for dimension, value, when in touched if when.startswith(period)}
        for dimension in sorted({dimension for dimension, _ in names}):
            wanted = {value for other, value in names if other == dimension}
            found += _snapshots(tables, period, dimension, wanted, now)
    return found


def _snapshots(tables: Tables, period: str, dimension: str, wanted: set[str], now: datetime) -> list[StatsSnapshot]:
    dims = () if dimension == NATIONAL else (dimension,)
    flow, stock = tables.both(dims, period)
    empty: Row = {}
    exact = {values: figures(flow.get(values, empty), stock.get(values, empty)) for values in sorted(stock)}
    rows = suppressed_rows(list(exact.values())) if dims else [suppressed(row) for row in exact.values()]
    made = []
    for values, (public, _) in zip(exact, rows, strict=True):
        value = values[0] if values else "all"
        if value not in wanted:
            continue
        offsets = dict(sorted(tables.offsets.items()))
        name = f"{period}:{dimension}:{value}:{offsets}"
        made.append(
            StatsSnapshot(
                event_id=str(uuid5(NAMESPACE_URL, name)),
                occurred_at=now,
                period=period,
                dimension=dimension,
                value=value,
                figures=public,
                offsets=offsets,
            )
        )
    return made
