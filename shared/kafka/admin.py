"""Users, access control lists and quotas on the broker: compared with what is wanted, and only then changed.

aiokafka's admin client can do none of the three, hence kafka-python's, which blocks: call this from a thread.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.errors import NoError
from kafka.protocol.admin import AlterClientQuotasRequest

from shared.kafka.access import Grant, Operation, Resource
from shared.kafka.settings import KafkaSettings

MECHANISM = "SCRAM-SHA-512"
PRODUCE_QUOTA = "producer_byte_rate"


class AccessRefused(RuntimeError):
    """The broker did not take a user, an entry or a quota."""


class Admin:
    """A connection of an administrator. Use as a context."""

    def __init__(self, settings: KafkaSettings) -> None:
        arguments: dict[str, Any] = settings.client_arguments()
        self._client = KafkaAdminClient(**arguments)

    def __enter__(self) -> "Admin":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def users(self) -> frozenset[str]:
        """Names of all users that can log in by SCRAM."""
        return frozenset(self._client.describe_user_scram_credentials())

    def set_passwords(self, passwords: Mapping[str, str]) -> None:
        """Make these users, or give them these passwords; connections that stand are left alone."""
        self._alter([UserScramCredentialUpsertion(user, MECHANISM, text) for user, text in passwords.items()])

    def remove_users(self, users: Iterable[str]) -> None:
        """Nobody logs in by these names any more."""
        self._alter([UserScramCredentialDeletion(user, MECHANISM) for user in users])

    def grants(self) -> frozenset[Grant]:
        """Everything that is allowed to any user; denials are not told."""
        everything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
        entries, _ = self._client.describe_acls(
            ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, everything)
        )
        return frozenset(grant for entry in entries if (grant := _grant(entry)) is not None)

    def allow(self, grants: Iterable[Grant]) -> None:
        """Add entries."""
        if wanted := [_entry(grant) for grant in sorted(grants)]:
            answer = self._client.create_acls(wanted)
            if answer["failed"]:
                raise AccessRefused(f"entries of the access list: {answer['failed'][:3]}")

    def withdraw(self, grants: Iterable[Grant]) -> None:
        """Remove exactly these entries."""
        if filters := [_filter(grant) for grant in sorted(grants)]:
            for wanted, _, error in self._client.delete_acls(filters):
                if error is not NoError:
                    raise AccessRefused(f"removal of {wanted}: {error.__name__}")

    def limit(self, rates: Mapping[str, int]) -> None:
        """Bytes a second that each user may produce on one broker."""
        entity, change = AlterClientQuotasRequest.EntryData.EntityData, AlterClientQuotasRequest.EntryData.OpData
        entries = [
            AlterClientQuotasRequest.EntryData(
                entity=[entity(entity_type="user", entity_name=user)],
                ops=[change(key=PRODUCE_QUOTA, value=float(rate), remove=False)],
            )
            for user, rate in rates.items()
        ]
        if not entries:
            return
        manager = self._client._manager  # noqa: SLF001  # the client has no call for quotas, only the messages
        answer = manager.run(manager.send, AlterClientQuotasRequest(entries=entries, validate_only=False))
        if refused := [entry.error_message for entry in answer.entries if entry.error_code]:
            raise AccessRefused(f"quotas: {refused[:3]}")

    def _alter(self, alterations: list[Any]) -> None:
        if alterations:
            answers = self._client.alter_user_scram_credentials(alterations)
            if refused := {user: error for user, error in answers.items() if error is not None}:
                raise AccessRefused(f"users: {refused}")


def _pattern(grant: Grant) -> ResourcePattern:
    kind = ACLResourcePatternType.PREFIXED if grant.prefixed else ACLResourcePatternType.LITERAL
    return ResourcePattern(ResourceType[grant.resource], grant.name, kind)


def _entry(grant: Grant) -> ACL:
    return ACL(f"User:{grant.user}", "*", ACLOperation[grant.operation], ACLPermissionType.ALLOW, _pattern(grant))


def _filter(grant: Grant) -> ACLFilter:
    return ACLFilter(f"User:{grant.user}", "*", ACLOperation[grant.operation], ACLPermissionType.ALLOW, _pattern(grant))


def _grant(entry: Any) -> Grant | None:
    """None for a denial and for what is neither topic, group, cluster nor transaction."""
    pattern = entry.resource_pattern
    known = pattern.resource_type.name in Resource.__members__ and entry.operation.name in Operation.__members__
    if not known or entry.permission_type is not ACLPermissionType.ALLOW:
        return None
    return Grant(
        user=entry.principal.removeprefix("User:"),
        operation=Operation[entry.operation.name],
        resource=Resource[pattern.resource_type.name],
        name=pattern.resource_name,
        prefixed=pattern.pattern_type is ACLResourcePatternType.PREFIXED,
    )
