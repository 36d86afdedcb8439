"""An operator's work on dead letters, on a real Kafka and store, beside a running router."""

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from deploy.local import Stack
from services.router import app as router_app
from services.router.app import INPUTS, NAME, build_app, load_law
from services.router.dead_letters_command import Retrying
from shared.contracts.agency import RedirectAppeal
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC, AGENCY_APPEALS, LIFECYCLE, SUBMITTED
from shared.operations.dead_letters import BadRequest, Desk, RefusedAgain, act, add_arguments
from shared.workdays import WorkCalendar, civil_day, load_calendar
from tests.support.installation import Installation, caught_up, install, publish, read_all, running
from tests.support.router import appeal_id, submission
from tests.support.sightings import APPLICANT_KEY, SETTINGS

TABLE = load_calendar()
TODAY = datetime.now(UTC)
ACTIONS = AGENCY_ACTIONS_TOPIC.of("akimat-75")
REDIRECT = RedirectAppeal(
    event_id="redirect", appeal_id=appeal_id("first"), occurred_at=TODAY, to_agency="mot", reason="трасса"
)


def short() -> WorkCalendar:
    """A table that ends before the redirected appeal's new term."""
    return WorkCalendar.build("short", TABLE.first, civil_day(TODAY), TABLE.special.values())


async def typed(desk: Desk, *words: str) -> list[str]:
    """The command with these words."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return await act(desk, parser.parse_args(list(words)))


def desk_of(installation: Installation, calendar: WorkCalendar) -> Desk:
    retry = Retrying(replace(load_law(), calendar=calendar), APPLICANT_KEY)
    return Desk(NAME, installation.kafka, installation.mongo, retry)


async def facts(installation: Installation) -> list[tuple[str, str]]:
    """Type and `ce_time` of the lifecycle."""
    headers = [dict(record.headers) for record in await read_all(installation, [LIFECYCLE])]
    return [(h["ce_type"].decode(), h["ce_time"].decode()) for h in headers]


async def test_a_command_beyond_the_table_is_retried_in_place_with_its_own_time_and_only_once(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = await install(stack)
    monkeypatch.setattr(router_app, "load_calendar", short)
    bad = Outgoing(ACTIONS, appeal_id("first"), "{Заявитель".encode(), encode(REDIRECT, ACTIONS, "a").headers)
    refused, unreadable = f"{ACTIONS}/0/0", f"{ACTIONS}/0/1"
    async with running(build_app(SETTINGS, installation.kafka, installation.mongo)):
        await publish(installation, [encode(submission(at=TODAY), SUBMITTED.name, "intake")])
        await caught_up(installation, "router", INPUTS)
        await publish(installation, [encode(REDIRECT, ACTIONS, "akimat-75"), bad])
        await caught_up(installation, "router", INPUTS)
        before = await facts(installation)
        listed = [json.loads(line) for line in await typed(desk_of(installation, short()), "list", "--json")]
        assert [(row["place"], row["reason"], row["tenant"], row["type"]) for row in listed] == [
            (refused, "not_computable", "akimat-75", "action.redirect"),
            (unreadable, "unreadable", "akimat-75", "action.redirect"),
        ]
        with pytest.raises(RefusedAgain, match="still refused: not_computable"):
            await typed(desk_of(installation, short()), "retry", refused, "--by", "olga")
        desk = desk_of(installation, TABLE)
        (done,) = await typed(desk, "retry", refused, "--by", "olga")
        assert done == f"{refused} retried: appeal.redirected, appeal.assigned"
        with pytest.raises(BadRequest, match="is closed: retried"):
            await typed(desk, "retry", refused, "--by", "olga")
        assert "Заявитель" not in "".join(await typed(desk, "show", unreadable))
        with pytest.raises(BadRequest, match="needs --by and --reason"):
            await typed(desk, "show", unreadable, "--unmask")
        (shown,) = await typed(desk, "show", unreadable, "--unmask", "--by", "olga", "--reason", "case 7")
        assert json.loads(shown)["value"] == "{Заявитель"
        assert "shown_unmasked by olga: case 7" in shown
        await typed(desk, "drop", unreadable, "--by", "olga", "--reason", "sender told")
        assert len(await typed(desk, "list")) == 1
    arrived = (await read_all(installation, [AGENCY_ACTIONS_TOPIC]))[0].timestamp
    new = (await facts(installation))[len(before) :]
    assert [kind for kind, _ in new] == ["appeal.redirected", "appeal.assigned"]
    assert {datetime.fromisoformat(at).timestamp() * 1000 for _, at in new} == {float(arrived)}
    told = [dict(r.headers)["ce_type"] for r in await read_all(installation, [AGENCY_APPEALS])]
    assert told.count(b"action.applied") == 1
