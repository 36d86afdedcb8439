"""Gives numbers out of blocks, so that a registration costs no question to the database."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator

from services.intake.store import Numbers


class NumberBlocks:
    """Reserves `size` numbers of a series at a time.

    What a process has not given when it ends is a gap; a repeat is impossible.
    """

    def __init__(self, numbers: Numbers, size: int) -> None:
        self._numbers, self._size = numbers, size
        self._blocks: dict[str, Iterator[int]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def next(self, series: str) -> int:
        """A serial number of the series that nobody else has. Raises StoreUnavailable."""
        if (serial := self._from_block(series)) is not None:
            return serial
        async with self._locks[series]:
            while (serial := self._from_block(series)) is None:
                first = await self._numbers.take(series, self._size)
                self._blocks[series] = iter(range(first, first + self._size))
        return serial

    def _from_block(self, series: str) -> int | None:
        return next(self._blocks.get(series, iter(())), None)
