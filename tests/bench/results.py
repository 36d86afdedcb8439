"""What a benchmark measured, as rows and as ratios."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` pieces of work in `seconds`."""

    name: str
    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Throughput."""
        return self.count / self.seconds


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from the start of a request to the record at the agency, at a steady rate."""

    name: str
    rate: float
    count: int
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that the design asks for."""

    name: str
    measured: float
    wanted: float
    at_least: bool = True

    @property
    def reached(self) -> bool:
        """True when the figure is as good as asked for."""
        return self.measured >= self.wanted if self.at_least else self.measured <= self.wanted


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def as_json(rates: Sequence[Rate], latencies: Sequence[Latency], targets: Sequence[Target]) -> dict[str, object]:
    """The whole run as plain data."""
    return {
        "rates": [asdict(rate) | {"per_second": round(rate.per_second)} for rate in rates],
        "latencies": [asdict(latency) for latency in latencies],
        "targets": [asdict(target) | {"reached": target.reached} for target in targets],
    }
