"""The base hangs together: files, names, selectors, images, secrets, and what a pod of ours may do on its node."""

import re
from collections import Counter
from pathlib import Path

import pytest

from deploy.containers.healthcheck import PORTS
from deploy.k8s.resources import BASE, FOLDER, OVERLAYS, Document, kustomization
from deploy.k8s.users import user_name
from shared.kafka.access import Kind, Principal
from shared.kafka.provision import SERVICES
from tests.unit.k8s.reading import ALL, labels, name, of_kind, pod, references, selects, workloads

ROOT = FOLDER.parents[1]
STATEFUL = {"router", "sla-monitor", "analytics"}
services = [one for one in workloads() if one["kind"] != "Job"]
every = pytest.mark.parametrize("workload", workloads(), ids=name)
each_service = pytest.mark.parametrize("workload", services, ids=name)


@pytest.mark.parametrize("folder", [BASE, *OVERLAYS], ids=lambda folder: folder.name)
def test_a_kustomization_lists_every_file_beside_it_and_none_that_is_missing(folder: Path) -> None:
    listed = {name for name in kustomization(folder)["resources"] if name != "../../base"}
    present = {file.relative_to(folder).as_posix() for file in folder.rglob("*.yaml")}
    assert listed == present - {"kustomization.yaml"}


def test_no_two_resources_have_one_name() -> None:
    assert [key for key, times in Counter((one["kind"], name(one)) for one in ALL).items() if times > 1] == []


def test_the_four_services_run_and_those_that_kafka_drives_have_stable_names() -> None:
    assert {name(one).replace("-", "_") for one in services} == set(SERVICES)
    assert {name(one) for one in services if one["kind"] == "StatefulSet"} == STATEFUL


@every
def test_an_image_is_one_that_the_dockerfile_builds(workload: Document) -> None:
    built = re.findall(
        r"^FROM system AS system-(\w+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {one["image"] for one in pod(workload)["containers"]} <= {f"appeals-platform/{one}" for one in built}


@every
def test_a_pod_cannot_harm_its_node(workload: Document) -> None:
    spec = pod(workload)
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] == spec["securityContext"]["fsGroup"] == 10001
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}


@every
def test_a_pod_has_an_account_of_its_own_that_gets_no_token(workload: Document) -> None:
    account = next(one for one in of_kind("ServiceAccount") if name(one) == pod(workload)["serviceAccountName"])
    assert name(account) == name(workload)
    assert account["automountServiceAccountToken"] is pod(workload)["automountServiceAccountToken"] is False


@each_service
def test_health_is_asked_at_the_port_of_the_service(workload: Document) -> None:
    (container,) = pod(workload)["containers"]
    probes = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
    assert (probes["startup"]["path"], probes["liveness"]["path"]) == ("/health/live", "/health/live")
    assert {probe["port"] for probe in probes.values()} == {"http"}
    assert container["ports"] == [{"name": "http", "containerPort": PORTS[name(workload).replace("-", "_")]}]


def test_citizens_can_file_while_kafka_is_silent_so_intake_alone_stays_ready_then() -> None:
    """Art. 64: acceptance must not be refused. `/health/ready` needs both stores."""
    ready = {name(one): pod(one)["containers"][0]["readinessProbe"]["httpGet"]["path"] for one in services}
    assert ready == {**dict.fromkeys(STATEFUL, "/health/ready"), "intake": "/health/live"}


@each_service
def test_a_start_that_waits_for_both_stores_is_not_cut_short(workload: Document) -> None:
    probe = pod(workload)["containers"][0]["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] > 60 + 60


@each_service
def test_a_service_a_budget_and_the_workload_mean_the_same_pods(workload: Document) -> None:
    mine = labels(workload)
    assert selects(workload["spec"]["selector"], mine)
    for kind in ("Service", "PodDisruptionBudget"):
        choosing = [one for one in of_kind(kind) if name(one) in {name(workload), f"{name(workload)}-pods"}]
        assert choosing, kind
        for one in choosing:
            selector = one["spec"]["selector"]
            assert selects(selector if kind == "PodDisruptionBudget" else {"matchLabels": selector}, mine), name(one)
    others = [one for one in services if one is not workload]
    assert not any(selects(workload["spec"]["selector"], labels(one)) for one in others)


def test_a_stateful_set_names_a_headless_service() -> None:
    headless = {name(one) for one in of_kind("Service") if one["spec"].get("clusterIP") == "None"}
    assert {one["spec"]["serviceName"] for one in of_kind("StatefulSet")} == headless


@each_service
def test_a_service_logs_in_as_itself_and_its_replica_is_its_pods_name(workload: Document) -> None:
    (container,) = pod(workload)["containers"]
    variables = {one["name"]: one for one in container["env"]}
    user = user_name(Principal(Kind.SERVICE, name(workload).replace("-", "_")))
    assert variables["KAFKA_USERNAME"]["value"] == user
    assert user in set(references(pod(workload)["volumes"], "secret"))
    assert variables["KAFKA_REPLICA"]["valueFrom"]["fieldRef"] == {"fieldPath": "metadata.name"}


def test_no_service_mounts_the_secret_of_another() -> None:
    mounted = Counter(found for one in workloads() for found in set(references(pod(one)["volumes"], "secret")))
    assert {found for found, times in mounted.items() if times > 1} == {"appeals-cluster-ca-cert", "mongo-authority"}


def test_every_secret_is_made_by_an_operator_or_told_to_who_installs() -> None:
    made = {name(one) for one in of_kind("KafkaUser")} | {"appeals-cluster-ca-cert"}
    (mongo,) = of_kind("MongoDBCommunity")
    made |= {user["connectionStringSecretName"] for user in mongo["spec"]["users"]}
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    wanted = {found for one in workloads() for found in references(pod(one), "secret")}
    wanted |= {user["passwordSecretRef"]["name"] for user in mongo["spec"]["users"]}
    assert sorted(found for found in wanted - made if f"`{found}`" not in page) == []


def test_the_folder_holds_references_to_secrets_and_no_secret() -> None:
    assert of_kind("Secret") == []


def test_every_config_map_that_is_read_is_there() -> None:
    present = {name(one) for one in of_kind("ConfigMap")}
    assert {found for one in workloads() for found in references(pod(one), "configMap")} <= present


def test_the_stop_of_a_pod_leaves_time_to_drain() -> None:
    for workload in services:
        grace = pod(workload)["terminationGracePeriodSeconds"]
        wait = pod(workload)["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {})
        assert grace - wait.get("seconds", 0) >= 40, name(workload)
