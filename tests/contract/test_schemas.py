"""Published schemas are those of the code, and nothing released is broken."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.asyncapi import asyncapi
from shared.contracts.compatibility import breaking, changes
from shared.contracts.documents import FOLDER, commands, documents, release, released, write
from shared.contracts.topics import TOPICS
from shared.contracts.value_schema import value_schemas

Edit = Callable[[dict[str, Any]], object]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": "string", "pattern": "^A"},
        "kind": {"$ref": "#/$defs/Kind"},
        "version": {"const": "1", "type": "string"},
        "note": {"anyOf": [{"type": "string", "maxLength": 80}, {"type": "null"}], "default": None},
        "hops": {"type": "array", "items": {"$ref": "#/$defs/Hop"}},
        "figures": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    },
    "required": ["number", "kind"],
    "$defs": {
        "Kind": {"type": "string", "enum": ["complaint", "message"]},
        "Hop": {"type": "object", "properties": {"agency": {"type": "string"}}, "required": ["agency"]},
    },
}


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    """The rules of the example's fields."""
    found: dict[str, Any] = schema["properties"]
    return found


NARROWER: dict[str, tuple[Edit, str]] = {
    "a field is removed": (lambda s: fields(s).pop("note"), "note: the field was removed"),
    "a field below is removed": (
        lambda s: s["$defs"]["Hop"].update(properties={}, required=[]),
        "hops[].agency: the field was removed",
    ),
    "an optional field becomes required": (
        lambda s: s["required"].append("note"),
        "note: the optional field became required",
    ),
    "a required field is added": (
        lambda s: (fields(s).update(letter={"type": "string"}), s["required"].append("letter")),
        "letter: a required field was added",
    ),
    "a type changes": (
        lambda s: fields(s).update(number={"type": "integer"}),
        "number: type changed from string to integer",
    ),
    "null is not accepted any more": (
        lambda s: fields(s).update(note={"type": "string", "maxLength": 80}),
        "note: null is not accepted any more",
    ),
    "an enum loses a word": (
        lambda s: s["$defs"].update(Kind={"type": "string", "enum": ["complaint"]}),
        "kind: the enum lost message",
    ),
    "a word becomes an enum": (
        lambda s: s["$defs"]["Hop"]["properties"]["agency"].update(enum=["mot"]),
        "hops[].agency: any word was accepted, only an enum is now",
    ),
    "a constant changes": (lambda s: fields(s)["version"].update(const="2"), "version: const changed from 1 to 2"),
    "a pattern changes": (lambda s: fields(s)["number"].update(pattern="^B"), "number: pattern changed from ^A to ^B"),
    "a text becomes shorter": (
        lambda s: fields(s)["note"]["anyOf"][0].update(maxLength=40),
        "note: maxLength changed from 80 to 40",
    ),
    "a bound appears": (
        lambda s: fields(s)["number"].update(minLength=3),
        "number: minLength changed from None to 3",
    ),
    "a map's numbers get a higher least": (
        lambda s: fields(s)["figures"]["additionalProperties"].update(minimum=1),
        "figures.*: minimum changed from 0 to 1",
    ),
}
WIDER: dict[str, tuple[Edit, str]] = {
    "an enum gains a word": (lambda s: s["$defs"]["Kind"]["enum"].append("proposal"), "kind: the enum gained proposal"),
    "null is written now": (
        lambda s: fields(s).update(number={"anyOf": [{"type": "string", "pattern": "^A"}, {"type": "null"}]}),
        "number: null is written now",
    ),
    "a required field becomes optional": (
        lambda s: s["required"].remove("kind"),
        "kind: the required field became optional",
    ),
    "a text becomes longer": (
        lambda s: fields(s)["note"]["anyOf"][0].update(maxLength=90),
        "note: maxLength changed from 80 to 90",
    ),
}
HARMLESS: dict[str, Edit] = {
    "nothing": lambda s: None,
    "an optional field is added": lambda s: fields(s).update(letter={"type": "string", "default": ""}),
    "words for people": lambda s: fields(s)["number"].update(title="N", description="New words", examples=["A1"]),
    "an optional field below is added": lambda s: s["$defs"]["Hop"]["properties"].update(unit={"type": "string"}),
    "a default": lambda s: fields(s)["note"].update(default="none"),
}


