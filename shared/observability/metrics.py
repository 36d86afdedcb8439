"""Figures for Prometheus: each is declared once, with its unit and meaning, and the register is made from that.

No personal data, and few values of every label: codes of our own tables, classes of errors, templates of routes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from shared.contracts.vocabulary import Refusal

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, read by nobody

EVERY_SERVICE = "every service"
MOST_VALUES = 500
"""Values of a label that comes from outside; further ones are counted together as OTHER."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Declared:
    """One metric as the register lists it; `name` is the family's, a counter's with `_total`."""

    name: str
    type: str
    labels: tuple[str, ...]
    unit: str
    meaning: str
    owner: str
    """The service that exposes it, or EVERY_SERVICE."""


REGISTER: dict[str, Declared] = {}
"""By name, in the order of declaration: what the modules imported so far have declared."""


class Metrics:
    """Declares the metrics of one owner."""

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def counter(self, name: str, meaning: str, unit: str, labels: Sequence[str] = ()) -> Counter:
        """Something that only grows; `name` ends in `_total`."""
        self._note(name, "counter", meaning, unit, labels)
        return Counter(name, meaning, labels)

    def gauge(self, name: str, meaning: str, unit: str, labels: Sequence[str] = ()) -> Gauge:
        """Something that goes up and down."""
        self._note(name, "gauge", meaning, unit, labels)
        return Gauge(name, meaning, labels)

    def histogram(
        self, name: str, meaning: str, labels: Sequence[str] = (), buckets: Sequence[float] = Histogram.DEFAULT_BUCKETS
    ) -> Histogram:
        """Durations, in seconds."""
        self._note(name, "histogram", meaning, "seconds", labels)
        return Histogram(name, meaning, labels, buckets=buckets)

    def _note(self, name: str, kind: str, meaning: str, unit: str, labels: Sequence[str]) -> None:
        REGISTER[name] = Declared(name, kind, tuple(labels), unit, meaning, self._owner)


class Bounded:
    """Lets through the first `most` values of a label; a flood of further ones is one value."""

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most, self._known = most, set[str]()

    def of(self, value: str) -> str:
        """The value, or OTHER when there are too many already."""
        if value in self._known:
            return value
        if len(self._known) >= self._most:
            return OTHER
        self._known.add(value)
        return value


_all = Metrics(EVERY_SERVICE)
MINUTES = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)

READY = _all.gauge("service_ready", "1 when both stores answered at this scrape", "0 or 1")
LIVE = _all.gauge(
    "service_live", "0 when a restart would help: producer fenced, or records wait and none is tried", "0 or 1"
)
BROKER_ANSWERS = _all.gauge(
    "kafka_answers", "1 while the broker answered every consumer within half a minute", "0 or 1"
)

LAG = _all.gauge(
    "consumer_lag_records", "Records of the partitions held that are not handled yet", "records", ["topic"]
)
OLDEST_IN_HAND = _all.gauge(
    "consumer_oldest_in_hand_seconds",
    "Age of the oldest record of the batch in hand or failing again and again, since its append; 0 between batches",
    "seconds",
)
RECORDS = _all.counter("consumer_records_total", "Records handled, unreadable ones included", "records")
BATCH_SECONDS = _all.histogram(
    "consumer_batch_seconds", "From a batch in hand to all it caused confirmed, failures included", buckets=MINUTES
)
BATCH_FAILURES = _all.counter(
    "consumer_batch_failures_total", "Batches that failed and came again, by class of the error", "batches", ["error"]
)
PUBLISHED = _all.counter(
    "published_records_total", "Records confirmed by the broker, repeats after a crash included", "records", ["type"]
)
DEAD_LETTERS = _all.counter(
    "dead_letters_total",
    "Dead letters written, by class of the reason: unreadable, or why refused",
    "records",
    ["reason"],
)
REFUSED = _all.counter(
    "refused_commands_total",
    "Refusals sent to a body or a centre, by the code of whom they went to",
    "records",
    ["tenant"],
)
PUBLISH_FAILURES = _all.counter(
    "publish_failures_total", "Publishes that failed and are tried again, by class of the error", "calls", ["error"]
)
FENCED = _all.gauge("producer_fenced", "1 when the producer can publish no more; the process ends by itself", "0 or 1")

HTTP_SECONDS = _all.histogram(
    "http_request_seconds", "From a request to the beginning of its answer, by template of the route", ["route"]
)
HTTP_REQUESTS = _all.counter(
    "http_requests_total",
    "Requests answered, by template of the route and status",
    "requests",
    ["method", "route", "status"],
)

_REASONS = frozenset(map(str, Refusal))


def reason_class(reason: str) -> str:
    """The code that a dead letter's reason begins with, or `unreadable`."""
    code = reason.partition(":")[0]
    return code if code in _REASONS else "unreadable"


def follow(lags: Callable[[], dict[str, int]], topics: Sequence[str]) -> None:
    """Read the lag at every scrape; that of a topic is NaN until the broker has answered for it."""
    for topic in topics:
        LAG.labels(topic).set_function(partial(_lag, lags, topic))


def _lag(lags: Callable[[], dict[str, int]], topic: str) -> float:
    return lags().get(topic, float("nan"))
