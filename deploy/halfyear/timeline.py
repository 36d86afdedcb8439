"""All lives in one order: by instant, each appeal's records in its own; some are produced twice."""

import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from deploy.halfyear.case import Opening
from deploy.halfyear.facts import Step, Written, written
from deploy.halfyear.lives import first_opening, live
from deploy.halfyear.world import DAY, LAST, daily
from shared.workdays import start_of

REMEMBERED = 3000
END = start_of(LAST + DAY)


@dataclass(slots=True)
class Timeline:
    """The records of a half year with `appeals` new matters; repeats of people, complaints and parts come on top.

    `repeats` is the share of records that intake, the router or sla_monitor produced again later. The same seed gives
    the same records.
    """

    appeals: int
    repeats: float = 0.015
    seed: int = 2026
    kinds: Counter[str] = field(default_factory=Counter)
    """Records by type, the repeated ones as `repeat`."""

    def records(self) -> Iterator[Written]:
        """Every record up to the end of the half year, in the order of instants."""
        rng = random.Random(self.seed)  # noqa: S311  # a simulation
        recent: deque[Written] = deque(maxlen=REMEMBERED)
        for key, step in self._steps(rng):
            record = written(key, step)
            recent.append(record)
            self.kinds[dict(step.fixed)["ce_type"].decode()] += 1
            yield record
            if rng.random() < self.repeats:
                self.kinds["repeat"] += 1
                yield recent[rng.randrange(len(recent))]

    def _steps(self, rng: random.Random) -> Iterator[tuple[bytes, Step]]:
        order, numbers = count(), count(1)
        heap: list[tuple[object, int, Opening | tuple[bytes, list[Step]], int]] = []
        days = iter(daily(self.appeals).items())
        day_of = next(days, None)
        while heap or day_of is not None:
            while day_of is not None and (not heap or start_of(day_of[0]) <= heap[0][0]):  # type: ignore[operator]  # instants
                for _ in range(day_of[1]):
                    opening = first_opening(rng, day_of[0])
                    heappush(heap, (opening.when, next(order), opening, 0))
                day_of = next(days, None)
            if not heap:
                continue
            when, _, what, index = heappop(heap)
            if when >= END:  # type: ignore[operator]  # an instant
                if day_of is None:
                    return
                continue
            if isinstance(what, Opening):
                case = live(rng, next(numbers), what)
                what = (case.story.id.encode(), case.story.told())
                for follower in case.next_openings:
                    heappush(heap, (follower.when, next(order), follower, 0))
            key, steps = what
            yield key, steps[index]
            if index + 1 < len(steps):
                heappush(heap, (steps[index + 1].when, next(order), what, index + 1))
