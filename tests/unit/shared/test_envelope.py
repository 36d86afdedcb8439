"""The envelope: what is written comes back, and what cannot be read says what to mend and quotes nobody."""

from typing import Any

import pytest

from shared.contracts.agency import AcceptAppeal, RedirectAppeal
from shared.contracts.envelope import UnknownFact, Unreadable, decode, decode_fact, encode
from shared.contracts.natije import ESCALATIONS
from shared.contracts.stats import StatsSnapshot
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, NATIJE_ESCALATIONS, STATS
from tests.support.records import NOON, accept, accepted, command, data, fact, wire

COMMANDS = AGENCY_ACTIONS_TOPIC.types
GOOD = command(1)
KEY = GOOD.key.encode()
SECRET = "Иванов 700101300123"


def read(key: Any = KEY, value: Any = GOOD.value, **headers: bytes | None) -> Any:
    """Decode the good command with something replaced."""
    return decode([*(wire(GOOD) | headers).items()], key, value, COMMANDS)


def test_a_command_comes_back_as_it_was_written() -> None:
    assert read() == accept(1)


def test_the_context_travels_as_headers_and_the_data_as_the_value() -> None:
    event = accepted(1, sequence=4).model_copy(update={"causation_id": "c-1", "traceparent": "00-ab-cd-01"})
    record = encode(event, LIFECYCLE.name, "router")
    assert record.headers == {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": "accepted-1-4",
        "ce_source": "/appeals/router",
        "ce_type": "appeal.accepted",
        "ce_time": "2026-03-30T07:00:00+00:00",
        "ce_subject": event.appeal_id,
        "ce_correlationid": "",
        "ce_sequence": "4",
        "ce_causationid": "c-1",
        "ce_traceparent": "00-ab-cd-01",
        "traceparent": "00-ab-cd-01",
    }
    assert (record.topic, record.key) == ("appeals.lifecycle.v1", event.appeal_id)
    assert decode([*wire(record).items()], record.key.encode(), record.value, LIFECYCLE.types) == event


