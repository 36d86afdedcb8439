"""Who may do what, before any broker is asked: names, prefixes, and that no family of topics is wider than meant."""

from pathlib import Path

import pytest

from shared.contracts.topics import TOPICS
from shared.kafka.access import Grant, Kind, Operation, Principal, Resource, grants, is_managed, principals, quota
from shared.kafka.passwords import NoPassword, Passwords
from shared.kafka.provision import all_tenants

MOT = Principal(Kind.AGENCY, "mot")
ANNA = Principal(Kind.ANALYST, "anna")


def test_an_agency_has_four_entries_all_under_the_installations_prefix() -> None:
    user = "staging.agency.mot"
    assert grants(MOT, "staging.") == {
        Grant(user, Operation.READ, Resource.TOPIC, "staging.agency.appeals.mot.v1"),
        Grant(user, Operation.WRITE, Resource.TOPIC, "staging.agency.actions.mot.v1"),
        Grant(user, Operation.READ, Resource.TOPIC, "staging.stats.national.v1"),
        Grant(user, Operation.READ, Resource.GROUP, "staging.agency.mot.", prefixed=True),
    }


def test_an_analyst_reads_escalations_by_what_their_names_begin_with() -> None:
    assert grants(ANNA) == {
        Grant("analyst.anna", Operation.READ, Resource.TOPIC, "natije.escalations.", prefixed=True),
        Grant("analyst.anna", Operation.READ, Resource.TOPIC, "stats.national.v1"),
        Grant("analyst.anna", Operation.READ, Resource.GROUP, "analyst.anna.", prefixed=True),
    }


def test_whatever_is_granted_by_a_prefix_ends_with_a_dot() -> None:
    everyone = principals(all_tenants(), [ANNA, Principal(Kind.OPERATOR, "olga")])
    for prefix in ("", "staging."):
        granted = [grant for principal in everyone for grant in grants(principal, prefix)]
        assert [grant for grant in granted if grant.prefixed and not grant.name.endswith(".")] == []


def test_nothing_but_reading_writing_and_describing_of_topics_and_groups_is_granted() -> None:
    granted = [grant for principal in principals(all_tenants(), [ANNA]) for grant in grants(principal)]
    assert {grant.operation for grant in granted} <= {Operation.READ, Operation.WRITE, Operation.DESCRIBE}
    assert {grant.resource for grant in granted} == {Resource.TOPIC, Resource.GROUP}


def test_every_producer_of_every_declared_topic_may_write_it() -> None:
    everyone = principals(all_tenants())
    writers = {grant.name for one in everyone for grant in grants(one) if grant.operation is Operation.WRITE}
    for topic in TOPICS:
        begin = topic.name.partition("{")[0]
        assert [name for name in writers if name.startswith(begin)], topic.name


def test_every_tenant_of_the_reference_data_is_a_user_once() -> None:
    tenants = all_tenants()
    users = [one.user("") for one in principals(tenants)]
    assert len(users) == len(set(users)) == sum(len(tenants[kind]) for kind in ("agencies", "centres", "services"))


@pytest.mark.parametrize(
    ("user", "prefix", "ours"),
    [
        ("agency.mot", "", True),
        ("staging.agency.mot", "staging.", True),
        ("admin", "", False),
        ("staging.agency.mot", "", False),
        ("agency.mot", "staging.", False),
    ],
)
def test_only_users_of_the_same_installation_are_managed(user: str, prefix: str, ours: bool) -> None:
    assert is_managed(user, prefix) is ours


def test_only_tenants_are_slowed_down() -> None:
    limited = {one.kind for one in principals(all_tenants(), [ANNA]) if quota(one) is not None}
    assert limited == {Kind.AGENCY, Kind.CENTRE}


def test_passwords_are_made_once_are_long_and_differ(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "kafka")
    assert passwords.make([MOT, ANNA]) == (MOT, ANNA)
    first = passwords.of(MOT)
    assert passwords.make([MOT, ANNA]) == ()
    assert passwords.of(MOT) == first != passwords.of(ANNA)
    assert len(first) >= 32


def test_people_are_those_who_have_a_password(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path)
    passwords.make([MOT, ANNA])
    (tmp_path / "analyst.Not A Name").write_text("x")
    assert passwords.people() == (ANNA,)


def test_a_missing_password_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(NoPassword, match=r"agency\.mot has no password: run `make secrets`"):
        Passwords(tmp_path).of(MOT)
