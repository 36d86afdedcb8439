"""A small half year on real Kafka and store, through kills: equality, open data, and bodies told apart."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from deploy.halfyear.world import MASS_ACTS_BODY, PING_PONG_BODY, TEMPLATE_BODY
from deploy.local import Stack
from tests.support.half_year import HalfYear

APPEALS, KILLS = 3000, 3


@pytest.mark.timeout(180)
async def test_a_small_half_year_counted_through_kills_equals_its_recount(stack: Stack, tmp_path: Path) -> None:
    half_year = await HalfYear.written(stack, tmp_path, APPEALS)
    try:
        await half_year.counted(KILLS, 120)
        told = await half_year.recount()
        await _three_formats_agree(half_year)
        await _bodies_are_told_apart(half_year)
    finally:
        half_year.service.stop()
    assert told["agrees"], told["differences"]
    assert (told["gaps"], told["records"]) == (0, half_year.figures.events)
    assert told["repeats"] > 100


async def _three_formats_agree(half_year: HalfYear) -> None:
    asked = {"by": "region,kind", "period": "2026-03"}
    as_json = json.loads(await half_year.export("json", **asked))
    text = (await half_year.export("csv", **asked)).decode()
    as_parquet = pq.read_table(io.BytesIO(await half_year.export("parquet", **asked))).to_pylist()
    assert as_parquet == as_json
    spelled = [{k: "" if v is None else str(v) for k, v in row.items()} for row in as_json]
    told = [
        {k: v.capitalize() if k == "suppressed" else v for k, v in r.items()} for r in csv.DictReader(io.StringIO(text))
    ]
    assert told == spelled
    assert len(as_json) > 60


async def _bodies_are_told_apart(half_year: HalfYear) -> None:
    rows = (await half_year.exact("indicators", period="2026"))["rows"]
    share = {(row["indicator"], row["agency"]): row["share"] for row in rows}
    assert share["F1", TEMPLATE_BODY] > 0.9
    assert share["F14", TEMPLATE_BODY] > 0.3
    assert share["F1", MASS_ACTS_BODY] < 0.1
    assert share["F6", PING_PONG_BODY] > 0.3
    assert share["F6", MASS_ACTS_BODY] < 0.1
