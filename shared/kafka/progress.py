"""How far a consumer is and whether the process is healthy, seen from outside the handler."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition

from shared.contracts.topics import Topic, TopicSpace
from shared.kafka.consume import Subscription
from shared.observability import metrics

BROKER_SILENT_SECONDS = 30.0
STUCK_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Next offset to handle, end of the partition, and when (Unix seconds) the broker last answered for it."""

    next: int
    end: int
    seen_at: float

    @property
    def lag(self) -> int:
        """Records not handled yet."""
        return max(0, self.end - self.next)


def progress(subscription: Subscription) -> Mapping[TopicPartition, Progress]:
    """Progress per assigned partition; one without a fetch answer since its assignment is absent: unknown."""
    consumer = subscription.subscriber.consumer
    if consumer is None or consumer._subscription.subscription is None:  # noqa: SLF001  # position() would wait
        return {}
    assignment = consumer._subscription.subscription.assignment  # noqa: SLF001
    if assignment is None:
        return {}
    found = {}
    for partition in consumer.assignment():
        state, end = assignment.state_value(partition), consumer.highwater(partition)
        if end is not None and state is not None and state.has_valid_position:
            seen = consumer.last_poll_timestamp(partition) / 1000
            found[partition] = Progress(subscription.in_hand.get(partition, state.position), end, seen)
    return found


def is_live(subscriptions: Sequence[Subscription]) -> bool:
    """False when a restart would help: fenced producer, or records waiting and none attempted for two minutes.

    While the broker is silent it would not. A partition whose next records are fetched already is asked for no more, so
    that an answer for any other one tells that the broker is there.
    """
    for subscription in subscriptions:
        if subscription.fenced:
            return False
        idle, found = time.monotonic() - subscription.attempted_at, progress(subscription).values()
        answers = any(time.time() - p.seen_at < BROKER_SILENT_SECONDS for p in found)
        if idle > STUCK_SECONDS and answers and any(p.lag for p in found):
            return False
    return True


def broker_answers(subscriptions: Sequence[Subscription]) -> bool:
    """True while the broker has answered every consumer's fetches within the last half minute."""
    for subscription in subscriptions:
        seen = [p.seen_at for p in progress(subscription).values()]
        if seen and time.time() - max(seen) > BROKER_SILENT_SECONDS:
            return False
    return True


def lag_by_topic(subscription: Subscription, space: TopicSpace) -> dict[str, int]:
    """Records not handled yet, summed by the topic's declaration."""
    lags: dict[str, int] = {}
    for partition, found in progress(subscription).items():
        name = space.find(partition.topic)[0].name
        lags[name] = lags.get(name, 0) + found.lag
    return lags


def show(subscription: Subscription, space: TopicSpace, topics: Sequence[Topic]) -> None:
    """Let every scrape of the metrics read this subscription: lag by topic, age in hand, whether the broker answers."""
    metrics.follow(lambda: lag_by_topic(subscription, space), [topic.name for topic in topics])
    metrics.OLDEST_IN_HAND.set_function(lambda: subscription.oldest_in_hand)
    metrics.BROKER_ANSWERS.set_function(lambda: float(broker_answers([subscription])))
