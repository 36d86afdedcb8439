"""What is drawn from: the country's regions, bodies with their habits, subjects, and how many appeals a day brings."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

from shared.contracts.vocabulary import Channel, Kind, Language, PersonType
from shared.reference import load_reference
from shared.workdays import load_calendar

FIRST, LAST = date(2026, 1, 5), date(2026, 6, 30)
DAY = timedelta(days=1)
CALENDAR = load_calendar()
REFERENCE = load_reference()
SUBJECTS = Path(__file__).with_name("subjects.csv")
T = TypeVar("T")

TEMPLATE_BODY = "mne"
"""Answers whatever is asked with one text, at once."""
MASS_ACTS_BODY = "mlsp"
"""Gives many identical acts on one subject, lawfully (Art. 80(2)); all other replies in its own words."""
MASS_ACTS_SUBJECT = "pensions_benefits"
PING_PONG_BODY = "mic"
"""Sends on nearly all it gets, also what came back."""


@dataclass(frozen=True)
class Weighted(Generic[T]):
    """Values to draw from by weight."""

    values: Sequence[T]
    sums: Sequence[float]

    @classmethod
    def of(cls, weights: dict[T, float]) -> "Weighted[T]":
        """From weights that need not add up to one."""
        return cls(list(weights), list(accumulate(weights.values())))

    def draw(self, rng: random.Random) -> T:
        """One value."""
        return rng.choices(self.values, cum_weights=self.sums)[0]


KINDS = Weighted.of(
    {
        Kind.APPLICATION: 0.69,
        Kind.INQUIRY: 0.14,
        Kind.COMPLAINT: 0.06,
        Kind.MESSAGE: 0.07,
        Kind.PROPOSAL: 0.02,
        Kind.RESPONSE: 0.02,
    }
)
CHANNELS = Weighted.of(
    {
        Channel.PORTAL: 0.52,
        Channel.MOBILE: 0.24,
        Channel.TSON: 0.09,
        Channel.PAPER: 0.1,
        Channel.RECEPTION: 0.04,
        Channel.VIDEO: 0.01,
    }
)
LANGUAGES = Weighted.of({Language.KK: 0.46, Language.RU: 0.52, Language.OTHER: 0.02})
PERSONS = Weighted.of({PersonType.INDIVIDUAL: 0.9, PersonType.LEGAL: 0.1})
_PEOPLE: dict[str | None, float] = {
    "KZ-75": 17, "KZ-71": 11, "KZ-79": 7, "KZ-61": 10, "KZ-19": 8, "KZ-31": 6, "KZ-35": 6, "KZ-11": 4, "KZ-15": 5,
    "KZ-23": 4, "KZ-27": 3, "KZ-39": 4, "KZ-43": 4, "KZ-47": 4, "KZ-55": 4, "KZ-59": 3, "KZ-63": 4, "KZ-10": 3,
    "KZ-33": 3, "KZ-62": 1, None: 6,
}  # fmt: skip  # hundredths, roughly by population
REGIONS = Weighted.of(_PEOPLE)
MONTHS = {1: 0.9, 2: 1.0, 3: 1.05, 4: 1.1, 5: 0.95, 6: 1.0}
WEEKDAYS = (1.25, 1.1, 1.0, 0.95, 0.85, 0.25, 0.2)


@dataclass(frozen=True, slots=True)
class Temper:
    """The habits of a body: chances of what it does with an appeal."""

    redirects: float
    late_redirects: float
    is_late: float
    prolongs: float
    explains: float
    templates: float
    silent_on_appeal: float


@lru_cache(maxsize=256)
def temper(agency: str) -> Temper:
    """The same habits in every run. Prosecutors send on 41 %, as they reported for 2024."""
    rng = random.Random(f"temper:{agency}")  # noqa: S311  # a simulation
    redirects = {"pgo": 0.41, PING_PONG_BODY: 0.85}.get(agency, rng.uniform(0.04, 0.2))
    return Temper(
        redirects=redirects,
        late_redirects=rng.uniform(0.03, 0.2),
        is_late=rng.uniform(0.02, 0.16),
        prolongs=rng.uniform(0.02, 0.1),
        explains=rng.uniform(0.35, 0.7),
        templates=1.0 if agency == TEMPLATE_BODY else 0.0 if agency == MASS_ACTS_BODY else rng.uniform(0.0, 0.06),
        silent_on_appeal=rng.uniform(0.0, 0.05),
    )


@lru_cache(maxsize=1)
def subjects() -> Weighted[tuple[str, str]]:
    """Subjects with the body that is competent; an empty one stands for the region's akimat."""
    lines = [line for line in SUBJECTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return Weighted.of({(row["subject"], row["body"]): float(row["share"]) for row in csv.DictReader(lines)})


@lru_cache(maxsize=1)
def bodies() -> tuple[str, ...]:
    """All bodies that get appeals."""
    return REFERENCE.routed_agencies()


def competent(body: str, region: str | None) -> str:
    """The body itself, or the akimat of the region; of a region not stated, the largest city's."""
    return body or REFERENCE.akimat_of(region or "KZ-75")


def daily(appeals: int) -> dict[date, int]:
    """How many appeals each civil day of the half year brings; they add up to `appeals`."""
    days = [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
    weights = [
        MONTHS[day.month] * (WEEKDAYS[day.weekday()] if CALENDAR.is_working(day) else WEEKDAYS[6]) for day in days
    ]
    whole, given, sums = sum(weights), 0, 0.0
    plan = {}
    for day, weight in zip(days, weights, strict=True):
        sums += weight
        upto = round(appeals * sums / whole)
        plan[day], given = upto - given, upto
    return plan
