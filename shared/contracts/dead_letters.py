"""Dead letters: a bad record's bytes, origin and reason, kept for an operator."""

from collections.abc import Mapping

from shared.contracts.envelope import Outgoing, Place, Raw
from shared.contracts.topics import DEAD_LETTERS

MAX_REASON = 500
MAX_KEY = 200
MAX_HEADERS = 32 * 1024
MAX_VALUE = DEAD_LETTERS.max_message_bytes - 2 * MAX_HEADERS
"""Bytes. A compressed record can be larger than its topic's limit; its dead letter must not be."""
FRAMING = 16
OWN = "dlt-"


def dead_letter(service: str, place: Place, raw: Raw, reason: str) -> Outgoing:
    """The record for `dlt.<service>.v1`.

    The value is the original's, bytes kept; where it came from and why stand in `dlt-*` headers, the original
    headers that are text keep their names. Headers that are null, binary or too large are named in
    `dlt-lost-headers`; of a value over MAX_VALUE the beginning is kept and `dlt-cut-from` says its length (the whole
    stands where it came from); `dlt-null` tells a null key or value from an empty one.
    """
    headers, lost = _text_headers(raw)
    headers |= {
        "dlt-topic": place.topic,
        "dlt-partition": str(place.partition),
        "dlt-offset": str(place.offset),
        "dlt-reason": reason[:MAX_REASON],
        "content-type": "application/octet-stream",
    }
    value = raw.value or b""
    notes = {
        "dlt-lost-headers": ",".join(lost)[:MAX_REASON],
        "dlt-cut-from": str(len(value)) if len(value) > MAX_VALUE else "",
        "dlt-null": ",".join(name for name, part in (("key", raw.key), ("value", raw.value)) if part is None),
    }
    headers |= {name: note for name, note in notes.items() if note}
    key = (raw.key or b"")[:MAX_KEY].decode("utf-8", "replace") or str(place)
    return Outgoing(DEAD_LETTERS.of(service), key, value[:MAX_VALUE], headers)


def _text_headers(raw: Raw) -> tuple[dict[str, str], list[str]]:
    text: dict[str, str] = {}
    lost: list[str] = []
    room = MAX_HEADERS
    for name, value in raw.headers:
        room -= len(name.encode()) + len(value or b"") + FRAMING
        if value is None or room < 0 or name.startswith(OWN):
            lost.append(name)
            continue
        try:
            text[name] = value.decode()
        except UnicodeDecodeError:
            lost.append(name)
    return text, lost


def origin(headers: Mapping[str, str]) -> Place:
    """Where a dead letter's original stands. Raises KeyError and ValueError on a record that is no dead letter."""
    return Place(headers["dlt-topic"], int(headers["dlt-partition"]), int(headers["dlt-offset"]))
