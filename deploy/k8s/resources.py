"""Reads and writes the YAML of this folder: what a kustomization lists, and the documents of its files."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
BASE = FOLDER / "base"
OVERLAYS = (FOLDER / "overlays" / "dev", FOLDER / "overlays" / "production")
Document = dict[str, Any]

HEADER = "# Written by `python -m deploy.k8s generate` from the declared topics and the reference data; do not edit.\n"


def dump(documents: Iterable[Document]) -> str:
    """The text of a generated file."""
    return HEADER + str(yaml.safe_dump_all(documents, sort_keys=False, explicit_start=True, width=120))


def documents(file: Path) -> tuple[Document, ...]:
    """All documents of one file."""
    return tuple(found for found in yaml.safe_load_all(file.read_text(encoding="utf-8")) if found)


def kustomization(folder: Path) -> Document:
    """What one folder is made of."""
    return documents(folder / "kustomization.yaml")[0]


def listed(folder: Path) -> Iterator[Path]:
    """Files that the kustomization of `folder` names as resources; folders it builds upon are left out."""
    for name in kustomization(folder)["resources"]:
        if not (folder / name).is_dir():
            yield folder / name


def resources(folder: Path) -> tuple[Document, ...]:
    """The resources of one folder as they stand, patches not applied."""
    return tuple(document for file in listed(folder) for document in documents(file))
