"""AsyncAPI 3.0 document of the platform, made from the declarations of the topics."""

from collections.abc import Iterator
from typing import Any

from shared.contracts.event import Record, SequencedEvent
from shared.contracts.topics import TENANT, TOPICS, Topic

Node = dict[str, Any]

KAFKA_BINDING = "0.5.0"
TEXT: Node = {"type": "string"}
TENANT_CODES = {
    "agencies": "Lower-case code of a state body, as `mlsp` or `akimat-75`.",
    "centres": "Code of a Nätije centre: `kz-75`, the code of a central body, or `republic`.",
    "services": "Name of the service whose bad records these are.",
}
DEAD_LETTER_HEADERS = {
    "dlt-topic": "Topic of the original, without the installation's prefix.",
    "dlt-partition": "Partition of the original.",
    "dlt-offset": "Offset of the original.",
    "dlt-reason": "What is wrong with it.",
}


def asyncapi(version: str = "1.0.0") -> Node:
    """The whole document. Schemas of the values are referred to as files beside it, `schemas/<ce_type>.json`."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Citizens' appeals",
            "version": version,
            "description": "Records are CloudEvents 1.0 in Kafka's binary mode: context in `ce_*` headers, data as "
            "the value. Names may carry an installation's prefix. The broker stamps every record (LogAppendTime). "
            "Delivery is at least once: drop a `ce_id` you have seen.",
        },
        "defaultContentType": "application/json",
        "channels": {channel_id(topic): _channel(topic) for topic in TOPICS},
        "operations": {name: operation for topic in TOPICS for name, operation in _operations(topic)},
        "components": {"messages": _messages()},
    }


def channel_id(topic: Topic) -> str:
    """Identifier of a topic in the document: its name without dots and braces."""
    return topic.name.replace(TENANT, "TENANT").replace(".", "-")


def _messages() -> Node:
    known: dict[str, type[Record]] = {name: cls for topic in TOPICS for name, cls in topic.types.items()}
    return {message_id(name): _message(name, cls) for name, cls in known.items()} | {"dead_letter": _dead_letter()}


def message_id(ce_type: str) -> str:
    """Identifier of a message in the document: the type without dots."""
    return ce_type.replace(".", "-")


def _channel(topic: Topic) -> Node:
    names = [message_id(name) for name in topic.types] or ["dead_letter"]
    parameters = {"tenant": {"description": TENANT_CODES[topic.tenants]}} if topic.tenants != "none" else {}
    return {
        "address": topic.name,
        "description": _description(topic),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        **({"parameters": parameters} if parameters else {}),
        "bindings": {"kafka": _kafka(topic)},
    }


def _description(topic: Topic) -> str:
    personal = (
        "Personal: holds names, contacts or free text of people."
        if topic.personal
        else "No names, contacts or free text: codes, dates and ids only."
    )
    return f"{topic.role.replace('_', ' ').capitalize()}, keyed by {topic.key}. {personal}"


def _kafka(topic: Topic) -> Node:
    configuration: Node = {
        "cleanup.policy": ["compact" if topic.compacted else "delete"],
        "max.message.bytes": topic.max_message_bytes,
    }
    if not topic.compacted:
        kept = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
        configuration["retention.ms"] = kept
    return {"partitions": topic.partitions, "topicConfiguration": configuration, "bindingVersion": KAFKA_BINDING}


def _operations(topic: Topic) -> Iterator[tuple[str, Node]]:
    channel = channel_id(topic)
    for action, parties in (("send", topic.producers), ("receive", topic.consumers)):
        for party in parties:
            operation = {
                "action": action,
                "channel": {"$ref": f"#/channels/{channel}"},
                "summary": f"{party} {'writes' if action == 'send' else 'reads'} {topic.name}",
                "tags": [{"name": party}],
            }
            yield f"{party}-{action}-{channel}", operation


def _message(name: str, cls: type[Record]) -> Node:
    return {
        "name": name,
        "title": cls.__name__,
        "summary": (cls.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": headers_schema(name, cls),
        "payload": {"$ref": f"./schemas/{name}.json"},
        "bindings": {
            "kafka": {"key": {**TEXT, "description": "Equal to ce_subject."}, "bindingVersion": KAFKA_BINDING}
        },
    }


def headers_schema(name: str, cls: type[Record]) -> Node:
    """JSON Schema of a record's headers, all of them UTF-8 text. Further headers are allowed and ignored."""
    properties: Node = {
        "content-type": {"const": "application/json"},
        "ce_specversion": {"const": "1.0"},
        "ce_id": {**TEXT, "minLength": 1, "maxLength": 200, "description": "Idempotency key."},
        "ce_source": {**TEXT, "minLength": 1, "description": "Who wrote it, as `/appeals/router`."},
        "ce_type": {"const": name},
        "ce_time": {**TEXT, "format": "date-time", "description": "Event time with its offset; we write UTC."},
        "ce_subject": {**TEXT, "minLength": 1, "description": "Id of the appeal (of a snapshot its key)."},
        "ce_correlationid": {**TEXT, "description": "The same for all that one request caused."},
        "ce_causationid": {**TEXT, "description": "`ce_id` of the record that caused this one."},
        "ce_traceparent": {**TEXT, "description": "W3C trace context; also in `traceparent`."},
    }
    required = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject"]
    if "sequence" in cls.model_fields:
        least = 1 if issubclass(cls, SequencedEvent) else 0
        word = "Place in the history of the appeal" if least else "Last sequence of the appeal after the action"
        properties["ce_sequence"] = {**TEXT, "pattern": "^[0-9]+$", "description": f"{word}, from {least}."}
        required.append("ce_sequence")
    return {"type": "object", "properties": properties, "required": required}


def _dead_letter() -> Node:
    return {
        "name": "dead_letter",
        "title": "Dead letter",
        "summary": "A record that could not be read or applied: its bytes as they came, where it stood and why.",
        "contentType": "application/octet-stream",
        "headers": {
            "type": "object",
            "properties": {name: {**TEXT, "description": text} for name, text in DEAD_LETTER_HEADERS.items()},
            "required": list(DEAD_LETTER_HEADERS),
        },
        "payload": {"description": "The original's bytes, whatever they are."},
        "bindings": {
            "kafka": {"key": {**TEXT, "description": "Key of the original."}, "bindingVersion": KAFKA_BINDING}
        },
    }
