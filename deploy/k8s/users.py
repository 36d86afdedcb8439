"""Strimzi's KafkaUser resources, computed from the matrix of `shared.kafka.access`. Pure.

The user operator owns every user and access list of its cluster and removes what has no resource; so all users are
resources here, tenants too, and `shared.kafka.provision` runs without `--access`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.kafka.access import Grant, Kind, Operation, Principal, Resource, grants, principals, quota
from shared.kafka.provision import all_tenants

CLUSTER = "appeals"
"""Name of the Kafka resource in base/kafka.yaml."""
PROVISIONER, SCALER = "platform.provisioner", "platform.keda"

_TYPES = {
    Resource.TOPIC: "topic",
    Resource.GROUP: "group",
    Resource.CLUSTER: "cluster",
    Resource.TRANSACTIONAL_ID: "transactionalId",
}
Document = dict[str, Any]


def user_name(principal: Principal) -> str:
    """The name to log in with on the cluster: as everywhere, but Kubernetes knows no underscores."""
    return principal.user("").replace("_", "-")


def service_users() -> tuple[Document, ...]:
    """The four services, and the two helpers: who makes topics, who looks at lag."""
    services = [one for one in principals(all_tenants()) if one.kind is Kind.SERVICE]
    return (*map(user_of, services), *(_resource(name, allowed) for name, allowed in helpers().items()))


def tenant_users() -> tuple[Document, ...]:
    """Agencies and centres of the reference data."""
    return tuple(user_of(one) for one in principals(all_tenants()) if one.kind is not Kind.SERVICE)


def user_of(principal: Principal) -> Document:
    """The resource of one user of the matrix, people too."""
    return _resource(user_name(principal), grants(principal), quota(principal))


def helpers() -> Mapping[str, frozenset[Grant]]:
    """Topics may be made, never read, by the one; the other sees names, ends and offsets."""
    every = "*"
    make = (Operation.CREATE, Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS)
    return {
        PROVISIONER: frozenset(Grant(PROVISIONER, one, Resource.TOPIC, every) for one in make),
        SCALER: frozenset(Grant(SCALER, Operation.DESCRIBE, kind, every) for kind in (Resource.TOPIC, Resource.GROUP)),
    }


def _resource(name: str, allowed: Iterable[Grant], bytes_a_second: int | None = None) -> Document:
    spec: Document = {
        "authentication": {"type": "scram-sha-512"},
        "authorization": {"type": "simple", "acls": _acls(allowed)},
    }
    if bytes_a_second is not None:
        spec["quotas"] = {"producerByteRate": bytes_a_second}
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaUser",
        "metadata": {"name": name, "labels": {"strimzi.io/cluster": CLUSTER}},
        "spec": spec,
    }


def _acls(allowed: Iterable[Grant]) -> list[Document]:
    """One rule a name, its operations together."""
    rules: dict[tuple[str, str, bool], list[str]] = {}
    for grant in sorted(allowed):
        rules.setdefault((_TYPES[grant.resource], grant.name, grant.prefixed), []).append(_operation(grant.operation))
    return [
        {
            "resource": {"type": kind, "name": name, "patternType": "prefix" if prefixed else "literal"},
            "operations": operations,
        }
        for (kind, name, prefixed), operations in sorted(rules.items())
    ]


def _operation(operation: Operation) -> str:
    """DESCRIBE_CONFIGS is DescribeConfigs there."""
    return "".join(word.capitalize() for word in operation.split("_"))
