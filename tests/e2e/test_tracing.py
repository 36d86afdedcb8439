"""The trace of one appeal through four real processes: to a centre, to a body, back, and what was refused."""

import json
import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deploy.local import Stack
from deploy.tracing.__main__ import traced
from deploy.tracing.printing import as_json, as_text
from deploy.tracing.reading import UnknownAppeal
from deploy.tracing.seeking import find_id
from shared.clock import wall_clock
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.natije import AssignAppeal
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, LIFECYCLE, NATIJE_ACTIONS, NATIJE_ESCALATIONS
from tests.e2e.all_services import Platform, appeal, clerk, platform
from tests.support.installation import caught_up, eventually, install, publish, read_all

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
NAME, TEXT = "Заявитель Незабудкин", "Прошу помочь с нашим вопросом, Незабудкин"
OURS = ("intake", "router", "sla_monitor")
EXPECTED = (
    ("HTTP", "accepted", "intake"),
    ("appeals.lifecycle.v1", "appeal.registered", "intake"),
    ("appeals.submitted.v1", "appeal.submit", "intake"),
    ("appeals.lifecycle.v1", "appeal.triaged", "router"),
    ("natije.appeals.kz-75.v1", "natije.triage_requested", "router"),
    ("natije.escalations.kz-75.v1", "escalation.raised", "sla_monitor"),
    ("natije.actions.kz-75.v1", "action.assign", "kz-75"),
    ("appeals.lifecycle.v1", "appeal.assigned", "router"),
    ("agency.appeals.akimat-75.v1", "agency.appeal_delivered", "router"),
    ("agency.actions.akimat-75.v1", "action.accept", "akimat-75"),
    ("appeals.lifecycle.v1", "appeal.accepted", "router"),
    ("agency.actions.akimat-75.v1", "action.answer", "akimat-75"),
    ("appeals.lifecycle.v1", "appeal.answered", "router"),
    ("agency.appeals.akimat-75.v1", "action.applied", "router"),
    ("appeals.notices.v1", "applicant.notified", "router"),
    ("agency.actions.akimat-75.v1", "unreadable", "akimat-75"),
    ("dlt.router.v1", "dead letter", "router"),
)


async def filed(running: Platform) -> dict[str, str]:
    form = appeal(3, region="KZ-75", applicant={"name": NAME}, text=TEXT)
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{running.url('intake')}/v1/appeals", json=form, headers=headers)
    told: dict[str, str] = answer.raise_for_status().json()
    return told


async def lived_through(running: Platform, told: dict[str, str]) -> None:
    """A centre gives the appeal to a body, which answers; then somebody writes rubbish about it."""
    installation, appeal_id = running.installation, told["appeal_id"]

    async def is_raised() -> bool:
        return bool(await read_all(installation, [NATIJE_ESCALATIONS]))

    async def is_answered() -> bool:
        facts = await read_all(installation, [LIFECYCLE])
        return any(dict(fact.headers)["ce_type"] == b"appeal.answered" for fact in facts)

    await eventually(is_raised, "the centre hears of the triage")
    by_hand = AssignAppeal(
        event_id=str(uuid4()),
        appeal_id=appeal_id,
        occurred_at=wall_clock(),
        correlation_id=appeal_id,
        agency="akimat-75",
    )
    await publish(installation, [encode(by_hand, NATIJE_ACTIONS.of("kz-75"), "centre-kz-75")])
    await eventually(is_answered, "the body answers")
    headers = {"ce_type": "Незабудкин", "ce_subject": appeal_id}
    rubbish = Outgoing(AGENCY_ACTIONS_TOPIC.of("akimat-75"), appeal_id, TEXT.encode(), headers)
    await publish(installation, [rubbish])
    await caught_up(installation, "router", [AGENCY_ACTIONS_TOPIC])


async def test_the_trace_of_an_appeal_tells_every_step_and_no_word_of_a_person(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with platform(stack, tmp_path) as running, clerk(running.installation):
        told = await filed(running)
        await lived_through(running, told)
        installation = running.installation
        for name, value in installation.environment().items():
            monkeypatch.setenv(name, value)
        story = await traced(told["number"], everybody=False)
        unaided = await find_id(installation.kafka, None, told["number"])
    steps = [(step.place.partition("/")[0], step.type, step.who) for step in story.steps]
    missing = [step for step in EXPECTED if step not in steps]
    text, whole = as_text(story), json.dumps(as_json(story), ensure_ascii=False)
    assert (missing, story.refused, story.expired) == ([], (), ())
    assert unaided == story.appeal_id == told["appeal_id"]
    assert [step.at for step in story.steps] == sorted(step.at for step in story.steps)
    assert {step.trace_id for step in story.steps if step.who in OURS and step.sequence in (1, 2)} == {TRACE}
    assert f"trace {TRACE[:8]} is {TRACE}" in text
    assert re.search(r"legal deadline: answer by \d{4}-\d\d-\d\d \(Art\. .*: 15 working_days from", text)
    assert "Незабудкин" not in text + whole
    assert story.passed_over > len(story.steps)  # the topics of all other bodies


@pytest.mark.parametrize("nobody", ["ЖТ-2026-00000001", "0199c0de-5a10-7c4e-9b1a-2f6d8e4c1a75", "Ж"])
async def test_an_appeal_that_nobody_filed_is_told_so(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, nobody: str
) -> None:
    for name, value in (await install(stack)).environment().items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UnknownAppeal):
        await traced(nobody, everybody=False)
