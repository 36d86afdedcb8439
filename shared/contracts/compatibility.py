"""Tells whether readers and writers of a released schema can live with the present one.

Compatible is a new optional field, nothing else. A schema is compared keyword by keyword, with references resolved
and words for people (titles, descriptions, defaults, examples) left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Schema = Mapping[str, Any]

FOR_PEOPLE = frozenset({"$schema", "$id", "$defs", "title", "description", "default", "examples", "deprecated"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
HANDLED = frozenset({"properties", "required", "items", "additionalProperties", "anyOf", "enum", "type"})
WHAT_TO_DO = (
    "Released records must stay readable: undo it, or declare a new class for a .v2 topic and publish both "
    "until the last reader has moved."
)


class Effect(StrEnum):
    """Who is hurt by a change."""

    NARROWER = "narrower"  # records written by the released schema are refused now
    WIDER = "wider"  # readers of the released schema refuse what may be written now


@dataclass(frozen=True, slots=True)
class Change:
    """One difference that somebody cannot live with; `path` as `dims.region`."""

    path: str
    what: str
    effect: Effect

    def __str__(self) -> str:
        return f"{self.path or 'the value'}: {self.what}"


def changes(released: Schema, present: Schema) -> list[Change]:
    """Every difference beyond new optional fields, in the order of the schema."""
    return list(_compare(_resolved(released, released), _resolved(present, present), ""))


def breaking(released: Mapping[str, Schema], present: Mapping[str, Schema], accepting: frozenset[str]) -> list[str]:
    """Sentences about what breaks, by `ce_type`; empty when all is compatible.

    `accepting` names the types that only the platform reads (commands): it may accept more than it did.
    """
    sentences = []
    for name, old in sorted(released.items()):
        if name not in present:
            sentences.append(f"{name} was removed. {WHAT_TO_DO}")
            continue
        found = changes(old, present[name])
        hurts = [change for change in found if change.effect is Effect.NARROWER or name not in accepting]
        sentences += [f"{name}: {change}. {WHAT_TO_DO}" for change in hurts]
    return sentences


def _resolved(schema: Any, root: Schema) -> Any:
    """The schema with references replaced by what they name; our contracts have no cycles."""
    if isinstance(schema, list):
        return [_resolved(part, root) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = dict(schema)
    if (reference := found.pop("$ref", None)) is not None:
        found = dict(root["$defs"][str(reference).removeprefix("#/$defs/")]) | found
    named = found.get("properties")
    plain = {key: _resolved(part, root) for key, part in found.items() if key not in FOR_PEOPLE | {"properties"}}
    if named is not None:
        plain["properties"] = {name: _resolved(part, root) for name, part in named.items()}
    return plain


def _compare(old: Schema, new: Schema, path: str) -> Iterator[Change]:
    if "anyOf" in old or "anyOf" in new:
        yield from _alternatives(old.get("anyOf", [old]), new.get("anyOf", [new]), path)
        return
    if old.get("type") != new.get("type"):
        yield Change(path, f"type changed from {old.get('type', 'any')} to {new.get('type', 'any')}", Effect.NARROWER)
        return
    yield from _words(old.get("enum"), new.get("enum"), path)
    yield from _keywords(old, new, path)
    yield from _fields(old, new, path)
    for part, step in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(old.get(part), Mapping) and isinstance(new.get(part), Mapping):
            yield from _compare(old[part], new[part], path + step)
        elif old.get(part) != new.get(part):
            yield Change(path, f"{part} changed", Effect.NARROWER)


def _alternatives(old: Sequence[Schema], new: Sequence[Schema], path: str) -> Iterator[Change]:
    """Alternatives are told apart by their type: `X | None` is an object or a string, or null."""
    before, after = ({str(s.get("type", "any")): s for s in side} for side in (old, new))
    for kind in sorted(before.keys() - after.keys()):
        yield Change(path, f"{kind} is not accepted any more", Effect.NARROWER)
    for kind in sorted(after.keys() - before.keys()):
        yield Change(path, f"{kind} is written now", Effect.WIDER)
    for kind in sorted(before.keys() & after.keys()):
        yield from _compare(before[kind], after[kind], path)


def _words(old: Sequence[Any] | None, new: Sequence[Any] | None, path: str) -> Iterator[Change]:
    if old is None and new is not None:
        yield Change(path, "any word was accepted, only an enum is now", Effect.NARROWER)
    elif old is not None and new is None:
        yield Change(path, "the enum became any word", Effect.WIDER)
    elif old is not None and new is not None:
        if gone := [word for word in old if word not in new]:
            yield Change(path, f"the enum lost {', '.join(map(str, gone))}", Effect.NARROWER)
        if come := [word for word in new if word not in old]:
            yield Change(path, f"the enum gained {', '.join(map(str, come))}", Effect.WIDER)


def _keywords(old: Schema, new: Schema, path: str) -> Iterator[Change]:
    for key in sorted((old.keys() | new.keys()) - HANDLED):
        before, after = old.get(key), new.get(key)
        if before != after:
            effect = Effect.WIDER if _is_looser(key, before, after) else Effect.NARROWER
            yield Change(path, f"{key} changed from {before} to {after}", effect)


def _is_looser(key: str, before: Any, after: Any) -> bool:
    if after is None:
        return True
    if before is None or key not in LOWER_BOUNDS | UPPER_BOUNDS:
        return False
    return bool(after < before if key in LOWER_BOUNDS else after > before)


def _fields(old: Schema, new: Schema, path: str) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in before:
        where = f"{path}.{name}".lstrip(".")
        if name not in after:
            yield Change(where, "the field was removed", Effect.NARROWER)
            continue
        if name in needed_after - needed_before:
            yield Change(where, "the optional field became required", Effect.NARROWER)
        if name in needed_before - needed_after:
            yield Change(where, "the required field became optional", Effect.WIDER)
        yield from _compare(before[name], after[name], where)
    for name in sorted((after.keys() - before.keys()) & needed_after):
        yield Change(f"{path}.{name}".lstrip("."), "a required field was added", Effect.NARROWER)
