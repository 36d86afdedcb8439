"""Resources of the three operators: known fields only, and the values that the platform's promises rest on."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy.k8s.resources import BASE, Document, resources
from shared.contracts.topics import LIFECYCLE, SUBMITTED, TOPICS
from shared.kafka.settings import KafkaSettings
from tests.unit.k8s.reading import ALL, labels, name, of_kind

STRING, COUNT, OBJECT = {"type": "string"}, {"type": "integer", "minimum": 1}, {"type": "object"}


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these fields and no other."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


OPERATION = {"enum": ["Read", "Write", "Create", "Describe", "DescribeConfigs"]}
RULE = closed(
    {
        "resource": closed(
            {"type": {"enum": ["topic", "group"]}, "name": STRING, "patternType": {"enum": ["literal", "prefix"]}}
        ),
        "operations": many(OPERATION),  # `operation` went with Strimzi 1.0
    }
)
LISTENER = closed(
    {
        "name": {"pattern": "^[a-z0-9]{1,11}$"},
        "port": {"type": "integer", "minimum": 9092},
        "type": {"enum": ["internal", "loadbalancer"]},
        "tls": {"const": True},
        "authentication": closed({"type": {"const": "scram-sha-512"}}),
    },
    networkPolicyPeers=many(OBJECT),
)
VOLUME = closed(
    {
        "id": {"type": "integer"},
        "type": {"const": "persistent-claim"},
        "size": {"pattern": "^[0-9]+Gi$"},
        "kraftMetadata": {"const": "shared"},
        "deleteClaim": {"const": False},
    }
)
TARGET = closed({"parameter": STRING, "name": STRING, "key": STRING})
MONGO_USER = closed(
    {
        "name": STRING,
        "db": STRING,
        "passwordSecretRef": closed({"name": STRING}),
        "scramCredentialsSecretName": {"pattern": r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},
        "connectionStringSecretName": STRING,
        "roles": many(closed({"name": STRING, "db": STRING})),
    }
)
SPECS = {
    ("kafka.strimzi.io/v1", "Kafka"): closed(
        {
            "kafka": closed(
                {
                    "version": STRING,
                    "listeners": many(LISTENER),
                    "authorization": closed({"type": {"const": "simple"}}),
                    "config": OBJECT,
                },
                template=OBJECT,
            ),
            "entityOperator": closed({"userOperator": OBJECT}),
        }
    ),
    ("kafka.strimzi.io/v1", "KafkaNodePool"): closed(
        {
            "replicas": COUNT,
            "roles": many({"enum": ["broker", "controller"]}),
            "storage": closed({"type": {"const": "jbod"}, "volumes": many(VOLUME)}),
        },
        resources=closed({"requests": OBJECT, "limits": OBJECT}),
        jvmOptions=closed({"-Xms": STRING, "-Xmx": STRING}),
    ),
    ("kafka.strimzi.io/v1", "KafkaUser"): closed(
        {
            "authentication": closed({"type": {"const": "scram-sha-512"}}),
            "authorization": closed({"type": {"const": "simple"}, "acls": many(RULE)}),
        },
        quotas=closed({"producerByteRate": COUNT}),
    ),
    ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity"): closed(
        {
            "type": {"const": "ReplicaSet"},
            "members": COUNT,
            "version": {"pattern": r"^8\.0\.[0-9]+$"},
            "security": closed({"authentication": closed({"modes": {"const": ["SCRAM-SHA-256"]}})}),
            "users": many(MONGO_USER),
        },
        additionalMongodConfig=OBJECT,
        statefulSet=closed({"spec": OBJECT}),
    ),
    ("keda.sh/v1alpha1", "TriggerAuthentication"): closed(
        {"secretTargetRef": many(TARGET)}, configMapTargetRef=many(TARGET)
    ),
    ("keda.sh/v1alpha1", "ScaledObject"): closed(
        {
            "scaleTargetRef": closed({"apiVersion": STRING, "kind": STRING, "name": STRING}),
            "minReplicaCount": COUNT,
            "maxReplicaCount": COUNT,
            "triggers": many(
                closed(
                    {
                        "type": {"const": "kafka"},
                        "metricType": {"const": "AverageValue"},
                        "metadata": {"type": "object", "additionalProperties": STRING},
                        "authenticationRef": closed({"name": STRING}),
                    }
                )
            ),
        },
        pollingInterval=COUNT,
        fallback=closed({"failureThreshold": COUNT, "replicas": COUNT}),
        advanced=closed({"horizontalPodAutoscalerConfig": closed({"behavior": OBJECT})}),
    ),
}
FOREIGN = [
    one for one in ALL if one["apiVersion"].split("/")[0].count(".") and not one["apiVersion"].endswith("k8s.io/v1")
]


@pytest.mark.parametrize(("kind", "schema"), SPECS.items(), ids=lambda value: value[1] if type(value) is tuple else "")
def test_resources_of_an_operator_have_the_fields_it_knows(kind: tuple[str, str], schema: Document) -> None:
    found = [one for one in ALL if (one["apiVersion"], one["kind"]) == kind]
    assert found
    faults = [
        (name(one), fault.json_path) for one in found for fault in Draft202012Validator(schema).iter_errors(one["spec"])
    ]
    assert faults == []


def test_every_resource_of_an_operator_has_a_schema_here() -> None:
    assert {(one["apiVersion"], one["kind"]) for one in FOREIGN} == SPECS.keys()


def test_two_of_three_brokers_must_have_a_record_and_the_broker_gives_its_time() -> None:
    (kafka,), pools = of_kind("Kafka"), of_kind("KafkaNodePool")
    assert {tuple(pool["spec"]["roles"]): pool["spec"]["replicas"] for pool in pools} == {
        ("broker",): 3,
        ("controller",): 3,
    }
    config = kafka["spec"]["kafka"]["config"]
    assert config["log.message.timestamp.type"] == "LogAppendTime"
    assert (config["auto.create.topics.enable"], config["unclean.leader.election.enable"]) == ("false", "false")
    assert {config[key] for key in config if "replication.factor" in key} == {3}
    assert {config[key] for key in config if "min.insync" in key or "min.isr" in key} == {2}
    assert config["message.max.bytes"] >= max(topic.max_message_bytes for topic in TOPICS)
    kept = max(topic.retention.days for topic in TOPICS if topic.retention)
    assert config["offsets.retention.minutes"] >= kept * 24 * 60


def test_every_resource_of_strimzi_belongs_to_the_one_cluster() -> None:
    (kafka,) = of_kind("Kafka")
    assert {one["metadata"]["labels"]["strimzi.io/cluster"] for one in of_kind("KafkaUser", "KafkaNodePool")} == {
        name(kafka)
    }


def test_services_are_told_the_address_of_that_cluster_and_settings_take_what_they_are_told() -> None:
    (kafka,) = of_kind("Kafka")
    data = next(one["data"] for one in of_kind("ConfigMap") if name(one) == "platform")
    told = {key.removeprefix("KAFKA_").lower(): value for key, value in data.items() if key.startswith("KAFKA_")}
    settings = KafkaSettings.model_validate({**told, "username": "service.router"})
    assert settings.bootstrap == f"{name(kafka)}-kafka-bootstrap.appeals.svc:9093"
    assert (settings.protocol, settings.mechanism) == ("SASL_SSL", "SCRAM-SHA-512")
    assert {one["spec"]["triggers"][0]["metadata"]["bootstrapServers"] for one in of_kind("ScaledObject")} == {
        settings.bootstrap
    }


def test_a_service_writes_to_its_own_database_alone() -> None:
    (mongo,) = of_kind("MongoDBCommunity")
    assert mongo["spec"]["members"] == 3
    rights = {user["name"]: user["roles"] for user in mongo["spec"]["users"]}
    assert rights == {
        user: [{"name": "readWrite", "db": user.replace("-", "_")}]
        for user in ("intake", "router", "sla-monitor", "analytics")
    }


def test_scaling_stays_between_two_and_the_partitions_of_the_main_topics() -> None:
    sets = {name(one): one for one in of_kind("StatefulSet")}
    assert {name(one) for one in of_kind("ScaledObject")} == sets.keys()
    for one in of_kind("ScaledObject"):
        spec = one["spec"]
        assert (
            2 <= spec["minReplicaCount"] <= spec["maxReplicaCount"] <= min(SUBMITTED.partitions, LIFECYCLE.partitions)
        )
        target = sets[spec["scaleTargetRef"]["name"]]
        assert "replicas" not in target["spec"]  # an apply would undo what the scaler did
        (trigger,) = spec["triggers"]
        assert trigger["metadata"]["consumerGroup"] == KafkaSettings().group(labels(target)["app.kubernetes.io/name"])
        assert tuple(map(int, trigger["metadata"]["version"].split("."))) >= (2, 1, 0)  # older ones Kafka 4 refuses


def test_the_whole_base_stands_in_one_namespace() -> None:
    assert {one["metadata"].get("namespace") for one in resources(BASE)} == {None}
