"""Records that were written once stay readable, by us and by any CloudEvents library."""

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from cloudevents.core.bindings.kafka import to_binary_event as to_kafka_message
from jsonschema import Draft202012Validator, FormatChecker

from shared.contracts.asyncapi import headers_schema
from shared.contracts.envelope import decode, decode_fact, encode
from shared.contracts.topics import LIFECYCLE, TOPICS
from shared.contracts.value_schema import value_schema
from tests.contract.golden_events import FOLDER, Golden, all_golden, golden

EVERY = pytest.mark.parametrize("example", all_golden(), ids=str)


def kept(written: Any, read: Any) -> Any:
    """What was read, without the optional fields that the writer did not know yet."""
    if isinstance(written, dict) and isinstance(read, dict):
        return {name: kept(written[name], part) for name, part in read.items() if name in written}
    if isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        return [kept(old, new) for old, new in zip(written, read, strict=True)]
    return read


def test_every_declared_type_has_an_example_and_every_example_a_declaration() -> None:
    declared = {f"{topic.name}/{name}.json" for topic in TOPICS for name in topic.types}
    assert {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.json")} == declared


@EVERY
def test_an_example_comes_back_as_it_was_written(example: Golden) -> None:
    source = example.headers["ce_source"].removeprefix("/appeals/")
    again = encode(example.event(), example.topic.of("akimat-75"), source)
    assert again.key == example.key
    assert set(again.headers.items()) == set(example.headers.items())
    assert kept(example.value, json.loads(again.value)) == example.value


@EVERY
def test_a_newer_writer_may_add_fields_and_headers(example: Golden) -> None:
    newer = dataclasses.replace(
        example,
        headers=example.headers | {"ce_newextension": "1", "x-gateway": "а"},
        value=_with_unknown_fields(example.value),
    )
    assert newer.event() == example.event()


def _with_unknown_fields(value: dict[str, Any]) -> dict[str, Any]:
    """A field that we do not know, here and in the objects below; maps of figures and offsets hold numbers only."""
    deeper = {
        name: _with_unknown_fields(part) if isinstance(part, dict) and name not in {"figures", "offsets"} else part
        for name, part in value.items()
    }
    return deeper | {"not_known_yet": {"a": [1]}}


@EVERY
def test_an_example_fits_the_published_schemas(example: Golden) -> None:
    cls = example.topic.types[example.ce_type]
    for schema, instance in (
        (value_schema(cls), example.value),
        (headers_schema(example.ce_type, cls), example.headers),
    ):
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(instance)


@EVERY
def test_the_cncf_library_reads_an_example_as_a_cloud_event(example: Golden) -> None:
    headers = {name: text.encode() for name, text in example.headers.items()}
    event = from_kafka_event(KafkaMessage(headers, example.key.encode(), example.wire_value()))
    assert (event.get_id(), event.get_type(), event.get_source(), event.get_subject()) == (
        example.headers["ce_id"],
        example.ce_type,
        example.headers["ce_source"],
        example.key,
    )
    assert event.get_time() == datetime.fromisoformat(example.headers["ce_time"])
    assert event.get_datacontenttype() == "application/json"
    assert event.get_extension("correlationid") == example.headers["ce_correlationid"]
    assert event.get_data() == example.value


@EVERY
def test_we_read_what_the_cncf_library_writes(example: Golden) -> None:
    headers = {name: text.encode() for name, text in example.headers.items()}
    event = from_kafka_event(KafkaMessage(headers, example.key.encode(), example.wire_value()))
    message = to_kafka_message(event)
    assert isinstance(message.key, str)
    read = decode([*message.headers.items()], message.key.encode(), message.value, example.topic.types)
    assert read == example.event()


def test_examples_are_instants_in_utc() -> None:
    assert {event.event().occurred_at.utcoffset() for event in all_golden()} == {datetime.now(UTC).utcoffset()}


def test_a_fact_of_the_future_is_a_step_of_its_appeal_without_effect() -> None:
    accepted = golden(LIFECYCLE, "appeal.accepted")
    future = dataclasses.replace(accepted, headers=accepted.headers | {"ce_type": "appeal.translated"})
    read = decode_fact(future.wire_headers(), future.key.encode(), future.wire_value(), LIFECYCLE.types)
    assert read.model_dump(include={"type", "appeal_id", "sequence"}) == {
        "type": "appeal.translated",
        "appeal_id": accepted.key,
        "sequence": 3,
    }
