"""Overlays change what the base has: no patch misses its target, and none takes a promise back unseen."""

import re
from typing import Any

import pytest
import yaml

from deploy.k8s.resources import OVERLAYS, Document, kustomization, resources
from tests.unit.k8s.reading import ALL, name, of_kind, workloads

DEV, PRODUCTION = OVERLAYS
ABSENT = object()


def chosen(target: Document) -> list[Document]:
    """Resources of the base that a patch is for; a target's kind and name are anchored regular expressions."""
    return [
        one
        for one in ALL
        if all(
            re.fullmatch(target[key], found)
            for key, found in (("kind", one["kind"]), ("name", name(one)))
            if key in target
        )
    ]


def at(node: Any, path: str) -> Any:
    """The value at a JSON pointer, or ABSENT."""
    for part in path.strip("/").split("/"):
        key = int(part) if isinstance(node, list) and part.isdigit() else part
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return node


def patches(overlay: Any) -> list[tuple[Document, Document]]:
    """Each operation with its target."""
    found = kustomization(overlay)["patches"]
    return [(one["target"], operation) for one in found for operation in yaml.safe_load(one["patch"])]


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda folder: folder.name)
def test_a_patch_replaces_what_is_there_and_adds_what_is_not(overlay: Any) -> None:
    for target, operation in patches(overlay):
        assert chosen(target), target
        for one in chosen(target):
            present = at(one, operation["path"]) is not ABSENT
            assert present == (operation["op"] == "replace"), (name(one), operation["path"])


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda folder: folder.name)
def test_an_overlay_gives_every_image_a_tag_of_its_own(overlay: Any) -> None:
    tags = {one["name"]: one["newTag"] for one in kustomization(overlay)["images"]}
    assert tags.keys() == {container["image"] for one in workloads() for container in pods(one)}
    assert "latest" not in tags.values()


def pods(workload: Document) -> list[Document]:
    found: list[Document] = workload["spec"]["template"]["spec"]["containers"]
    return found


def test_production_keeps_three_copies_of_everything() -> None:
    touched = {operation["path"] for _, operation in patches(PRODUCTION)}
    assert [path for path in touched if "replicas" in path or "replication" in path or "members" in path] == []


def test_state_bodies_come_in_over_tls_with_their_own_password() -> None:
    added = [operation["value"] for _, operation in patches(PRODUCTION) if operation["path"].endswith("/listeners/-")]
    assert [(one["tls"], one["authentication"]["type"]) for one in added] == [(True, "scram-sha-512")]


def test_an_ingress_leads_to_a_service_by_tls_and_never_to_health_or_metrics() -> None:
    services = {name(one): {port["name"] for port in one["spec"]["ports"]} for one in of_kind("Service")}
    for ingress in (one for one in resources(PRODUCTION) if one["kind"] == "Ingress"):
        hosts = {host for one in ingress["spec"]["tls"] for host in one["hosts"]}
        for rule in ingress["spec"]["rules"]:
            assert rule["host"] in hosts
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                assert backend["port"]["name"] in services[backend["name"]]
                assert path["path"] != "/" or path["pathType"] == "Exact"
                assert not path["path"].startswith(("/health", "/metrics"))


def test_dev_runs_one_broker_and_asks_for_one_copy() -> None:
    wanted = {operation["path"]: operation["value"] for _, operation in patches(DEV)}
    config = {path: value for path, value in wanted.items() if path.startswith("/spec/kafka/config/")}
    (kafka,) = of_kind("Kafka")
    copies = [
        key for key in kafka["spec"]["kafka"]["config"] if re.search(r"replication\.factor|min\.(insync|isr)", key)
    ]
    assert config == {f"/spec/kafka/config/{key}": 1 for key in copies}
    assert wanted["/spec/template/spec/containers/0/args/0"] == "--replicas=1"
