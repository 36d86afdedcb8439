"""A case from a backup becomes what it was, by the facts in the log and the inputs that they name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.router.app import load_law
from services.router.rules.case import Dossier, Memory
from services.router.rules.replay import Diverged, Replaying, replay
from shared.contracts.agency import (
    AcceptAppeal,
    HoldHearing,
    NoticeHearing,
    ProlongAppeal,
    RedirectAppeal,
    RedirectPart,
)
from shared.contracts.envelope import Received
from shared.contracts.event import Event
from shared.contracts.lifecycle import LifecycleEvent
from shared.contracts.submissions import MoveRecusal, WithdrawAppeal
from shared.contracts.vocabulary import DecidedBy
from shared.workdays import WorkCalendar, load_calendar
from tests.support.router import EVERYTHING, MORNING, Confirmed, Router, appeal_id, from_agency, submission, submitted
from tests.support.router_acts import AKIMAT, action

TABLE = load_calendar()
SETTING = Replaying(load_law(), lambda received: received.event.occurred_at, lambda topic, partition, offset: True)


def life() -> list[Received[Event]]:
    """An appeal that is accepted, asked to be recused, prolonged, split, heard and redirected; one act is refused."""
    day = (MORNING + timedelta(days=20)).date()
    prolonged = action(ProlongAppeal, 4, until=day + timedelta(days=20), decided_by=DecidedBy.HEAD, reason="expert")
    return [
        submitted(submission()),
        from_agency(AKIMAT, action(AcceptAppeal, 1)),
        submitted(action(MoveRecusal, 2, reason="kin")),
        from_agency("mot", action(AcceptAppeal, 3)),
        from_agency(AKIMAT, prolonged),
        from_agency(AKIMAT, action(RedirectPart, 5, to_agency="mot", reason="road", text="part")),
        from_agency(AKIMAT, action(NoticeHearing, 6, hearing_on=day, text="x")),
        from_agency(AKIMAT, action(HoldHearing, 7, oral=True)),
        from_agency(AKIMAT, action(RedirectAppeal, 8, to_agency="mot", reason="road")),
        submitted(action(WithdrawAppeal, 9)),
    ]


async def lived(inputs: list[Received[Event]]) -> tuple[list[Dossier], list[LifecycleEvent]]:
    """The dossier after each input, and the facts of the appeal."""
    router, dossiers, facts = Router(confirmed=Confirmed(EVERYTHING)), list[Dossier](), list[LifecycleEvent]()
    for received in inputs:
        told = await router.take(received)
        facts += [e for e in told if isinstance(e, LifecycleEvent) and e.appeal_id == appeal_id("first")]
        dossiers.append(router.cases.dossiers[appeal_id("first")])
    return dossiers, facts


def by_cause(inputs: list[Received[Event]]) -> dict[str, list[Received[Event]]]:
    found: dict[str, list[Received[Event]]] = {}
    for received in inputs:
        found.setdefault(received.event.event_id, []).append(received)
    return found


@pytest.mark.parametrize("backup", [None, *range(10)])
async def test_a_case_from_any_backup_is_brought_to_where_it_was(backup: int | None) -> None:
    inputs = life()
    dossiers, facts = await lived(inputs)
    start = None if backup is None else dossiers[backup]
    beyond = [fact for fact in facts if start is None or fact.sequence > start.case.sequence]
    if not beyond:
        return
    found = replay(start, beyond, by_cause(inputs), SETTING)
    assert isinstance(found, Dossier)
    assert found.case == dossiers[-1].case
    assert found.memory.tail == ()
    last = inputs[-1]
    assert found.memory.knows(last.place, last.event.event_id)


async def test_an_input_that_was_not_committed_keeps_its_records_for_when_it_comes_again() -> None:
    inputs = life()[:2]
    dossiers, facts = await lived(inputs)
    unsure = replace(SETTING, is_confirmed=lambda topic, partition, offset: offset < inputs[1].place.offset)
    found = replay(dossiers[0], facts[1:], by_cause(inputs), unsure)
    assert isinstance(found, Dossier)
    assert [entry.cause for entry in found.memory.tail] == [inputs[1].place]


async def test_facts_that_another_table_would_have_made_are_told_and_not_taken() -> None:
    inputs = life()
    _, facts = await lived(inputs)
    other = WorkCalendar.build("other", TABLE.first, MORNING.date() + timedelta(days=10), TABLE.special.values())
    found = replay(None, facts, by_cause(inputs), replace(SETTING, law=replace(SETTING.law, calendar=other)))
    assert isinstance(found, Diverged)


async def test_a_trace_that_an_earlier_version_told_otherwise_does_not_matter() -> None:
    first, *others = life()[:2]
    traced = first.event.model_copy(update={"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    inputs = [replace(first, event=traced), *others]
    dossiers, facts = await lived(inputs)
    untraced = [fact.model_copy(update={"traceparent": None}) for fact in facts]
    found = replay(None, untraced, by_cause(inputs), SETTING)
    assert isinstance(found, Dossier)
    assert found.case == dossiers[-1].case


async def test_a_fact_whose_input_is_gone_is_told() -> None:
    inputs = life()
    _, facts = await lived(inputs)
    found = replay(None, facts, by_cause(inputs[:1]), SETTING)
    assert found == Diverged(appeal_id("first"), 3, "appeal.accepted: its input is not kept any more")


async def test_a_gap_between_case_and_facts_is_told() -> None:
    inputs = life()
    dossiers, facts = await lived(inputs)
    start = Dossier(dossiers[0].case, Memory(), 1)
    found = replay(start, facts[2:], by_cause(inputs), SETTING)
    assert found == Diverged(appeal_id("first"), facts[2].sequence, "the case is at 2")
