"""Dead letters: a bad record's bytes, origin and reason, kept for an operator."""

from collections.abc import Mapping

from shared.contracts.envelope import Outgoing, Place, Raw
from shared.contracts.topics import DEAD_LETTERS

MAX_REASON = 500


def dead_letter(service: str, place: Place, raw: Raw, reason: str) -> Outgoing:
    """The record for `dlt.<service>.v1`.

    The value is the original's, bytes kept; where it came from and why stand in `dlt-*` headers, the original
    headers that are text keep their names. Null and binary header values are named in `dlt-lost-headers`.
    """
    headers, lost = _text_headers(raw)
    headers |= {
        "dlt-topic": place.topic,
        "dlt-partition": str(place.partition),
        "dlt-offset": str(place.offset),
        "dlt-reason": reason[:MAX_REASON],
        "content-type": "application/octet-stream",
    }
    if lost:
        headers["dlt-lost-headers"] = ",".join(lost)
    key = (raw.key or b"").decode("utf-8", "replace") or str(place)
    return Outgoing(DEAD_LETTERS.of(service), key, raw.value or b"", headers)


def _text_headers(raw: Raw) -> tuple[dict[str, str], list[str]]:
    text: dict[str, str] = {}
    lost: list[str] = []
    for name, value in raw.headers:
        try:
            text[name] = (value or b"").decode()
        except UnicodeDecodeError:
            lost.append(name)
        else:
            if value is None:
                lost.append(name)
    return text, lost


def origin(headers: Mapping[str, str]) -> Place:
    """Where a dead letter's original stands. Raises KeyError and ValueError on a record that is no dead letter."""
    return Place(headers["dlt-topic"], int(headers["dlt-partition"]), int(headers["dlt-offset"]))
