"""Brings the broker's users, access lists and quotas to what `shared.kafka.access` says; twice is once."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.contracts.topics import Tenants
from shared.kafka.access import Principal, grants, is_managed, principals, quota
from shared.kafka.admin import AccessRefused, Admin
from shared.kafka.passwords import Passwords
from shared.kafka.settings import KafkaSettings

KNOWN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class AccessReport:
    """What one run changed. `users` counts all that can log in afterwards."""

    users: int
    added: int
    withdrawn: int
    removed_users: tuple[str, ...]


def grant_all(
    settings: KafkaSettings,
    passwords: Passwords,
    tenants: Mapping[Tenants, Sequence[str]],
    people: Sequence[Principal] | None = None,
) -> AccessReport:
    """Users with the passwords of the folder, exactly the entries of the matrix, quotas of tenants. Blocks.

    A user of ours who is no longer in the matrix loses entries and login; administrators are left alone. `people` are
    by default those who have a password file. Raises NoPassword before anything is changed, AccessRefused by the
    broker.
    """
    everyone = principals(tenants, passwords.people() if people is None else people)
    prefix = settings.topic_prefix
    secrets = {principal.user(prefix): passwords.of(principal) for principal in everyone}
    wanted = frozenset(grant for principal in everyone for grant in grants(principal, prefix))
    rates = {one.user(prefix): rate for one in everyone if (rate := quota(one)) is not None}
    with Admin(settings) as admin:
        gone = tuple(sorted(user for user in admin.users() - secrets.keys() if is_managed(user, prefix)))
        present = frozenset(grant for grant in admin.grants() if is_managed(grant.user, prefix))
        admin.withdraw(present - wanted)
        admin.remove_users(gone)
        admin.allow(wanted - present)
        admin.limit(rates)
        admin.set_passwords(secrets)
        _wait_until_known(admin, frozenset(secrets))
    return AccessReport(len(secrets), len(wanted - present), len(present - wanted), gone)


def _wait_until_known(admin: Admin, users: frozenset[str]) -> None:
    """The controller's word comes before the brokers': a user who logs in at once would be refused."""
    deadline = time.monotonic() + KNOWN_SECONDS
    while missing := users - admin.users():
        if time.monotonic() > deadline:
            raise AccessRefused(f"the broker does not know {sorted(missing)[:3]} after {KNOWN_SECONDS:.0f} s")
        time.sleep(0.1)
