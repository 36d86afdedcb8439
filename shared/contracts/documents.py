"""Publishes the contracts as files: `python -m shared.contracts.documents [release]`.

Without a word it writes `docs/contracts/schemas/<ce_type>.json` and `docs/contracts/asyncapi.json`. `release` also
makes the present schemas the ones that future changes are measured by, `docs/contracts/released/`, and refuses to
when that would break a reader or a writer.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.contracts.asyncapi import asyncapi
from shared.contracts.compatibility import breaking
from shared.contracts.topics import TOPICS
from shared.contracts.value_schema import Schema, value_schemas

FOLDER = Path(__file__).parents[2] / "docs" / "contracts"


def documents() -> dict[str, str]:
    """Text of every generated file, by its path below the folder."""
    files = {f"schemas/{name}.json": _text(schema) for name, schema in value_schemas().items()}
    return files | {"asyncapi.json": _text(asyncapi())}


def released(folder: Path = FOLDER) -> dict[str, Schema]:
    """The schemas that readers and writers outside hold in their hands, by `ce_type`."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((folder / "released").glob("*.json"))}


def commands() -> frozenset[str]:
    """Types that only the platform reads."""
    inward = {name for topic in TOPICS if topic.role == "commands" for name in topic.types}
    outward = {name for topic in TOPICS if topic.role != "commands" for name in topic.types}
    return frozenset(inward - outward)


def write(folder: Path = FOLDER) -> None:
    """Write the generated files and remove those of types that are gone."""
    _replace(folder / "schemas", {f"{name}.json": _text(schema) for name, schema in value_schemas().items()})
    (folder / "asyncapi.json").write_text(documents()["asyncapi.json"], "utf-8")


def release(folder: Path = FOLDER) -> list[str]:
    """Make the present schemas the released ones; returns what speaks against it, and then changes nothing."""
    present = value_schemas()
    faults = breaking(released(folder), present, commands())
    if not faults:
        _replace(folder / "released", {f"{name}.json": _text(schema) for name, schema in present.items()})
    return faults


def _replace(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; 1 when a release is refused."""
    parser = argparse.ArgumentParser(prog="python -m shared.contracts.documents", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("write", "release"), default="write")
    action = parser.parse_args(arguments).action
    write()
    faults = release() if action == "release" else []
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
