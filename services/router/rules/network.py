"""What redirects teach: who answers a subject in the end, against whom the table names. Pure; proposes, never acts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import sqrt

from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealPingPong,
    AppealRedirected,
    AppealTriaged,
    LifecycleEvent,
)

AKIMAT = "akimat"
"""Stands for the akimat of whatever region: the table of competences has one row for all twenty."""
UNKNOWN = "unknown"
"""A subject that the router did not see."""
Z95 = 1.96
MORE_THAN_HALF = 0.5


@dataclass(slots=True)
class Journey:
    """What is known of one appeal on its way."""

    subject: str = UNKNOWN
    named: str | None = None
    """The body that the router named; None where a person did."""
    proposals: tuple[str, ...] = ()
    """Of a triage case: what the router proposed, likeliest first."""
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row of the table that practice contradicts. Shares are of all answers to the subject."""

    subject: str
    body: str
    """Who answers in practice: a code, or `akimat`."""
    now: str
    """Whom the router names most often."""
    n: int
    share: float
    at_least: float
    """Lower end of the 95 % interval of the share (Wilson)."""


@dataclass(slots=True)
class Network:
    """Sums over a log of lifecycles. Feed each partition in order; appeals may come mixed."""

    hops: Counter[int] = field(default_factory=Counter)
    """Answered appeals by the number of times they had been sent on."""
    edges: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(subject, from, to)."""
    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(subject, body that the router named first)."""
    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(subject, body that answered)."""
    by_hand: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """(subject, body, rank among the proposals from 1, or 0): what people chose."""
    returned: int = 0
    """Appeals that came back to a body that had had them."""
    long: int = 0
    """Appeals with more than three redirects."""
    _journeys: dict[str, Journey] = field(default_factory=dict)

    def add(self, event: LifecycleEvent) -> None:
        """Take in the next fact of an appeal; a repeat of the same fact must not come."""
        journey = self._journeys.setdefault(event.appeal_id, Journey())
        journey.subject = event.dims.category or journey.subject
        if isinstance(event, AppealAssigned):
            journey.hops = event.hop
        match event:
            case AppealTriaged():
                journey.proposals = tuple(map(general, event.proposals))
            case AppealAssigned(rule="by_hand"):
                body = general(event.agency)
                rank = journey.proposals.index(body) + 1 if body in journey.proposals else 0
                self.by_hand[journey.subject, body, rank] += 1
            case AppealAssigned() if event.hop == 0:
                journey.named = general(event.agency)
                self.named[journey.subject, journey.named] += 1
            case AppealRedirected():
                self.edges[journey.subject, event.from_agency, event.to_agency] += 1
            case AppealPingPong():
                self.returned += event.returned_to_sender
                self.long += not event.returned_to_sender
            case AppealAnswered():
                self.answered[journey.subject, general(event.dims.agency or UNKNOWN)] += 1
                self.hops[journey.hops] += 1
            case _:
                return

    def proposals(self, fewest: int) -> list[Proposal]:
        """Subjects with at least `fewest` answers, most of which another body gave than the router names."""
        return sorted(self._proposals(fewest), key=lambda found: (-found.at_least, found.subject))

    def _proposals(self, fewest: int) -> Iterator[Proposal]:
        for subject, bodies in _by_subject(self.answered).items():
            n, now = sum(bodies.values()), _by_subject(self.named).get(subject)
            body, most = max(sorted(bodies.items()), key=lambda pair: pair[1])
            if now is None or subject == UNKNOWN or n < fewest:
                continue
            named = max(sorted(now.items()), key=lambda pair: pair[1])[0]
            low = wilson_low(most, n)
            if body != named and low > MORE_THAN_HALF:
                yield Proposal(subject, body, named, n, most / n, low)


def general(agency: str) -> str:
    """The code as the table of competences knows it: all akimats are one."""
    return AKIMAT if agency.startswith("akimat-") else agency


def wilson_low(hits: int, n: int) -> float:
    """Lower end of the 95 % interval of a share (Wilson); 0 without observations."""
    if n == 0:
        return 0.0
    share, z2 = hits / n, Z95 * Z95
    centre = share + z2 / (2 * n)
    return (centre - Z95 * sqrt((share * (1 - share) + z2 / (4 * n)) / n)) / (1 + z2 / n)


def cycles(edges: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """(subject, one, other), one before the other: pairs that send a subject to each other."""
    known = set(edges)
    return {(s, min(a, b), max(a, b)) for s, a, b in known if (s, b, a) in known}


def _by_subject(counted: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (subject, body), n in counted.items():
        found.setdefault(subject, {})[body] = n
    return found
