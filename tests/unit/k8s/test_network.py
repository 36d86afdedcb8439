"""Who may talk to whom on the cluster: nothing by default, then the arrows of the picture."""

from deploy.k8s.resources import Document
from tests.unit.k8s.reading import labels, name, of_kind, selects, workloads

POLICIES = {name(one): one["spec"] for one in of_kind("NetworkPolicy")}
KAFKA = {"strimzi.io/cluster": "appeals", "strimzi.io/name": "appeals-kafka"}
MONGO = {"app": "appeals-mongo-svc"}
PODS = {name(one): labels(one) for one in workloads()}


def reached(found: dict[str, str], target: dict[str, str]) -> set[int]:
    """Ports at which pods with labels `found` may call pods of this namespace with labels `target`."""
    rules = [
        rule
        for policy in POLICIES.values()
        if "Egress" in policy["policyTypes"] and selects(policy["podSelector"], found)
        for rule in policy.get("egress", ())
    ]
    return {
        port["port"] for rule in rules for peer in rule.get("to", ()) if chooses(peer, target) for port in rule["ports"]
    }


def chooses(peer: Document, target: dict[str, str]) -> bool:
    return "namespaceSelector" not in peer and selects(peer["podSelector"], target)


def test_whatever_is_not_allowed_is_denied_to_every_pod_both_ways() -> None:
    deny = POLICIES["default-deny"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_every_workload_has_policies_of_its_own_for_both_directions() -> None:
    for workload, found in PODS.items():
        directions = {
            direction
            for policy in POLICIES.values()
            if policy["podSelector"] and selects(policy["podSelector"], found)
            for direction in policy["policyTypes"]
        }
        assert directions == {"Ingress", "Egress"}, workload


def test_services_reach_both_stores_and_the_provision_job_only_kafka() -> None:
    for workload, found in PODS.items():
        assert reached(found, KAFKA) == {9093}, workload
        assert reached(found, MONGO) == (set() if workload == "provision" else {27017}), workload


def test_services_do_not_call_each_other() -> None:
    assert [(a, b) for a in PODS for b in PODS if reached(PODS[a], PODS[b])] == []


def test_the_router_is_called_by_nobody_but_who_collects_metrics() -> None:
    callers = [
        peer["namespaceSelector"]["matchLabels"]
        for policy in POLICIES.values()
        if selects(policy["podSelector"], PODS["router"])
        for rule in policy.get("ingress", ())
        for peer in rule["from"]
    ]
    assert callers == [{"appeals.platform/role": "monitoring"}]


def test_no_rule_of_our_pods_is_open_to_all_peers() -> None:
    for title, policy in POLICIES.items():
        for rule in (*policy.get("ingress", ()), *policy.get("egress", ())):
            peers = rule.get("from") or rule.get("to")
            assert peers or title in {"kafka", "mongo"}, title  # the operators' pods ask the cluster's API
            assert rule["ports"], title


def test_the_brokers_listener_lets_in_our_clients_and_keda_only() -> None:
    (kafka,) = of_kind("Kafka")
    (listener,) = kafka["spec"]["kafka"]["listeners"]
    assert listener["networkPolicyPeers"] == [
        {"podSelector": {"matchLabels": {"appeals.platform/kafka": "client"}}},
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}}},
    ]


def test_brokers_and_members_reach_their_peers() -> None:
    assert {9090, 9091} <= reached(KAFKA, KAFKA)
    assert reached(MONGO, MONGO) == {27017}