def edited(edit: Edit) -> dict[str, Any]:
    """The example schema after an edit."""
    schema = copy.deepcopy(SCHEMA)
    edit(schema)
    return schema


@pytest.mark.parametrize(("edit", "sentence"), NARROWER.values(), ids=NARROWER)
def test_a_narrower_schema_breaks_everybody_and_says_what_to_do(edit: Edit, sentence: str) -> None:
    for accepting in (frozenset[str](), frozenset({"appeal.submit"})):
        (found,) = breaking({"appeal.submit": SCHEMA}, {"appeal.submit": edited(edit)}, accepting)
        assert found.startswith(f"appeal.submit: {sentence}. ")
        assert "declare a new class for a .v2 topic" in found


@pytest.mark.parametrize(("edit", "sentence"), WIDER.values(), ids=WIDER)
def test_a_wider_schema_breaks_readers_outside_but_a_command_may_accept_more(edit: Edit, sentence: str) -> None:
    before, after = {"appeal.submit": SCHEMA}, {"appeal.submit": edited(edit)}
    (found,) = breaking(before, after, frozenset())
    assert found.startswith(f"appeal.submit: {sentence}. ")
    assert breaking(before, after, frozenset({"appeal.submit"})) == []


@pytest.mark.parametrize("edit", HARMLESS.values(), ids=HARMLESS)
def test_a_new_optional_field_and_new_words_break_nobody(edit: Edit) -> None:
    assert changes(SCHEMA, edited(edit)) == []


def test_a_removed_type_breaks_and_a_new_one_does_not() -> None:
    (found,) = breaking({"appeal.submit": SCHEMA}, {"appeal.withdraw": SCHEMA}, frozenset())
    assert found.startswith("appeal.submit was removed. ")
    assert breaking({}, {"appeal.submit": SCHEMA}, frozenset()) == []


def test_the_present_contracts_break_nothing_that_was_released() -> None:
    assert released(), "docs/contracts/released is empty: run python -m shared.contracts.documents release"
    assert breaking(released(), value_schemas(), commands()) == []


def test_the_committed_documents_are_those_of_the_code() -> None:
    committed = {
        str(path.relative_to(FOLDER)): path.read_text("utf-8")
        for path in FOLDER.rglob("*.json")
        if path.parent.name != "released"
    }
    assert committed == documents(), "run make contracts"


def test_a_release_is_refused_while_it_breaks_something(tmp_path: Path) -> None:
    write(tmp_path)
    assert release(tmp_path) == []
    held = tmp_path / "released" / "appeal.accepted.json"
    schema = json.loads(held.read_text("utf-8"))
    schema["properties"]["floor"] = {"type": "integer"}
    held.write_text(json.dumps(schema), "utf-8")
    (refusal,) = release(tmp_path)
    assert refusal.startswith("appeal.accepted: floor: the field was removed.")
    assert json.loads(held.read_text("utf-8")) == schema


def test_types_that_only_the_platform_reads_are_its_commands() -> None:
    assert {"appeal.submit", "action.answer", "action.assign"} <= commands()
    assert not {"action.applied", "appeal.assigned", "escalation.raised"} & commands()


def references(node: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for part in node.values() for found in references(part)]
    return [found for part in node for found in references(part)] if isinstance(node, list) else []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = asyncapi()
    for reference in references(document):
        place, _, pointer = reference.partition("#")
        node: Any = json.loads((FOLDER / place).read_text("utf-8")) if place else document
        for step in pointer.split("/")[1:]:
            node = node[step]
        assert node


def test_the_asyncapi_document_says_who_may_write_and_read_each_topic() -> None:
    document = asyncapi()
    address = {f"#/channels/{name}": channel["address"] for name, channel in document["channels"].items()}
    told = {
        (operation["action"], operation["tags"][0]["name"], address[operation["channel"]["$ref"]])
        for operation in document["operations"].values()
    }
    declared = {("send", party, topic.name) for topic in TOPICS for party in topic.producers}
    assert told == declared | {("receive", party, topic.name) for topic in TOPICS for party in topic.consumers}
