"""Every topic, declared once: who writes it, what it holds, how long it is kept. `make topics` provisions from here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Literal

from shared.contracts.agency import AGENCY_ACTIONS, AGENCY_RECORDS, ActionApplied, ActionRefused
from shared.contracts.envelope import types_of
from shared.contracts.event import Record
from shared.contracts.facts import LIFECYCLE_EVENTS
from shared.contracts.natije import CENTRE_ACTIONS, ESCALATIONS, TriageRequested
from shared.contracts.notices import ApplicantNotified
from shared.contracts.stats import StatsSnapshot
from shared.contracts.submissions import SUBMISSIONS

FOREVER: timedelta | None = None
TENANT = "{tenant}"
TENANT_CODE = "[a-z][a-z0-9_-]*"
MIB = 1024 * 1024

Role = Literal["commands", "facts", "deliveries", "dead_letters"]
"""Commands may be refused; facts are ours and must be readable; deliveries leave the platform."""
Tenants = Literal["none", "agencies", "centres", "services"]


@dataclass(frozen=True)
class Topic:
    """One topic or one family of topics, `{tenant}` standing for the tenant's code."""

    name: str
    role: Role
    events: tuple[type[Record], ...]
    producers: tuple[str, ...]
    """Services by name; `agency` or `centre` where the tenant itself writes."""
    consumers: tuple[str, ...]
    retention: timedelta | None = FOREVER
    """None keeps records for ever."""
    compacted: bool = False
    partitions: int = 1
    max_message_bytes: int = MIB
    tenants: Tenants = "none"
    personal: bool = False
    key: str = "appeal_id"

    @cached_property
    def types(self) -> Mapping[str, type[Record]]:
        """Event class by `ce_type`."""
        return types_of(self.events)

    def of(self, tenant: str) -> str:
        """The name of one tenant's topic."""
        return self.name.replace(TENANT, tenant)


DAYS_90 = timedelta(days=90)
YEAR = timedelta(days=365)

SUBMITTED = Topic(
    "appeals.submitted.v1",
    "commands",
    SUBMISSIONS,
    producers=("intake", "router"),
    consumers=("router",),
    retention=DAYS_90,
    partitions=12,
    personal=True,
)
LIFECYCLE = Topic(
    "appeals.lifecycle.v1",
    "facts",
    LIFECYCLE_EVENTS,
    producers=("intake", "router"),
    consumers=("sla_monitor", "analytics", "intake"),
    partitions=12,
)
NOTICES = Topic(
    "appeals.notices.v1",
    "facts",
    (ApplicantNotified,),
    producers=("router",),
    consumers=("intake",),
    retention=DAYS_90,
    partitions=12,
    personal=True,
)
AGENCY_APPEALS = Topic(
    "agency.appeals.{tenant}.v1",
    "deliveries",
    AGENCY_RECORDS,
    producers=("router",),
    consumers=("agency",),
    retention=DAYS_90,
    tenants="agencies",
    personal=True,
)
AGENCY_ACTIONS_TOPIC = Topic(
    "agency.actions.{tenant}.v1",
    "commands",
    AGENCY_ACTIONS,
    producers=("agency",),
    consumers=("router",),
    retention=YEAR,
    tenants="agencies",
    max_message_bytes=MIB // 4,
    personal=True,
)
NATIJE_APPEALS = Topic(
    "natije.appeals.{tenant}.v1",
    "deliveries",
    (TriageRequested, ActionApplied, ActionRefused),
    producers=("router", "sla_monitor"),
    consumers=("centre",),
    retention=DAYS_90,
    tenants="centres",
    personal=True,
)
NATIJE_ESCALATIONS = Topic(
    "natije.escalations.{tenant}.v1",
    "facts",
    ESCALATIONS,
    producers=("sla_monitor",),
    consumers=("centre", "analyst", "analytics"),
    tenants="centres",
)
NATIJE_ACTIONS = Topic(
    "natije.actions.{tenant}.v1",
    "commands",
    CENTRE_ACTIONS,
    producers=("centre", "sla_monitor"),  # the console writes for a person of the centre: docs/adr/0009
    consumers=("router", "sla_monitor"),
    retention=YEAR,
    tenants="centres",
    max_message_bytes=MIB // 4,
    personal=True,
)
STATS = Topic(
    "stats.national.v1",
    "deliveries",
    (StatsSnapshot,),
    producers=("analytics",),
    consumers=("anyone",),
    compacted=True,
    key="period:dimension:value",
)
DEAD_LETTERS = Topic(
    "dlt.{tenant}.v1",
    "dead_letters",
    (),
    producers=("intake", "router", "sla_monitor", "analytics"),
    consumers=("operators",),
    retention=timedelta(days=30),
    tenants="services",
    personal=True,
    key="key of the original",
)
TOPICS = (
    SUBMITTED,
    LIFECYCLE,
    NOTICES,
    AGENCY_APPEALS,
    AGENCY_ACTIONS_TOPIC,
    NATIJE_APPEALS,
    NATIJE_ESCALATIONS,
    NATIJE_ACTIONS,
    STATS,
    DEAD_LETTERS,
)


@dataclass(frozen=True)
class TopicSpace:
    """The names of one installation: a configurable prefix serves staging and tests on a shared cluster."""

    prefix: str = ""
    _found: dict[str, tuple[Topic, str]] = field(default_factory=dict, compare=False, repr=False)

    def full(self, name: str) -> str:
        """The name on the broker."""
        return self.prefix + name

    def bare(self, full: str) -> str:
        """The name without the prefix."""
        return full.removeprefix(self.prefix)

    def find(self, full: str) -> tuple[Topic, str]:
        """The declaration and the tenant (empty where there is none) of a broker's topic. Raises KeyError."""
        if (hit := self._found.get(full)) is None:
            hit = self._found[full] = _declared(self.bare(full))
        return hit

    def pattern(self, topics: Iterable[Topic]) -> str:
        """An anchored regular expression that matches exactly the topics of these declarations."""
        return f"^{re.escape(self.prefix)}(?:{'|'.join(_body(topic, TENANT_CODE) for topic in topics)})$"


def _body(topic: Topic, tenant: str) -> str:
    """Regular expression of the names of one declaration, without the prefix."""
    return re.escape(topic.name).replace(re.escape(TENANT), tenant)


def _declared(name: str) -> tuple[Topic, str]:
    for topic in TOPICS:
        if match := re.fullmatch(_body(topic, f"(?P<tenant>{TENANT_CODE})"), name):
            return topic, match.groupdict().get("tenant", "")
    raise KeyError(name)
