"""Reads facts for a recount: only what counting looks at, several times faster than a full validation.

Whatever stands below a live counter's guard was validated when it was counted, so the words are trusted here: the
rules get the same classes as ever, filled without checks, and fields that counting never reads stay raw.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel

from shared.contracts.envelope import Headers, decode_fact
from shared.contracts.event import Record
from shared.contracts.lifecycle import Dimensions
from shared.contracts.likeness import AnswerTraits, Likeness
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Channel, Kind, Language, Outcome, PersonType, RungName

M = TypeVar("M", bound=BaseModel)
KINDS = {str(word): word for word in Kind}
CHANNELS = {str(word): word for word in Channel}
LANGUAGES = {str(word): word for word in Language}
PERSONS = {str(word): word for word in PersonType}
OUTCOMES = {str(word): word for word in Outcome}
RUNGS = {str(word): word for word in RungName}


def read(topic: Topic, headers: Headers, key: bytes | None, value: bytes | None) -> Record:
    """The event, fit for `count`, `document_id` and `place_in_history` and nothing else.

    Facts of unknown types, and those whose shape is not the expected one, go through the shared decoder. Raises
    Unreadable when that one cannot read them either.
    """
    attributes = dict(headers)
    try:
        cls = topic.types[(attributes["ce_type"] or b"").decode()]
        return _built(cls, attributes, key or b"", orjson.loads(value or b""))
    except (KeyError, ValueError, TypeError):
        return decode_fact(headers, key, value, topic.types)


def _built(cls: type[Record], attributes: Mapping[str, bytes | None], key: bytes, data: dict[str, Any]) -> Record:
    dims = data["dims"]
    dims["kind"] = KINDS[dims["kind"]]
    dims["channel"] = CHANNELS[dims["channel"]]
    dims["language"] = LANGUAGES[dims["language"]]
    dims["person_type"] = PERSONS[dims["person_type"]]
    data["dims"] = _filled(Dimensions, dims)
    if "outcome" in data:
        data["outcome"] = OUTCOMES[data["outcome"]]
    if (traits := data.get("traits")) is not None:
        data["traits"] = _filled(AnswerTraits, traits)
    if (likeness := data.get("likeness")) is not None:
        data["likeness"] = Likeness.model_validate(likeness)
    if "from_kind" in data:
        data["from_kind"] = KINDS[data["from_kind"]]
    if "rung" in data:
        data["rung"] = RUNGS[data["rung"]]
    data["appeal_id"] = key.decode()
    data["occurred_at"] = datetime.fromisoformat((attributes["ce_time"] or b"").decode())
    if (sequence := attributes.get("ce_sequence")) is not None:
        data["sequence"] = int(sequence)
    return _filled(cls, data)


def _filled(cls: type[M], fields: dict[str, Any]) -> M:
    """An instance with these fields and its class's defaults, unchecked; `model_construct` takes ten times longer."""
    made = cls.__new__(cls)
    made.__dict__.update(_defaults(cls))
    made.__dict__.update(fields)
    return made


@lru_cache(maxsize=64)
def _defaults(cls: type[BaseModel]) -> dict[str, Any]:
    return {name: spec.default for name, spec in cls.model_fields.items() if not spec.is_required()}
