"""Near-identical replies to different appeals (F1), and those given at once (F14): functions of a set of replies.

Two replies are near-identical when their fingerprints agree in at least `REPLY_LIKENESS` of their components, corrected
for the components that agree by chance; two appeals differ when theirs agree in less than `MATTER_LIKENESS`. Both
thresholds are proposals, to be calibrated on labelled replies.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from services.analytics.rules.signals import Sample

COMPONENTS = 64
CHANCE = 1 / 256
"""Two different texts agree in a component of one byte that often."""
REPLY_LIKENESS = 0.8
MATTER_LIKENESS = 0.5
WINDOW_DAYS = 90
BAND_BYTES = 4
IDENTICAL_ACTS = 5
"""Art. 80(2): more than five identical acts on one subject …"""
IDENTICAL_DAYS = 30
"""… within 30 calendar days may go without reasons of their own."""
AT_ONCE_MINUTES = 60
IN_A_BUCKET = 24
"""Kinds of reply, in order, that one is compared with in a band: thousands of alike replies need not all be paired."""
KINDS_LOOKED_AT, REPLIES_LOOKED_AT = 24, 8
"""Near kinds of a reply, and replies of each on either side of its day: a template shows in the nearest ones."""
Matrix = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Reply:
    """A sample with its civil day in Asia/Almaty."""

    day: date
    sample: Sample


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one reply."""

    reply: Reply
    is_template: bool
    """Near-identical to another reply of the body within 90 days, to a different appeal, and not exempted."""
    is_at_once: bool
    """A template given within one hour of office hours after the appeal arrived."""


def findings(replies: Sequence[Reply]) -> list[Finding]:
    """One finding per reply of ONE body, in the order given; the set alone decides, not the order."""
    if not replies:
        return []
    kinds = sorted({reply.sample.reply for reply in replies})
    number = {kind: index for index, kind in enumerate(kinds)}
    members: dict[int, list[Reply]] = defaultdict(list)
    for reply in sorted(replies, key=_order):
        members[number[reply.sample.reply]].append(reply)
    near = _neighbours(kinds)
    found = []
    for reply in replies:
        own = number[reply.sample.reply]
        looked_at = (own, *sorted(near[own] - {own})[:KINDS_LOOKED_AT])
        others = [other for kind in looked_at for other in _around(reply, members[kind])]
        is_template = _is_template(reply, others)
        minutes = reply.sample.held_minutes
        found.append(Finding(reply, is_template, is_template and minutes is not None and minutes < AT_ONCE_MINUTES))
    return found


def _order(reply: Reply) -> tuple[date, str]:
    return reply.day, reply.sample.appeal_id


def _around(reply: Reply, members: Sequence[Reply]) -> list[Reply]:
    """The replies nearest to its day, on either side, without itself."""
    place = bisect_left(members, _order(reply), key=_order)
    near = members[max(0, place - REPLIES_LOOKED_AT) : place + REPLIES_LOOKED_AT + 1]
    return [other for other in near if other.sample.appeal_id != reply.sample.appeal_id]


def _is_template(reply: Reply, others: Iterable[Reply]) -> bool:
    own, window = reply.sample.matter, timedelta(days=WINDOW_DAYS)
    if own is None:
        return False
    within = [other for other in others if abs(other.day - reply.day) <= window]
    if reply.sample.claims_identical_acts and _acts_are_identical(reply, within):
        return False
    matters = sorted({other.sample.matter for other in within if other.sample.matter is not None})
    return bool(matters) and bool((likeness(_matrix([own])[0], _matrix(matters)) < MATTER_LIKENESS).any())


def _acts_are_identical(reply: Reply, within: Sequence[Reply]) -> bool:
    """More than five acts on the subject of this one lie within 30 calendar days that include its own day."""
    span = timedelta(days=IDENTICAL_DAYS)
    days = sorted([reply.day, *(o.day for o in within if o.sample.subject == reply.sample.subject)])
    return any(
        days[start] <= reply.day <= days[start + IDENTICAL_ACTS] and days[start + IDENTICAL_ACTS] - days[start] < span
        for start in range(len(days) - IDENTICAL_ACTS)
    )


def likeness(one: Matrix, others: Matrix) -> npt.NDArray[np.float64]:
    """Estimated share of what one text has in common with each of the others, 0 to 1."""
    equal: npt.NDArray[np.float64] = (others == one).mean(axis=1)
    return np.maximum((equal - CHANCE) / (1 - CHANCE), 0.0)


def _neighbours(kinds: Sequence[bytes]) -> list[set[int]]:
    """For each kind of reply those that are near-identical to it, itself included. Candidates agree in a band."""
    matrix = _matrix(kinds)
    near: list[set[int]] = [{index} for index in range(len(kinds))]
    for start in range(0, COMPONENTS, BAND_BYTES):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for index, kind in enumerate(kinds):
            buckets[kind[start : start + BAND_BYTES]].append(index)
        for bucket in buckets.values():
            for place, index in enumerate(bucket[:-1]):
                rest = [other for other in bucket[place + 1 : place + 1 + IN_A_BUCKET] if other not in near[index]]
                if not rest:
                    continue
                alike = likeness(matrix[index], matrix[rest]) >= REPLY_LIKENESS
                for other, is_alike in zip(rest, alike, strict=True):
                    if is_alike:
                        near[index].add(other)
                        near[other].add(index)
    return near


def _matrix(fingerprints: Sequence[bytes]) -> Matrix:
    return np.frombuffer(b"".join(fingerprints), dtype=np.uint8).reshape(len(fingerprints), COMPONENTS)
