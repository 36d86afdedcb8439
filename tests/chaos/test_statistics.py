"""Ten kills while a half year is counted: the counters equal a recount bit for bit, at the speed that was promised.

HALF_YEAR_APPEALS and HALF_YEAR_KILLS set the size; the speeds are asked for only at the full one.
"""

import os
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.support.half_year import HalfYear, p99

APPEALS = int(os.environ.get("HALF_YEAR_APPEALS", "300000"))
KILLS = int(os.environ.get("HALF_YEAR_KILLS", "10"))
SECONDS = 5400.0


@pytest.mark.timeout(3 * SECONDS)
async def test_a_half_year_counted_through_ten_kills_equals_its_recount(stack: Stack, tmp_path: Path) -> None:
    half_year = await HalfYear.written(stack, tmp_path, APPEALS)
    figures = half_year.figures
    try:
        await half_year.counted(KILLS, SECONDS)
        await half_year.idle()
        told = await half_year.recount()
    finally:
        half_year.service.stop()
        print("\n".join(["", *figures.lines()]))  # noqa: T201  # figures are for people
    assert told["agrees"], told["differences"]
    assert (told["gaps"], told["records"]) == (0, figures.events)
    assert figures.repeats > figures.events // 200
    assert figures.kills == KILLS
    assert max(figures.flat_rss()) < 500
    assert p99(figures.idle_ms) < 100
    assert figures.counted_per_second > 1_000
    assert figures.recounted_per_second > 20_000
