"""The quick reader of recount against the full one, over every type of fact that a half year holds."""

from deploy.halfyear.timeline import Timeline
from services.analytics.reading import read
from services.analytics.rules.contributions import contributions
from services.analytics.rules.histories import place_in_history
from shared.contracts.envelope import decode_fact
from shared.contracts.facts import LIFECYCLE_EVENTS
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.natije import ESCALATIONS, Escalation
from shared.contracts.topics import TopicSpace


def test_every_fact_read_quickly_is_counted_like_one_read_in_full_reclassified_ones_too() -> None:
    space, seen = TopicSpace(), set()
    for record in Timeline(2500, repeats=0.0).records():
        topic, _ = space.find(record.topic)
        full = decode_fact(record.headers, record.key, record.value, topic.types)
        quick = read(topic, record.headers, record.key, record.value)
        assert isinstance(full, LifecycleEvent | Escalation)
        assert isinstance(quick, LifecycleEvent | Escalation)
        assert list(contributions(record.topic, 0, quick)) == list(contributions(record.topic, 0, full))
        assert place_in_history(record.topic, quick) == place_in_history(record.topic, full)
        seen.add(type(full))
    assert seen == {*LIFECYCLE_EVENTS, *ESCALATIONS}
