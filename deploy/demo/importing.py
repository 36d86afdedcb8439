"""Appeals from outside: real texts where the sample data lie beside the checkout, else our own; rows for the import."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from deploy.demo.mixes import pick
from deploy.demo.runner import CHECKOUT
from deploy.demo.steps import OFFICE_OPENS
from shared.contracts.vocabulary import Channel, Kind
from shared.workdays import WorkCalendar, at, civil_day

SHARED = CHECKOUT.parent / "shared" / "data" / "appeals-dev.jsonl"
OWN = Path(__file__).parent / "samples.jsonl"
KINDS = {Kind.APPLICATION: 0.85, Kind.MESSAGE: 0.1, Kind.PROPOSAL: 0.05}
CHANNELS = {Channel.PAPER: 0.7, Channel.RECEPTION: 0.2, Channel.TSON: 0.1}
WORKING_DAYS = 8
"""The appeals came over so many working days before they are imported."""


def source() -> Path:
    """The file of texts to import."""
    return SHARED if SHARED.is_file() else OWN


def texts(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of texts: id, lang, text, region or null, place or null."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def rows(found: Sequence[dict[str, Any]], before: datetime, calendar: WorkCalendar, seed: int) -> Iterator[str]:
    """Lines for `python -m services.intake import`: each text as a paper appeal received in the days before `before`.

    Applicants are neutral and nobody real; only text, language, region and place are the source's.
    """
    rng = Random(f"{seed}:import")  # noqa: S311
    today = civil_day(before)
    for number, text in enumerate(found, start=1):
        day = calendar.nth_before(today, rng.randint(1, WORKING_DAYS))
        received_at = at(day, OFFICE_OPENS) + timedelta(minutes=rng.randrange(540))
        name = f"Заявитель {number}" if text["lang"] == "ru" else f"Өтініш беруші {number}"
        row = {
            "row_key": text["id"],
            "received_at": received_at.isoformat(),
            "kind": pick(KINDS, rng).value,
            "channel": pick(CHANNELS, rng).value,
            "language": text["lang"],
            "person_type": "individual",
            "applicant": {"name": name},
            "region": text["region"],
            "place": text["place"],
            "text": text["text"],
        }
        yield json.dumps({key: value for key, value in row.items() if value is not None}, ensure_ascii=False)
