"""Who may do what on the broker: the whole matrix, computed from the declared topics and the reference data. Pure.

Nothing is typed twice: a topic says who writes and reads it, the reference data say who the tenants are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.topics import (
    DEAD_LETTERS,
    LIFECYCLE,
    NATIJE_ESCALATIONS,
    SUBMITTED,
    TENANT,
    TOPICS,
    Tenants,
    Topic,
)

TENANT_BYTES_PER_SECOND = 1024 * 1024
"""What an agency or a centre may write in a second on one broker before it is slowed down."""
NAME_PATTERN = r"[a-z][a-z0-9-]{0,62}"


class Kind(StrEnum):
    """Sorts of users; also the first word of a user's name and of its groups."""

    SERVICE = "service"
    AGENCY = "agency"
    CENTRE = "natije"
    ANALYST = "analyst"
    OPERATOR = "operator"


PEOPLE = (Kind.ANALYST, Kind.OPERATOR)
"""Kinds whose members no reference data list: whoever has a password file is one."""


class Operation(StrEnum):
    """Operations of Kafka's authorizer. READ and WRITE imply DESCRIBE; the platform grants the first three only."""

    READ = "READ"
    WRITE = "WRITE"
    DESCRIBE = "DESCRIBE"
    ALL = "ALL"
    CREATE = "CREATE"
    DELETE = "DELETE"
    ALTER = "ALTER"
    DESCRIBE_CONFIGS = "DESCRIBE_CONFIGS"
    ALTER_CONFIGS = "ALTER_CONFIGS"
    CLUSTER_ACTION = "CLUSTER_ACTION"
    IDEMPOTENT_WRITE = "IDEMPOTENT_WRITE"


class Resource(StrEnum):
    """What an operation is done to; the platform grants the first two only."""

    TOPIC = "TOPIC"
    GROUP = "GROUP"
    CLUSTER = "CLUSTER"
    TRANSACTIONAL_ID = "TRANSACTIONAL_ID"


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One entry of the broker's access control list. `prefixed`: for every name that begins with `name`."""

    user: str
    operation: Operation
    resource: Resource
    name: str
    prefixed: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Principal:
    """Someone who logs in to the broker."""

    kind: Kind
    name: str

    def user(self, prefix: str) -> str:
        """The name to log in with; the installation's prefix keeps installations on one cluster apart."""
        return f"{prefix}{self.kind}.{self.name}"


def principals(tenants: Mapping[Tenants, Sequence[str]], people: Iterable[Principal] = ()) -> tuple[Principal, ...]:
    """Every user of an installation: services, agencies, centres, and the people who were given a password."""
    listed = {
        Kind.SERVICE: tenants["services"],
        Kind.AGENCY: tenants["agencies"],
        Kind.CENTRE: tenants["centres"],
    }
    return (*(Principal(kind, name) for kind, names in listed.items() for name in names), *sorted(set(people)))


def is_managed(user: str, prefix: str) -> bool:
    """Whether this module decides what the user may do: others, as administrators, are left alone."""
    return user.startswith(tuple(f"{prefix}{kind}." for kind in Kind))


def quota(principal: Principal) -> int | None:
    """Bytes a second that this user may produce on one broker; None is without bound."""
    return TENANT_BYTES_PER_SECOND if principal.kind in {Kind.AGENCY, Kind.CENTRE} else None


def grants(principal: Principal, prefix: str = "") -> frozenset[Grant]:
    """All that one user may do; what is not here is refused."""
    user = principal.user(prefix)
    found = {Grant(user, *entry) for entry in _on_topics(principal, prefix)}
    if principal.kind is Kind.SERVICE:
        found.add(Grant(user, Operation.READ, Resource.GROUP, _group(principal.name, prefix)))
    else:
        found.add(Grant(user, Operation.READ, Resource.GROUP, f"{user}.", prefixed=True))
    return frozenset(found | _beside_the_rows(principal, prefix))


Entry = tuple[Operation, Resource, str, bool]


def _on_topics(principal: Principal, prefix: str) -> Iterable[Entry]:
    role = principal.name if principal.kind is Kind.SERVICE else _ROLES[principal.kind]
    takes_commands = any(topic.role == "commands" and role in topic.consumers for topic in TOPICS)
    for topic in TOPICS:
        if role in topic.producers:
            yield _entry(Operation.WRITE, topic, principal, prefix)
        is_own_letters = topic is DEAD_LETTERS and role in topic.producers and takes_commands  # to retry one
        is_public = "anyone" in topic.consumers and principal.kind is not Kind.SERVICE
        if is_own_letters or is_public or role in topic.consumers:
            yield _entry(Operation.READ, topic, principal, prefix)


_ROLES = {Kind.AGENCY: "agency", Kind.CENTRE: "centre", Kind.ANALYST: "analyst", Kind.OPERATOR: "operators"}
_OWNERS: dict[Tenants, Kind] = {"agencies": Kind.AGENCY, "centres": Kind.CENTRE, "services": Kind.SERVICE}


def _entry(operation: Operation, topic: Topic, principal: Principal, prefix: str) -> Entry:
    """A tenant gets its own topic by its whole name; others get a family of topics by what its names begin with."""
    if topic.tenants == "none":
        return operation, Resource.TOPIC, prefix + topic.name, False
    if _OWNERS[topic.tenants] is principal.kind:
        return operation, Resource.TOPIC, prefix + topic.of(principal.name), False
    return operation, Resource.TOPIC, prefix + _family(topic), True


def _family(topic: Topic) -> str:
    """What the names of all tenants' topics begin with, the dot included."""
    return topic.name.partition(TENANT)[0]


def _beside_the_rows(principal: Principal, prefix: str) -> set[Grant]:
    """What follows from no topic's declaration, each with its reason."""
    user = principal.user(prefix)
    match principal:
        case Principal(Kind.SERVICE, "intake"):
            # After a restore it keeps again what it had submitted.
            return {Grant(user, Operation.READ, Resource.TOPIC, prefix + SUBMITTED.name)}
        case Principal(Kind.SERVICE, "router"):
            # It learns from its own log, and folds it after a restore of its database.
            return {Grant(user, Operation.READ, Resource.TOPIC, prefix + LIFECYCLE.name)}
        case Principal(Kind.SERVICE, "sla_monitor"):
            # The watermark: how far the router has come in its inputs, never what stands in them.
            inputs = [topic for topic in TOPICS if "router" in topic.consumers]
            described = {Grant(user, *_entry(Operation.DESCRIBE, topic, principal, prefix)) for topic in inputs}
            # The console folds what the service itself has written: docs/adr/0009.
            console = Grant(user, *_entry(Operation.READ, NATIJE_ESCALATIONS, principal, prefix))
            return described | {console, Grant(user, Operation.DESCRIBE, Resource.GROUP, _group("router", prefix))}
        case Principal(Kind.OPERATOR):
            # Lag of every group, names and ends of every topic; to trace an appeal, the facts without personal data.
            name, prefixed = (prefix, True) if prefix else ("*", False)
            facts = (LIFECYCLE, NATIJE_ESCALATIONS)
            return {
                *(Grant(user, *_entry(Operation.READ, topic, principal, prefix)) for topic in facts),
                Grant(user, Operation.DESCRIBE, Resource.TOPIC, name, prefixed),
                Grant(user, Operation.DESCRIBE, Resource.GROUP, name, prefixed),
            }
        case _:
            return set()


def _group(service: str, prefix: str) -> str:
    """As `KafkaSettings.group`."""
    return prefix + service.replace("_", "-")
