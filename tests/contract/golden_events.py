"""The golden examples: what has been on the wire stays readable. A file is added, never edited."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.envelope import Headers, decode
from shared.contracts.event import Record
from shared.contracts.topics import TOPICS, Topic

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """One record as it stands in its file."""

    topic: Topic
    ce_type: str
    headers: dict[str, str]
    key: str
    value: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.topic.name}/{self.ce_type}"

    def wire_headers(self) -> Headers:
        """The headers as a client gives them."""
        return [(name, text.encode()) for name, text in self.headers.items()]

    def wire_value(self) -> bytes:
        """The value as a client gives it."""
        return json.dumps(self.value, ensure_ascii=False).encode()

    def event(self) -> Record:
        """What our readers make of it."""
        return decode(self.wire_headers(), self.key.encode(), self.wire_value(), self.topic.types)


def golden(topic: Topic, ce_type: str) -> Golden:
    """Read one file."""
    content = json.loads((FOLDER / topic.name / f"{ce_type}.json").read_text("utf-8"))
    return Golden(topic, ce_type, content["headers"], content["key"], content["value"])


def all_golden() -> list[Golden]:
    """Every file of every declared topic."""
    return [
        golden(topic, path.stem) for topic in TOPICS for path in sorted((FOLDER / topic.name).glob("*.json"), key=str)
    ]