def test_a_snapshot_is_keyed_by_what_it_is_about() -> None:
    snapshot = StatsSnapshot(
        event_id="s-1", occurred_at=NOON, period="2026-03", dimension="region", value="KZ-75", figures={"open": None}
    )
    record = encode(snapshot, STATS.name, "analytics")
    assert record.key == record.headers["ce_subject"] == "2026-03:region:KZ-75"
    assert decode([*wire(record).items()], record.key.encode(), record.value, STATS.types) == snapshot


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"ce_id": None}, "a header has no value"),
        ({"x-anything": None}, "a header has no value"),
        ({"x-anything": b"\xff\xfe"}, "a header is not UTF-8"),
        ({"ce_specversion": b"0.3"}, "ce_specversion must be 1.0"),
        ({"ce_type": b""}, "missing CloudEvents headers: ce_type"),
        ({"ce_time": b"yesterday"}, "occurred_at: Input should be a valid datetime"),
        ({"ce_time": b"2026-03-30T12:00:00"}, "occurred_at: Input should have timezone info"),
        ({"ce_time": b"0001-01-01T00:00:00+10:00"}, "occurred_at: Input should be greater than or equal to"),
        ({"ce_correlationid": b"c" * 201}, "correlation_id: String should have at most 200 characters"),
        ({"ce_id": b"i" * 201}, "event_id: String should have at most 200 characters"),
        ({"key": None}, "the record's key must be its ce_subject"),
        ({"key": b"another"}, "the record's key must be its ce_subject"),
        ({"key": b"\xff"}, "the record's key must be its ce_subject"),
        ({"key": b"a1", "ce_subject": b"a1"}, "appeal_id: String should match pattern"),
        ({"value": None}, "the value is not JSON"),
        ({"value": b"{broken"}, "the value is not JSON"),
        ({"value": b"\xff"}, "the value is not JSON"),
        ({"value": b"[" * 5000}, "the value is not JSON"),
        ({"value": b"[1]"}, "the value must be a JSON object"),
        ({"value": b'{"unit": 5}'}, "unit: Input should be a valid string"),
        ({"ce_type": b"action.promote"}, "unknown type action.promote; known: action.accept, "),
    ],
    ids=str,
)
def test_a_bad_command_is_unreadable_and_the_message_says_what_to_mend(changes: Any, complaint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(**changes)
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("name", ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject"])
def test_a_missing_attribute_is_named(name: str) -> None:
    headers = [(key, text) for key, text in wire(GOOD).items() if key != name]
    with pytest.raises(Unreadable, match=f"missing CloudEvents headers: {name}"):
        decode(headers, GOOD.key.encode(), GOOD.value, COMMANDS)


@pytest.mark.parametrize(
    "changes",
    [
        {"ce_type": SECRET.encode()},
        {"ce_specversion": SECRET.encode()},
        {"ce_time": SECRET.encode()},
        {"ce_subject": SECRET.encode(), "key": SECRET.encode()},
        {"key": SECRET.encode()},
        {"value": f'{{"unit": ["{SECRET}"]}}'.encode()},
        {"value": SECRET.encode()},
        {"value": data(GOOD, unit=SECRET * 10)},
    ],
    ids=str,
)
def test_the_message_quotes_nothing_of_what_came(changes: Any) -> None:
    with pytest.raises(Unreadable) as caught:
        read(**changes)
    assert not [word for word in SECRET.split() if word in str(caught.value)]


def test_at_most_five_faults_are_named() -> None:
    with pytest.raises(Unreadable) as caught:
        decode([*wire(fact(1)).items()], fact(1).key.encode(), b'{"dims": {}}', LIFECYCLE.types)
    assert str(caught.value).count("Field required") == 5


def test_the_value_cannot_overrule_the_headers() -> None:
    forged = data(GOOD, event_id="forged", appeal_id="forged", type="action.answer", occurred_at="1999-01-01T00:00:00Z")
    assert read(value=forged) == accept(1)


def test_unknown_fields_and_headers_are_ignored() -> None:
    assert read(value=data(GOOD, colour={"a": 1}), ce_colour=b"red") == accept(1)


def test_the_plain_trace_header_serves_where_the_cloud_events_one_is_missing() -> None:
    assert read(traceparent=b"00-ab-cd-01").traceparent == "00-ab-cd-01"


def test_a_command_needs_no_sequence_and_one_that_comes_is_ignored() -> None:
    assert read(ce_sequence=b"7") == accept(1)


def test_a_fact_of_a_later_type_is_a_step_without_effect() -> None:
    headers = wire(fact(1, sequence=3)) | {"ce_type": b"appeal.translated"}
    found = decode_fact([*headers.items()], fact(1).key.encode(), b'{"into": "kk"}', LIFECYCLE.types)
    assert isinstance(found, UnknownFact)
    assert (found.type, found.appeal_id, found.sequence) == ("appeal.translated", accepted(1).appeal_id, 3)


def test_a_later_fact_of_a_topic_without_sequences_is_readable_too() -> None:
    headers = wire(GOOD) | {"ce_type": b"escalation.forwarded"}
    found = decode_fact([*headers.items()], GOOD.key.encode(), b"{}", NATIJE_ESCALATIONS.types)
    assert isinstance(found, UnknownFact)
    assert found.sequence == 0


def test_a_known_fact_must_be_readable() -> None:
    with pytest.raises(Unreadable, match="number: Field required"):
        decode_fact([*wire(fact(1)).items()], fact(1).key.encode(), b"{}", LIFECYCLE.types)


def test_classes_are_found_by_their_type() -> None:
    assert (COMMANDS["action.accept"], COMMANDS["action.redirect"]) == (AcceptAppeal, RedirectAppeal)
    assert set(NATIJE_ESCALATIONS.types.values()) == set(ESCALATIONS)
