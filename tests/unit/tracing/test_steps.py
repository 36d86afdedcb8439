"""A record becomes a step of codes, dates and ids, whatever stands in it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.tracing.printing import as_json, as_text
from deploy.tracing.reading import Story, named_in
from deploy.tracing.steps import Origin, Step, accepted, in_order, lags, letter_step, step_of
from deploy.tracing.summary import Summary, summary_of
from shared.contracts.envelope import Place, Raw
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, DEAD_LETTERS, LIFECYCLE, STATS, SUBMITTED
from shared.operations.letters import Letter
from tests.contract.golden_events import Golden, all_golden, golden

NOON = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
APPEAL = "0199c0de-5a10-7c4e-9b1a-2f6d8e4c1a75"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ABOUT_APPEALS = [one for one in all_golden() if one.topic is not STATS]
OPEN_WORDS = re.compile(r"(ЖТ|ЗТ)-\d{4}-\d{8}(/\d{1,3})*|Art\. .*")


def step(one: Golden, offset: int = 0, at: datetime = NOON) -> Step:
    origin = Origin(one.topic, "akimat-75", f"{one.topic.of('akimat-75')}/0/{offset}", at)
    return step_of(origin, Raw(one.key.encode(), one.wire_value(), one.wire_headers()))


def story(*steps: Step, summary: Summary | None = None) -> Story:
    return Story(APPEAL, summary or Summary(), tuple(in_order(steps)), (), (), 0)


def texts(value: Any) -> Iterator[str]:
    """Every text in a record's data that is no code: with a blank, or not in Latin letters."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str) and (" " in value or not value.isascii()) and not OPEN_WORDS.fullmatch(value):
        yield value


@pytest.mark.parametrize("one", ABOUT_APPEALS, ids=str)
def test_no_text_of_any_record_is_told(one: Golden) -> None:
    told = as_text(story(step(one))) + str(as_json(story(step(one))))
    assert [text for text in texts(one.value) if text in told] == []
    assert one.ce_type in told
    assert (TRACE in told) == ("ce_traceparent" in one.headers)


def test_a_fact_tells_place_trace_sequence_codes_and_dates() -> None:
    assert step(golden(LIFECYCLE, "appeal.assigned"), 7) == Step(
        at=NOON,
        said=datetime(2026, 3, 30, 6, 30, tzinfo=UTC),
        place="appeals.lifecycle.v1/0/7",
        type="appeal.assigned",
        who="router",
        sequence=2,
        event_id="996c63c5-ca1c-5021-94a8-275c7bdfd450",
        trace_id=TRACE,
        correlation_id="5b1a6a0c-7f0e-4d2e-8c55-0d1f2a3b4c5d",
        note={
            "agency": "akimat-75",
            "centre": "kz-75",
            "rule": "addressee",
            "redirect_by": "2026-04-02",
            "answer_by": "2026-04-27",
        },
    )


def test_a_command_is_its_topics_whoever_it_names_as_its_source() -> None:
    headers = [("ce_type", b"action.accept"), ("ce_source", b"/appeals/router")]
    told = step_of(Origin(AGENCY_ACTIONS_TOPIC, "mot", "agency.actions.mot.v1/0/0", NOON), Raw(b"k", b"{}", headers))
    assert told.who == "mot"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("ce_type", None), ("ce_sequence", b"\xff")],
        [("ce_type", "Иван Иванов".encode()), ("ce_id", b"ivanov"), ("ce_correlationid", b"870101300123")],
        [("ce_type", b"Ivan Ivanov"), ("ce_time", b"yesterday"), ("ce_source", b"/appeals/Ivanov")],
        [("traceparent", b"Ivanov"), ("ce_time", b"0001-01-01T00:00:00+14:00")],
    ],
)
@pytest.mark.parametrize("value", [None, b"", b"{Ivanov", b'["Ivanov"]', b'{"to_agency": "Ivan Ivanov"}', b"\xff"])
def test_a_command_that_cannot_be_read_is_a_step_without_its_words(
    headers: list[tuple[str, bytes | None]], value: bytes | None
) -> None:
    origin = Origin(AGENCY_ACTIONS_TOPIC, "akimat-75", "agency.actions.akimat-75.v1/0/3", NOON)
    found = step_of(origin, Raw(b"Ivanov", value, headers))
    told = as_text(story(found)) + str(as_json(story(found)))
    assert (found.type, found.who) == ("unreadable", "akimat-75")
    assert not re.search("ivanov|Иванов|870101300123", told, re.IGNORECASE)


