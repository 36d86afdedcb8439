"""How national appeals are mixed: weights by kind, channel, person and weekday, and a seeded choice by weight."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import TypeVar

from shared.contracts.vocabulary import Channel, Kind, PersonType
from shared.workdays import WorkCalendar

T = TypeVar("T")

KINDS: Mapping[Kind, float] = {
    Kind.APPLICATION: 0.69,
    Kind.INQUIRY: 0.14,
    Kind.COMPLAINT: 0.06,
    Kind.MESSAGE: 0.06,
    Kind.PROPOSAL: 0.03,
    Kind.RESPONSE: 0.02,
}
"""Published for 2024: applications 69 %, inquiries 14 %, complaints 6 %; the rest is divided by judgement."""
CHANNELS: Mapping[Channel, float] = {
    Channel.PORTAL: 0.46,
    Channel.MOBILE: 0.33,
    Channel.TSON: 0.09,
    Channel.PAPER: 0.08,
    Channel.RECEPTION: 0.03,
    Channel.VIDEO: 0.01,
}
PERSONS: Mapping[PersonType, float] = {PersonType.INDIVIDUAL: 0.93, PersonType.LEGAL: 0.07}
WEEKDAYS = (1.20, 1.15, 1.05, 1.00, 0.85, 0.30, 0.20)
"""Appeals from Monday to Sunday, relative to an average working day; a holiday is like a Sunday."""


def pick(weights: Mapping[T, float], rng: Random) -> T:
    """One key, chosen with the probability of its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def busyness(day: date, calendar: WorkCalendar) -> float:
    """How many appeals a civil day (Asia/Almaty) brings, relative to an average working day."""
    if calendar.is_working(day):
        return WEEKDAYS[min(day.weekday(), 4)]
    return WEEKDAYS[max(day.weekday(), 5)] if day.weekday() >= 5 else WEEKDAYS[6]


def shares(total: int, weights: list[float]) -> list[int]:
    """`total` divided in whole numbers by weight, so that they add up (largest remainders)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: counts[i] - exact[i])
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts
