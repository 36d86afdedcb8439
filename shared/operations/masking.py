"""A record shown without personal data: names of fields stay, and the values of those that hold only codes."""

import hashlib
from typing import Any
from uuid import UUID

import orjson

from shared.contracts.envelope import Raw

OPEN_HEADERS = frozenset({"ce_specversion", "ce_type", "ce_time", "ce_id", "ce_sequence", "content-type"})
OPEN_FIELDS = frozenset(
    {"number", "dims", "kind", "channel", "language", "person_type", "region", "registered_on", "agency", "category"}
    | {"to_agency", "outcome", "ground", "requirement", "until", "hearing_on", "decided_by", "ruleset", "received_at"}
    | {"answer_by", "redirect_by", "start", "deadlines", "prior_number", "parent", "directed_to", "calendar", "special"}
)
"""Fields of codes, numbers and dates; whatever is not here is hidden, new fields too."""
LONGEST_SHOWN = 60


def masked(raw: Raw) -> dict[str, Any]:
    """What may be seen of a record by everybody who keeps the platform."""
    headers = {name: _code(value) if name in OPEN_HEADERS else _hidden(value) for name, value in raw.headers}
    return {"key": _key(raw.key), "headers": headers, "value": _value(raw.value)}


def unmasked(raw: Raw) -> dict[str, Any]:
    """The record as it came; bytes that are no text are shown with replacement characters."""
    headers = {name: _text(value) for name, value in raw.headers}
    return {"key": _text(raw.key), "headers": headers, "value": _text(raw.value)}


def _key(key: bytes | None) -> str | None:
    try:
        return str(UUID(_text(key) or ""))
    except ValueError:
        return _hidden(key)


def _value(value: bytes | None) -> Any:
    try:
        found = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return _hidden(value)
    return _shape(found, is_open=False) if isinstance(found, dict) else _hidden(value)


def _shape(value: Any, *, is_open: bool) -> Any:
    if isinstance(value, dict):
        known = {name for name in value if name in OPEN_FIELDS}
        shown = {name: _shape(value[name], is_open=True) for name in value if name in known}
        hidden = {_name(name): _shape(value[name], is_open=False) for name in value if name not in known}
        return shown | hidden
    if isinstance(value, list):
        return [_shape(item, is_open=is_open) for item in value]
    if value is None or isinstance(value, bool):
        return value
    text = str(value)
    if is_open and len(text) <= LONGEST_SHOWN and not text.isspace() and " " not in text:
        return value
    return f"hidden, {len(text)} characters"


def _name(name: str) -> str:
    """Names of fields are ours unless somebody put a sentence there."""
    return name if name.isidentifier() and len(name) <= LONGEST_SHOWN else f"hidden, {len(name)} characters"


def _code(value: bytes | None) -> str | None:
    text = _text(value)
    return text if text is None or (len(text) <= LONGEST_SHOWN and " " not in text) else _hidden(value)


def _hidden(value: bytes | None) -> str | None:
    if value is None:
        return None
    return f"hidden, {len(value)} bytes, sha256 {hashlib.sha256(value).hexdigest()[:12]}"


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")
