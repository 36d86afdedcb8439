"""The composition: what is subscribed, who refuses what, how an escalation reads in a terminal."""

from datetime import UTC, datetime

import httpx
import pytest

from services.sla_monitor.app import build_app
from services.sla_monitor.refusals import refuser
from services.sla_monitor.rules import expire
from services.sla_monitor.settings import SlaMonitorSettings
from services.sla_monitor.watch import described
from shared.contracts.envelope import Place, Raw
from shared.kafka.consume import Unread
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from tests.unit.sla_monitor.builders import APPEAL, OVERDUE, case_after, registered, types

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)


def unread(kind: bytes, key: bytes | None) -> Unread:
    raw = Raw(key, b"{not json", (("ce_type", kind), ("ce_id", b"c-1"), ("odd", None)))
    return Unread(Place("natije.actions.kz-75.v1", 0, 3), "kz-75", raw, NOON, "the value is not JSON")


def test_an_unreadable_command_of_ours_is_refused_to_its_centre() -> None:
    out = refuser("sla_monitor")(unread(b"action.resolve", APPEAL.encode()))
    assert types(out) == [("natije.appeals.kz-75.v1", "action.refused")]
    assert out[0].key == APPEAL
    assert (out[0].headers["ce_causationid"], out[0].headers["ce_time"]) == ("c-1", NOON.isoformat())


@pytest.mark.parametrize(("kind", "key"), [(b"action.assign", APPEAL.encode()), (b"action.resolve", b"x"), (b"", None)])
def test_other_unreadable_commands_are_the_router_s_to_refuse(kind: bytes, key: bytes | None) -> None:
    assert refuser("sla_monitor")(unread(kind, key)) == []


async def test_progress_is_told_before_anything_is_connected() -> None:
    transport = httpx.ASGITransport(build_app(SlaMonitorSettings(), KafkaSettings(), MongoSettings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://sla") as client:
        figures = (await client.get("/health/progress")).json()
    assert figures["watermark_age_seconds"] < 5
    assert (figures["watermark"], figures["due"], figures["lag"]) == (None, 0, {})


def test_an_escalation_in_the_terminal_says_what_was_missed_and_why() -> None:
    raised = expire(case_after(registered()), OVERDUE)[1][-1]
    assert described(raised).plain == (
        "2026-04-09 00:00 raised       overdue                  ЖТ-2026-00000001  -  due on 2026-04-08 (Art. 76(1)-(2))"
    )
