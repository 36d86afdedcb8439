"""The whole matrix, as the broker itself tells it for every user and every topic; written here by hand."""

import pytest

from shared.kafka.access import Kind, Principal
from tests.support.secured import AKIMAT, ALMATY, ANNA, EVERYBODY, MOT, OLGA, REPUBLIC, Secured, allowed

READ = frozenset({"READ", "DESCRIBE"})
WRITE = frozenset({"WRITE", "DESCRIBE"})
BOTH = READ | WRITE
DESCRIBE = frozenset({"DESCRIBE"})

STATS = {"stats.national.v1": READ}
ESCALATIONS = ("natije.escalations.kz-75.v1", "natije.escalations.republic.v1")
AGENCY_ACTIONS = ("agency.actions.akimat-75.v1", "agency.actions.mot.v1")
CENTRE_ACTIONS = ("natije.actions.kz-75.v1", "natije.actions.republic.v1")
ALL_TOPICS = {
    *("appeals.submitted.v1", "appeals.lifecycle.v1", "appeals.notices.v1", "stats.national.v1"),
    *("agency.appeals.akimat-75.v1", "agency.appeals.mot.v1", *AGENCY_ACTIONS),
    *("natije.appeals.kz-75.v1", "natije.appeals.republic.v1", *ESCALATIONS, *CENTRE_ACTIONS),
    *("dlt.intake.v1", "dlt.router.v1", "dlt.sla_monitor.v1", "dlt.analytics.v1"),
}


def agency(code: str) -> dict[str, frozenset[str]]:
    """An agency reads its appeals and writes its actions."""
    return {f"agency.appeals.{code}.v1": READ, f"agency.actions.{code}.v1": WRITE, **STATS}


def centre(code: str) -> dict[str, frozenset[str]]:
    """A centre reads its cases and escalations and writes its actions."""
    return {
        f"natije.appeals.{code}.v1": READ,
        f"natije.escalations.{code}.v1": READ,
        f"natije.actions.{code}.v1": WRITE,
        **STATS,
    }


MATRIX = {
    AKIMAT: agency("akimat-75"),
    MOT: agency("mot"),
    ALMATY: centre("kz-75"),
    REPUBLIC: centre("republic"),
    ANNA: dict.fromkeys(ESCALATIONS, READ) | STATS,
    OLGA: dict.fromkeys(ALL_TOPICS, DESCRIBE)
    | {t: READ for t in ALL_TOPICS if t.startswith(("dlt.", "stats."))}
    | dict.fromkeys(("appeals.lifecycle.v1", *ESCALATIONS), READ),
    Principal(Kind.SERVICE, "intake"): {
        "appeals.submitted.v1": BOTH,
        "appeals.lifecycle.v1": BOTH,
        "appeals.notices.v1": READ,
        "dlt.intake.v1": WRITE,
    },
    Principal(Kind.SERVICE, "router"): {
        "appeals.submitted.v1": BOTH,
        "appeals.lifecycle.v1": BOTH,
        "appeals.notices.v1": WRITE,
        "agency.appeals.akimat-75.v1": WRITE,
        "agency.appeals.mot.v1": WRITE,
        "natije.appeals.kz-75.v1": WRITE,
        "natije.appeals.republic.v1": WRITE,
        **dict.fromkeys(AGENCY_ACTIONS + CENTRE_ACTIONS, READ),
        "dlt.router.v1": BOTH,
    },
    Principal(Kind.SERVICE, "sla_monitor"): {
        "appeals.submitted.v1": DESCRIBE,
        "appeals.lifecycle.v1": READ,
        **dict.fromkeys(AGENCY_ACTIONS, DESCRIBE),
        **dict.fromkeys(CENTRE_ACTIONS, BOTH),
        "natije.appeals.kz-75.v1": WRITE,
        "natije.appeals.republic.v1": WRITE,
        **dict.fromkeys(ESCALATIONS, BOTH),
        "dlt.sla_monitor.v1": BOTH,
    },
    Principal(Kind.SERVICE, "analytics"): {
        "appeals.lifecycle.v1": READ,
        **dict.fromkeys(ESCALATIONS, READ),
        "stats.national.v1": WRITE,
        "dlt.analytics.v1": WRITE,
    },
}


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.user(""))
def test_a_user_may_do_its_row_and_nothing_else(installation: Secured, who: Principal) -> None:
    assert allowed(installation.settings(who)) == MATRIX[who]


def test_the_matrix_here_knows_every_topic_of_the_installation(installation: Secured) -> None:
    assert set(allowed(installation.administrator)) == ALL_TOPICS


def test_personal_topics_are_seen_by_nobody_but_their_tenant_and_the_services_that_handle_texts() -> None:
    personal = ALL_TOPICS - {"appeals.lifecycle.v1", "stats.national.v1", *ESCALATIONS}
    may_read = {
        who.user("") for who, row in MATRIX.items() for topic in row if topic in personal and row[topic] >= READ
    }
    assert may_read == {
        *("agency.akimat-75", "agency.mot", "natije.kz-75", "natije.republic"),
        *("service.intake", "service.router", "service.sla_monitor", "operator.olga"),
    }
