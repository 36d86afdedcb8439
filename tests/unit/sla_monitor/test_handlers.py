"""The fold over a batch: what is saved, what is published, what a second delivery does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.sla_monitor.handlers import MonitorHandlers
from services.sla_monitor.rules import Handling, expire
from services.sla_monitor.store import Sheet
from shared.contracts.event import Record
from shared.contracts.natije import AcknowledgeEscalation, AssignAppeal, ResolveEscalation
from shared.contracts.vocabulary import RungName
from shared.mongo.versioned import LostVersion
from tests.support.sla_store import Confirmed, InMemoryCases
from tests.unit.sla_monitor.builders import (
    APPEAL,
    MORNING,
    OVERDUE,
    SECOND,
    answered,
    appeal,
    assigned,
    case_after,
    dims,
    received,
    registered,
    rung_of,
    triaged,
    types,
)

ACTIONS = "natije.actions.kz-75.v1"
ESCALATIONS = "natije.escalations.kz-75.v1"
RECEIPTS = "natije.appeals.kz-75.v1"
LATER = MORNING + timedelta(hours=2)
OVERDUE_ID = rung_of(1, RungName.OVERDUE)


def handlers(cases: InMemoryCases, confirmed_below: int = 0, *, simulated: bool = False) -> MonitorHandlers:
    return MonitorHandlers(cases, Confirmed(confirmed_below), simulated)


def command(
    cls: type[AcknowledgeEscalation] | type[ResolveEscalation], ce_id: str = "command-1", escalation: str = OVERDUE_ID
) -> AcknowledgeEscalation | ResolveEscalation:
    at = OVERDUE + SECOND
    return cls(event_id=ce_id, appeal_id=APPEAL, occurred_at=at, escalation_id=escalation)


def overdue_case() -> InMemoryCases:
    """A store with one case whose overdue escalation stands at kz-75."""
    cases = InMemoryCases()
    cases.put(Sheet(expire(case_after(registered()), OVERDUE)[0]))
    return cases


async def test_facts_of_a_batch_are_folded_and_saved_once() -> None:
    cases = InMemoryCases()
    out = await handlers(cases).on_batch([received(registered(), 0), received(assigned(2, LATER), 1)])
    assert out == []
    assert (cases.sheets[APPEAL].version, cases.sheets[APPEAL].case.sequence) == (1, 2)


async def test_an_escalation_goes_to_the_topic_of_its_centre() -> None:
    batch = [received(registered(), 0), received(triaged(2, LATER), 1), received(assigned(3, LATER + SECOND), 2)]
    out = await handlers(InMemoryCases()).on_batch(batch)
    assert types(out) == [(ESCALATIONS, "escalation.raised")]


async def test_a_redelivery_sends_the_unconfirmed_tail_again_and_changes_nothing() -> None:
    cases = overdue_case()
    batch = [received(answered(2, OVERDUE + SECOND), 5)]
    first = await handlers(cases).on_batch(batch)
    version = cases.sheets[APPEAL].version
    assert len(first) == 3
    assert await handlers(cases).on_batch(batch) == first
    assert await handlers(cases, confirmed_below=6).on_batch(batch) == []
    assert cases.sheets[APPEAL].version == version


async def test_an_unconfirmed_tail_goes_before_what_is_newer() -> None:
    cases = InMemoryCases()
    batch = [received(registered(), 0), received(triaged(2, LATER), 1), received(assigned(3, LATER + SECOND), 2)]
    tail = await handlers(cases).on_batch(batch)
    out = await handlers(cases).on_batch([received(answered(4, LATER + 2 * SECOND), 9)])
    assert out[: len(tail)] == tail
    assert types(out[len(tail) :]) == [(ESCALATIONS, "escalation.resolved")]


async def test_a_confirmed_tail_is_dropped_with_the_next_write() -> None:
    cases = overdue_case()
    await handlers(cases).on_batch([received(command(AcknowledgeEscalation), 3, ACTIONS, "kz-75")])
    assert len(cases.sheets[APPEAL].tail) == 2
    await handlers(cases, confirmed_below=4).on_batch([received(assigned(2, OVERDUE + SECOND), 5)])
    assert cases.sheets[APPEAL].tail == ()


async def test_historical_appeals_and_assignments_by_hand_are_not_ours() -> None:
    cases = InMemoryCases()
    by_hand = AssignAppeal(event_id="c", appeal_id=appeal(2), occurred_at=LATER, agency="moh")
    old = registered(dims=dims(historical=True), deadlines=None)
    assert await handlers(cases).on_batch([received(old, 0), received(by_hand, 1, ACTIONS, "kz-75")]) == []
    assert cases.sheets == {}


async def test_an_acknowledgement_is_announced_and_receipted() -> None:
    cases = overdue_case()
    out = await handlers(cases).on_batch([received(command(AcknowledgeEscalation), 0, ACTIONS, "kz-75")])
    assert types(out) == [(ESCALATIONS, "escalation.acknowledged"), (RECEIPTS, "action.applied")]
    assert {record.headers["ce_causationid"] for record in out} == {"command-1"}
    found = cases.sheets[APPEAL].case.find(OVERDUE_ID)
    assert found is not None
    assert found.handling is Handling.ACKNOWLEDGED


async def test_a_centre_acknowledges_and_then_resolves() -> None:
    cases = overdue_case()
    batch: list[Record] = [command(AcknowledgeEscalation), command(ResolveEscalation, "command-2")]
    out = await handlers(cases).on_batch([received(c, n, ACTIONS, "kz-75") for n, c in enumerate(batch)])
    assert [kind for _, kind in types(out)] == [
        "escalation.acknowledged",
        "action.applied",
        "escalation.resolved",
        "action.applied",
    ]


@pytest.mark.parametrize("again_at", [0, 1])
async def test_a_repeated_command_changes_nothing(again_at: int) -> None:
    cases = overdue_case()
    await handlers(cases).on_batch([received(command(AcknowledgeEscalation), 0, ACTIONS, "kz-75")])
    before = cases.sheets[APPEAL]
    again = received(command(AcknowledgeEscalation), again_at, ACTIONS, "kz-75")
    assert await handlers(cases, confirmed_below=1).on_batch([again]) == []
    assert cases.sheets[APPEAL] == before


@pytest.mark.parametrize(
    ("escalation", "tenant", "refusal"),
    [(OVERDUE_ID, "kz-10", "not_the_holder"), (rung_of(9, RungName.OVERDUE), "kz-75", "unknown_appeal")],
)
async def test_a_centre_touches_only_its_own_escalations(escalation: str, tenant: str, refusal: str) -> None:
    cases = overdue_case()
    asked = command(ResolveEscalation, escalation=escalation)
    out = await handlers(cases).on_batch([received(asked, 0, f"natije.actions.{tenant}.v1", tenant)])
    assert types(out) == [(f"natije.appeals.{tenant}.v1", "action.refused")]
    assert f'"refusal":"{refusal}"'.encode() in out[0].value
    assert {s.handling for s in cases.sheets[APPEAL].case.standing} == {Handling.RAISED}


async def test_a_command_about_an_unknown_appeal_is_refused_and_leaves_no_document() -> None:
    cases = InMemoryCases()
    out = await handlers(cases).on_batch([received(command(ResolveEscalation), 0, ACTIONS, "kz-75")])
    assert types(out) == [(RECEIPTS, "action.refused")]
    assert cases.sheets == {}


async def test_what_is_resolved_cannot_be_acknowledged() -> None:
    cases = overdue_case()
    batch: list[Record] = [command(ResolveEscalation), command(AcknowledgeEscalation, "command-2")]
    out = await handlers(cases).on_batch([received(c, n, ACTIONS, "kz-75") for n, c in enumerate(batch)])
    assert [kind for _, kind in types(out)] == ["escalation.resolved", "action.applied", "action.refused"]


async def test_a_command_counts_from_its_arrival_and_in_simulation_from_its_own_time() -> None:
    arrived = OVERDUE + timedelta(hours=5)
    record = replace(received(command(ResolveEscalation), 0, ACTIONS, "kz-75"), appended_at=arrived)
    real = await handlers(overdue_case()).on_batch([record])
    played = await handlers(overdue_case(), simulated=True).on_batch([record])
    assert {r.headers["ce_time"] for r in real} == {arrived.isoformat()}
    assert {r.headers["ce_time"] for r in played} == {(OVERDUE + SECOND).isoformat()}


async def test_a_lost_version_is_folded_again_on_what_the_other_wrote() -> None:
    cases = InMemoryCases()
    cases.put(Sheet(case_after(registered())))
    overtaken = [expire(case_after(registered()), OVERDUE)[0]]

    def sweep_once() -> None:
        if overtaken:
            cases.put(replace(cases.sheets[APPEAL], case=overtaken.pop()))

    cases.before_save = sweep_once
    out = await handlers(cases).on_batch([received(answered(2, OVERDUE + SECOND), 4)])
    assert [kind for _, kind in types(out)] == ["escalation.resolved"] * 3


async def test_after_three_lost_versions_the_batch_fails() -> None:
    cases = InMemoryCases()
    cases.put(Sheet(case_after(registered())))
    cases.before_save = lambda: cases.put(cases.sheets[APPEAL])
    with pytest.raises(LostVersion):
        await handlers(cases).on_batch([received(answered(2, OVERDUE), 4)])
