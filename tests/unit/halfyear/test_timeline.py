"""The generator's records: valid facts in causal order, with the dates of the law."""

from collections import Counter, defaultdict
from functools import lru_cache

from deploy.halfyear.facts import Written
from deploy.halfyear.timeline import Timeline
from deploy.halfyear.world import CALENDAR, LAST, daily
from shared.contracts.envelope import decode, encode
from shared.contracts.event import Event, event_id
from shared.contracts.facts import LIFECYCLE_EVENTS
from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealRedirected,
    AppealRegistered,
    ClosingEvent,
    LifecycleEvent,
)
from shared.contracts.natije import ESCALATIONS, EscalationRaised
from shared.contracts.topics import TopicSpace
from shared.contracts.vocabulary import RungName
from shared.workdays import civil_day

SPACE = TopicSpace()


def event_of(record: Written) -> Event:
    topic, _ = SPACE.find(record.topic)
    event = decode(record.headers, record.key, record.value, topic.types)
    assert isinstance(event, Event)
    return event


@lru_cache(maxsize=1)
def log() -> tuple[tuple[Written, Event], ...]:
    return tuple((record, event_of(record)) for record in Timeline(2500, repeats=0.0).records())


def histories() -> dict[str, list[LifecycleEvent]]:
    found: dict[str, list[LifecycleEvent]] = defaultdict(list)
    for _, event in log():
        if isinstance(event, LifecycleEvent):
            found[event.appeal_id].append(event)
    return found


def test_a_record_made_from_templates_is_what_the_contracts_encode() -> None:
    for record, event in log()[::7]:
        source = dict(record.headers)["ce_source"].decode().rpartition("/")[2]
        encoded = encode(event, record.topic, source)
        assert (encoded.key.encode(), encoded.value) == (record.key, record.value)
        assert {name: value.encode() for name, value in encoded.headers.items()} == dict(record.headers)


def test_every_type_of_fact_and_escalation_happens() -> None:
    happened = Counter(type(event) for _, event in log())
    assert {*LIFECYCLE_EVENTS, *ESCALATIONS} - happened.keys() == set()


def test_each_history_is_numbered_without_gaps_in_the_order_of_its_instants() -> None:
    for appeal_id, events in histories().items():
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        assert [event.occurred_at for event in events] == sorted(event.occurred_at for event in events)
        assert {event.event_id for event in events} == {event_id(appeal_id, e.sequence, e.type) for e in events}


def test_all_instants_lie_in_order_up_to_the_end_of_june() -> None:
    instants = [event.occurred_at for _, event in log()]
    assert instants == sorted(instants)
    assert civil_day(instants[-1]) == LAST


def test_the_dimensions_name_the_holder_after_the_event() -> None:
    for events in histories().values():
        holder = None
        for event in events:
            if isinstance(event, AppealAssigned):
                holder = event.agency
            elif isinstance(event, AppealRedirected):
                holder = event.to_agency
            assert event.dims.agency == holder or not isinstance(event, AppealAssigned | ClosingEvent)


def test_a_closing_says_in_time_exactly_when_its_day_is_not_after_the_due_date_in_force() -> None:
    checked = 0
    for events in histories().values():
        due = None
        for event in events:
            deadlines = getattr(event, "deadlines", None)
            due = deadlines.answer_by if deadlines is not None else due
            if isinstance(event, ClosingEvent) and due is not None:
                day = civil_day(event.occurred_at)
                assert event.in_time == (day <= due)
                assert event.was_overdue == (day > due)
                assert event.working_days == CALENDAR.count(event.dims.registered_on, day)
                checked += 1
    assert checked > 1000


def test_what_is_answered_late_was_raised_as_overdue_before() -> None:
    raised = {e.appeal_id for _, e in log() if isinstance(e, EscalationRaised) and e.rung is RungName.OVERDUE}
    late = {e.appeal_id for _, e in log() if isinstance(e, AppealAnswered) and e.was_overdue}
    assert late
    assert late <= raised


def test_repeated_records_are_a_share_of_the_log_and_equal_to_their_first_copy() -> None:
    timeline = Timeline(300, repeats=0.02)
    records = list(timeline.records())
    again = len(records) - len({(r.topic, dict(r.headers)["ce_id"]) for r in records})
    assert again == timeline.kinds["repeat"]
    assert 0.005 < again / len(records) < 0.04


def test_the_same_seed_gives_the_same_log() -> None:
    assert list(Timeline(60).records()) == list(Timeline(60).records())


def test_days_add_up_to_what_was_asked_for_and_holidays_bring_little() -> None:
    plan = daily(300_000)
    assert sum(plan.values()) == 300_000
    working = [n for day, n in plan.items() if CALENDAR.is_working(day)]
    resting = [n for day, n in plan.items() if not CALENDAR.is_working(day)]
    assert max(resting) < min(working) / 2


def test_numbers_and_parents_belong_together() -> None:
    numbers = {events[0].number for events in histories().values()}
    children = [e for es in histories().values() for e in es[:1] if isinstance(e, AppealRegistered) and e.parent]
    assert len(numbers) == len(histories())
    assert children
    assert all(child.parent in numbers and child.number == f"{child.parent}/1" for child in children)
