"""What the tests of this folder ask of resources."""

from collections.abc import Iterator
from typing import Any

from deploy.k8s.resources import BASE, Document, resources

WORKLOADS = {"StatefulSet", "Deployment", "Job"}
ALL = resources(BASE)


def of_kind(*kinds: str) -> list[Document]:
    """Resources of the base of these kinds."""
    return [one for one in ALL if one["kind"] in kinds]


def workloads() -> list[Document]:
    """What runs pods of ours."""
    return of_kind(*WORKLOADS)


def name(document: Document) -> str:
    """The resource's name."""
    return str(document["metadata"]["name"])


def pod(document: Document) -> Document:
    """The specification of a workload's pods."""
    found: Document = document["spec"]["template"]["spec"]
    return found


def labels(document: Document) -> dict[str, str]:
    """Labels of a workload's pods."""
    found: dict[str, str] = document["spec"]["template"]["metadata"]["labels"]
    return found


def selects(selector: Document, found: dict[str, str]) -> bool:
    """Whether a label selector chooses pods with these labels; an empty one chooses all."""
    plain = all(found.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return plain and all(
        one["operator"] == "In" and found.get(one["key"]) in one["values"]
        for one in selector.get("matchExpressions", ())
    )


def references(node: Any, kind: str) -> Iterator[str]:
    """Names of Secrets (`kind` secret) or ConfigMaps (configMap) that a pod specification mentions."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {kind, f"{kind}Ref", f"{kind}KeyRef"} and isinstance(value, dict):
                yield value.get("name") or value["secretName"]
            yield from references(value, kind)
    elif isinstance(node, list):
        for value in node:
            yield from references(value, kind)
