"""JSON Schema 2020-12 of what records hold, made from the classes that read them."""

from typing import Any

from shared.contracts.event import Record
from shared.contracts.topics import TOPICS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def declared() -> dict[str, type[Record]]:
    """Every class that travels in some topic, by `ce_type`."""
    return {name: cls for topic in TOPICS for name, cls in topic.types.items()}


def value_schema(cls: type[Record]) -> Schema:
    """Schema of the record's *value*: the class without the context fields, which travel as headers.

    Unknown fields are allowed, because readers ignore them.
    """
    schema = cls.model_json_schema(mode="validation")
    properties = {name: rule for name, rule in schema["properties"].items() if name not in Record.CONTEXT}
    return {
        "$schema": DIALECT,
        "title": cls.__name__,
        "description": schema.get("description", ""),
        "type": "object",
        "properties": properties,
        "required": [name for name in schema.get("required", ()) if name not in Record.CONTEXT],
        **({"$defs": schema["$defs"]} if "$defs" in schema else {}),
    }


def value_schemas() -> dict[str, Schema]:
    """Every value's schema, by `ce_type`."""
    return {name: value_schema(cls) for name, cls in declared().items()}