def test_a_dead_letter_tells_its_original_and_the_class_of_the_reason() -> None:
    one = golden(AGENCY_ACTIONS_TOPIC, "action.answer")
    place = Place("agency.actions.akimat-75.v1", 0, 4)
    reason = "unknown_appeal: the appeal of Ivanov"
    kept = Letter(place, NOON, reason, "akimat-75", Raw(None, one.wire_value(), one.wire_headers()), is_cut=False)
    told = letter_step(kept, "router", f"{DEAD_LETTERS.of('router')}/0/2")
    assert (told.type, told.who, told.place, told.trace_id) == ("dead letter", "router", "dlt.router.v1/0/2", TRACE)
    assert told.note == {"original": str(place), "was": "action.answer", "reason": "unknown_appeal"}


def test_the_acceptance_over_http_stands_in_the_id_and_in_no_derived_one() -> None:
    stamp = f"{int(NOON.timestamp() * 1000):012x}"
    made = f"{stamp[:8]}-{stamp[8:]}-7c4e-9b1a-2f6d8e4c1a75"
    assert accepted(made) == Step(NOON, None, "HTTP", "accepted", "intake")
    assert accepted("e283b412-875a-5500-ab9d-e69c2ece0578") is None


def test_steps_stand_in_the_order_of_appending_facts_before_what_they_cause() -> None:
    registered, submit = golden(LIFECYCLE, "appeal.registered"), golden(SUBMITTED, "appeal.submit")
    mixed = [step(submit), step(golden(LIFECYCLE, "appeal.assigned"), 1, NOON + SECOND), step(registered)]
    found = in_order(mixed)
    assert [one.type for one in found] == ["appeal.registered", "appeal.submit", "appeal.assigned"]
    assert list(lags(found)) == [None, timedelta(0), SECOND]


def test_an_event_that_was_published_twice_is_marked_the_second_time() -> None:
    one = golden(LIFECYCLE, "appeal.assigned")
    assert [s.repeats for s in in_order([step(one, 5, NOON + SECOND), step(one, 4)])] == [False, True]


def test_only_bodies_and_centres_that_a_fact_names_are_looked_at() -> None:
    facts: list[dict[str, Any]] = [
        {"dims": {"region": "KZ-75", "agency": None}},
        {"dims": {"region": "KZ-75", "agency": "akimat-75"}, "agency": "akimat-75", "centre": "kz-75"},
        {"dims": {"agency": "mot"}, "from_agency": "akimat-75", "to_agency": "mot", "centre": "mti"},
    ]
    assert named_in(facts) == {"agencies": {"akimat-75", "mot"}, "centres": {"kz-75", "mti", "republic"}}


def test_the_legal_deadline_is_the_last_that_a_fact_set() -> None:
    kinds = ("appeal.registered", "appeal.assigned", "appeal.prolonged", "appeal.answered")
    values = [golden(LIFECYCLE, kind).value for kind in kinds]
    before, after = summary_of(values[:2]), summary_of(values)
    prolonged, answered = values[2], values[3]
    assert (before.answer_by, before.article) == ("2026-04-27", "Art. 99, 76(2)")
    assert before.in_time is None
    assert (after.answer_by, after.in_time) == (prolonged["deadlines"]["answer_by"], answered["in_time"])
    assert "answer by 2026-04-27 (Art. 99, 76(2): 20 working_days from 2026-03-30)" in as_text(story(summary=before))


def test_the_time_that_a_record_claims_is_shown_where_it_is_not_that_of_its_arrival() -> None:
    one = golden(LIFECYCLE, "appeal.assigned")
    assert "said (UTC)" in as_text(story(step(one)))
    assert "said (UTC)" not in as_text(story(step(one, at=datetime(2026, 3, 30, 6, 30, 2, tzinfo=UTC))))
