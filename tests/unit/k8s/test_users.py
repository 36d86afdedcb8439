"""Users of the cluster come from the same matrix as everywhere, and the written files are not behind it."""

import re
from typing import Any

from deploy.k8s.__main__ import GENERATED, generate
from deploy.k8s.resources import BASE, documents, resources
from deploy.k8s.users import helpers, service_users, tenant_users, user_name, user_of
from shared.kafka.access import Grant, Kind, Operation, Principal, Resource, grants, principals
from shared.kafka.provision import all_tenants

OPERATIONS = {"Read": Operation.READ, "Write": Operation.WRITE, "Describe": Operation.DESCRIBE}
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def granted(document: dict[str, Any], user: str) -> frozenset[Grant]:
    """What a resource allows, in the words of the matrix."""
    return frozenset(
        Grant(
            user,
            OPERATIONS[operation],
            Resource(rule["resource"]["type"].upper()),
            rule["resource"]["name"],
            rule["resource"]["patternType"] == "prefix",
        )
        for rule in document["spec"]["authorization"]["acls"]
        for operation in rule["operations"]
    )


def test_the_written_files_are_what_the_declarations_say_today(tmp_path: Any) -> None:
    generate(tmp_path)
    written = {file.name: file.read_text(encoding="utf-8") for file in GENERATED.glob("*.yaml")}
    assert written == {file.name: file.read_text(encoding="utf-8") for file in tmp_path.glob("*.yaml")}


def test_every_user_of_the_matrix_may_do_on_the_cluster_exactly_what_the_matrix_says() -> None:
    found = {one["metadata"]["name"]: one for one in resources(BASE) if one["kind"] == "KafkaUser"}
    everyone = principals(all_tenants())
    assert found.keys() == {user_name(one) for one in everyone} | helpers().keys()
    for one in everyone:
        assert granted(found[user_name(one)], one.user("")) == grants(one), one


def test_a_name_is_one_that_kubernetes_and_scram_accept_and_no_two_users_share_it() -> None:
    names = [one["metadata"]["name"] for one in (*service_users(), *tenant_users())]
    assert [name for name in names if not NAME.fullmatch(name) or len(name) > 64] == []
    assert len(names) == len(set(names))


def test_who_makes_topics_can_read_and_write_none() -> None:
    maker = next(one for one in service_users() if one["metadata"]["name"] == "platform.provisioner")
    rules = maker["spec"]["authorization"]["acls"]
    assert [(rule["resource"]["type"], rule["operations"]) for rule in rules] == [
        ("topic", ["Create", "Describe", "DescribeConfigs"])
    ]


def test_a_tenant_has_a_produce_quota_and_an_analyst_none() -> None:
    agency, analyst = user_of(Principal(Kind.AGENCY, "mot")), user_of(Principal(Kind.ANALYST, "anna"))
    assert agency["spec"]["quotas"] == {"producerByteRate": 1024 * 1024}
    assert "quotas" not in analyst["spec"]
    assert granted(analyst, "analyst.anna") == grants(Principal(Kind.ANALYST, "anna"))


def test_no_user_is_written_by_hand() -> None:
    by_hand = [file for file in BASE.glob("*.yaml") if any(one["kind"] == "KafkaUser" for one in documents(file))]
    assert by_hand == []
