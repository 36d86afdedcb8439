"""Who gets into the console: a token of one centre opens that centre's page and nothing else."""

import stat
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.sla_monitor.app import build_app
from services.sla_monitor.settings import SlaMonitorSettings
from services.sla_monitor.web.access import (
    FAILURE_WINDOW_SECONDS,
    MAX_FAILURES,
    SESSION_SECONDS,
    BadTokens,
    Failures,
    Session,
    Tokens,
    create_token,
    read_hashes,
)
from shared.kafka.settings import KafkaSettings
from shared.mongo.client import MongoSettings
from tests.unit.sla_monitor.console import ACT, HOST, KEY, OWN, climbed, site


class Time:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_the_file_keeps_hashes_for_its_owner_alone_and_never_the_token(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "tokens.json"
    first, second = create_token(file, "kz-75"), create_token(file, "republic")
    assert set(read_hashes(file)) == {"kz-75", "republic"}
    assert first not in file.read_text()
    assert second not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_token_opens_its_own_centre_and_a_new_one_voids_the_old(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    tokens = Tokens(file)
    assert tokens.centre_of("anything") is None
    old = create_token(file, "kz-75")
    assert tokens.centre_of(old) == "kz-75"
    session = tokens.session("kz-75", "an-07")
    new = create_token(file, "kz-75")
    assert (tokens.centre_of(old), tokens.centre_of(new)) == (None, "kz-75")
    assert tokens.opened(session) is None


def test_a_session_is_signed_ends_after_twelve_hours_and_holds_in_every_replica(tmp_path: Path) -> None:
    file, time = tmp_path / "tokens.json", Time()
    create_token(file, "kz-75")
    create_token(file, "republic")
    cookie = Tokens(file, time).session("kz-75", "an-07")
    other = Tokens(file, time)
    assert other.opened(cookie) == Session("kz-75", "an-07", int(time.now) + SESSION_SECONDS)
    time.now += SESSION_SECONDS
    assert other.opened(cookie) is None


@pytest.mark.parametrize("forged", [None, "", ".", "x.y", "é.é", "W10.00", "bnVsbA.00", "eyJhIjoxfQ.00"])
def test_nonsense_is_no_session(tmp_path: Path, forged: str | None) -> None:
    create_token(tmp_path / "tokens.json", "kz-75")
    assert Tokens(tmp_path / "tokens.json").opened(forged) is None


def test_the_signature_of_one_centre_does_not_open_another(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    create_token(file, "kz-75")
    create_token(file, "republic")
    tokens = Tokens(file)
    payload, own = tokens.session("republic", None).partition(".")[0], tokens.session("kz-75", None).partition(".")[2]
    assert tokens.opened(f"{payload}.{own}") is None


@pytest.mark.parametrize("content", ["{not json", "[]", '{"kz-75": "plain-token"}', '{"kz-75": 1}'])
def test_a_broken_file_of_tokens_is_named_and_lets_nobody_in(tmp_path: Path, content: str) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(content)
    with pytest.raises(BadTokens, match=r"tokens\.json"):
        read_hashes(file)
    assert Tokens(file).hashes == {}


def test_after_five_failures_an_address_waits_and_others_do_not() -> None:
    time = Time()
    failures = Failures(time)
    for _ in range(MAX_FAILURES):
        assert failures.wait("a") == 0
        failures.note("a")
    assert (failures.wait("a"), failures.wait("b")) == (FAILURE_WINDOW_SECONDS, 0)
    time.now += FAILURE_WINDOW_SECONDS
    assert failures.wait("a") == 0


async def test_without_a_file_of_tokens_the_console_is_off_and_says_how_to_switch_it_on() -> None:
    app: FastAPI = build_app(SlaMonitorSettings(), KafkaSettings(), MongoSettings())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
        answer = await client.get("/console")
        assert (answer.status_code, "SLA_MONITOR_CENTRE_TOKENS_FILE" in answer.text) == (404, True)
        assert (await client.get("/console/events")).status_code == 404


async def test_a_visitor_without_a_session_gets_the_form_and_no_data(tmp_path: Path) -> None:
    console = site(tmp_path)
    console.tell(*climbed())
    async with console.visitor() as client:
        page = await client.get("/console")
        assert (page.status_code, 'name="token"' in page.text, "ЖТ-" in page.text) == (200, True, False)
        for path in ("/console/events", "/console/export.csv", "/console/session"):
            assert (await client.get(path)).status_code == 403


async def test_a_wrong_token_is_refused_and_the_sixth_is_not_even_looked_at(tmp_path: Path) -> None:
    console = site(tmp_path)
    async with console.visitor() as client:
        wrong = [await client.post("/console/login", data={"token": f"t{n}"}, headers=OWN) for n in range(MAX_FAILURES)]
        assert {answer.status_code for answer in wrong} == {403}
        last = await client.post("/console/login", data={"token": console.tokens["kz-75"]}, headers=OWN)
        assert (last.status_code, int(last.headers["retry-after"]) > 0) == (429, True)


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    console = site(tmp_path)
    async with console.visitor() as client:
        form = {"token": console.tokens["kz-75"]}
        cookie = (await client.post("/console/login", data=form, headers=OWN)).headers["set-cookie"]
        assert ("HttpOnly" in cookie, "SameSite=strict" in cookie, "Path=/console" in cookie) == (True, True, True)
        assert console.tokens["kz-75"] not in cookie
        assert (await client.post("/console/logout", headers=OWN)).status_code == 303
        assert (await client.get("/console/session")).status_code == 403


FOREIGN = [{}, {"origin": "http://evil"}, {"origin": "null"}, OWN | {"sec-fetch-site": "cross-site"}]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_another_site_cannot_sign_in_sign_out_or_act(tmp_path: Path, headers: dict[str, str]) -> None:
    console = site(tmp_path)
    (first, *_) = climbed()
    console.tell(first)
    path = f"/console/escalations/{first.escalation_id}/acknowledge"
    async with console.visitor("kz-75") as client:
        foreign = headers | {"x-console": "1"}
        assert (await client.post(path, json={"key": KEY}, headers=foreign)).status_code == 403
        assert (await client.post("/console/logout", headers=headers)).status_code == 403
        form = {"token": console.tokens["kz-75"]}
        assert (await client.post("/console/login", data=form, headers=headers)).status_code == 403
        assert (await client.post(path, json={"key": KEY}, headers=OWN)).status_code == 403
    assert console.outbox.records == []


async def test_a_token_of_one_centre_sees_and_touches_nothing_of_another(tmp_path: Path) -> None:
    console = site(tmp_path)
    *_, tenth = climbed()
    console.tell(tenth, centre="republic")
    console.tell()
    path = f"/console/escalations/{tenth.escalation_id}/acknowledge"
    async with console.visitor("kz-75") as client:
        assert tenth.number not in (await client.get("/console/export.csv")).text
        assert (await client.post(path, json={"key": KEY}, headers=ACT)).status_code == 409
    async with console.visitor("republic") as client:
        assert tenth.number in (await client.get("/console/export.csv")).text
    assert console.outbox.records == []


async def test_every_answer_forbids_what_the_page_does_not_need(tmp_path: Path) -> None:
    async with site(tmp_path).visitor("kz-75") as client:
        for path in ("/console", "/console/static/console.js", "/console/session", "/console/nowhere"):
            headers = (await client.get(path)).headers
            assert "script-src 'self';" in headers["content-security-policy"], path
            assert "unsafe" not in headers["content-security-policy"]
            assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
        assert (await client.get("/console")).headers["cache-control"] == "no-store"
