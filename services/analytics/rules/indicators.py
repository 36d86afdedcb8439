"""Indicators of formalism, per body and period, from sums and findings. They flag; a person decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from services.analytics.rules.counting import Row
from services.analytics.rules.measures import Measure
from services.analytics.rules.signals import LEFT_PREFIX, Signal
from shared.contracts.vocabulary import Outcome

RANKED_FROM = 30
"""Bodies with fewer cases are shown but not ranked."""
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator says. A change of `hits` or `n` is a new version. Thresholds are proposals, not law."""

    id: str
    article: str
    hits: str
    n: str
    guard: str = ""
    """What keeps it from crying wolf."""
    version: int = 1
    better: str = "low"


DEFINITIONS = (
    Definition("F1", "Art. 80(1)(4), 89(2)", "replies near-identical to another of the body within 90 days, to a"
               " different appeal", "replies compared", "identical acts of Art. 80(2) exempted; boilerplate cut first"),
    Definition("F3", "Art. 80, 89(2)", "answers before which a reply without a mandatory part was sent back",
               "answers"),
    Definition("F3.silent", "Art. 80(5), 89(2)", "answers that do not say how to contest them", "answers"),
    Definition("F5", "Art. 70(5), 88(1)(1)", "the same person came back with the same matter within 90 days of the"
               " answer", "answers", "counted in the month of the repeat"),
    Definition("F6", "Art. 65", "redirects of an appeal that had been redirected before, or back to a former holder",
               "appeals that came in"),
    Definition("F7", "Art. 65(1)", "redirects after the third working day", "redirects"),
    Definition("F7.limit", "Art. 65(1)", "redirects on the third working day", "redirects"),
    Definition("F9", "Art. 76", "answers on the last working day of the term", "answers in time",
               "compare with the days before: beside"),
    Definition("F10", "Art. 76(3)-(4)", "prolonged cases that ended as explained", "prolonged cases answered",
               "some subjects need expertise"),
    Definition("F11", "Art. 89(1)", "answers that only explain", "answers in the simplified procedure",
               "compare with what its mix of kinds, subjects and regions gives elsewhere: expected"),
    Definition("F12", "Art. 91(4), 100(1)", "complaints against the body that cancelled, replaced or mended its act",
               "answers"),
    Definition("F14", "Art. 72(1)", "templates (F1) given within an hour of office hours", "replies compared"),
    Definition("F17", "Art. 91(2)", "open appeals whose term has passed in silence", "appeals closed or open"),
)  # fmt: skip  # one definition to be read as a row


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator of one body. The interval is Wilson's, 95 %."""

    hits: int
    n: int
    expected: float | None = None
    """F11: the share that the same mix of kinds, subjects and regions has in all bodies."""
    beside: tuple[int, ...] = ()
    """F9: answers one and two working days before the last."""

    @property
    def share(self) -> float | None:
        """Hits per case; None without cases."""
        return min(1.0, self.hits / self.n) if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies with 95 % confidence."""
        return wilson(min(self.hits, self.n), self.n) if self.n else None

    @property
    def is_ranked(self) -> bool:
        """Enough cases to compare bodies."""
        return self.n >= RANKED_FROM


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share. `n` must not be 0."""
    share, z2 = hits / n, Z95 * Z95
    centre, spread = share + z2 / (2 * n), Z95 * sqrt((share * (1 - share) + z2 / (4 * n)) / n)
    return max(0.0, (centre - spread) / (1 + z2 / n)), min(1.0, (centre + spread) / (1 + z2 / n))


def from_sums(flow: Row, stock: Row) -> dict[str, Value]:
    """The indicators that follow from the sums of one body: `flow` of the period, `stock` up to its end."""

    def of(measure: str) -> int:
        return flow.get(measure, 0)

    answers, redirects = of(Measure.ANSWERED), of(Measure.REDIRECTED_OUT)
    silent = (
        stock.get(Measure.OVERDUE, 0)
        - stock.get(Measure.OVERDUE_WITHDRAWN, 0)
        - stock.get(Measure.CLOSED_OVERDUE, 0)
        - stock.get(Measure.REDIRECTED_OVERDUE, 0)
    )
    left = [of(f"{LEFT_PREFIX}{days}") for days in range(3)]
    return {
        "F3": Value(of(Signal.MENDED_REPLIES), answers),
        "F3.silent": Value(of(Signal.SILENT_ON_APPEAL), answers),
        "F5": Value(of(Signal.REPEATED), answers),
        "F6": Value(of(Signal.SENT_ON_AGAIN), of(Measure.ASSIGNED)),
        "F7": Value(of(Measure.REDIRECTED_LATE), redirects),
        "F7.limit": Value(of(Signal.ON_LIMIT_DAY), redirects),
        "F9": Value(left[0], of(Measure.ANSWERED_IN_TIME), beside=(left[1], left[2])),
        "F10": Value(of(Signal.PROLONGED_EXPLAINED), of(Signal.PROLONGED_ANSWERS)),
        "F12": Value(of(Signal.OVERTURNED), answers),
        "F17": Value(max(0, silent), of(Measure.CLOSED) + max(0, stock.get(Measure.OPEN, 0))),
    }


Stratum = tuple[str, str, str]
"""Kind, subject, region."""
Explained = Mapping[tuple[str, Stratum], tuple[int, int]]
"""By body and stratum: answers that only explain, and all answers of the simplified procedure."""
SIMPLIFIED = frozenset({Outcome.EXPLAINED, Outcome.SATISFIED, Outcome.REFUSED, Outcome.NOTED})


def explained_excess(counted: Explained) -> dict[str, Value]:
    """F11 of every body: its share of mere explanations beside the share that all bodies have for the same mix."""
    whole: dict[Stratum, tuple[int, int]] = {}
    for (_, stratum), (hits, n) in counted.items():
        known = whole.get(stratum, (0, 0))
        whole[stratum] = (known[0] + hits, known[1] + n)
    sums: dict[str, tuple[int, int, float]] = {}
    for (body, stratum), (hits, n) in sorted(counted.items()):
        all_hits, all_n = whole[stratum]
        known_hits, known_n, expected = sums.get(body, (0, 0, 0.0))
        sums[body] = (known_hits + hits, known_n + n, expected + n * all_hits / all_n if all_n else expected)
    return {body: Value(hits, n, round(expected / n, 4)) for body, (hits, n, expected) in sums.items() if n}


def strata(rows: Mapping[tuple[str, ...], Row]) -> dict[tuple[str, Stratum], tuple[int, int]]:
    """Sums by (body, outcome, kind, subject, region) as what `explained_excess` takes."""
    found: dict[tuple[str, Stratum], tuple[int, int]] = {}
    for (body, outcome, kind, subject, region), row in rows.items():
        n = row.get(Measure.ANSWERED, 0)
        if outcome not in SIMPLIFIED or not n:
            continue
        key = (body, (kind, subject, region))
        hits, whole = found.get(key, (0, 0))
        found[key] = (hits + (n if outcome == Outcome.EXPLAINED else 0), whole + n)
    return found


def from_findings(found: Iterable[tuple[bool, bool]]) -> dict[str, Value]:
    """F1 and F14 from (is a template, is one given at once) of every reply of one body."""
    templates = at_once = n = 0
    for is_template, is_at_once in found:
        n += 1
        templates += is_template
        at_once += is_at_once
    return {"F1": Value(templates, n), "F14": Value(at_once, n)} if n else {}
