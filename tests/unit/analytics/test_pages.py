"""What the pages are made of: languages, files, and what a browser may do with them."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.analytics import pages
from services.analytics.rules.indicators import DEFINITIONS
from services.analytics.words import TONGUES, WEB, Tongue, words_of
from shared.contracts.vocabulary import Channel, Kind, Language
from shared.reference import load_reference

NIGHT = datetime(2026, 3, 10, 20, tzinfo=UTC)
LONGEST = 300
ROW = re.compile(r"^\| (?P<package>\S+) \| \S+ \| \S+ \| (?P<file>\S+) \| (?P<sum>[0-9a-f]{64}) \|$", re.MULTILINE)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    pages.install(app, lambda: NIGHT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as found:
        yield found


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("", "kk"),
        ("de, fr;q=0.9", "kk"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de, en;q=0.3, ru;q=0.7", "ru"),
        ("en-US", "en"),
        ("ru;q=0, en;q=0.1", "en"),
        ("ru;q=nonsense", "ru"),
    ],
)
async def test_the_entrance_leads_to_the_language_that_the_browser_likes_best(
    client: httpx.AsyncClient, accepted: str, wanted: Tongue
) -> None:
    answer = await client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (
        307,
        f"/{wanted}",
        "Accept-Language",
    )


@pytest.mark.parametrize("path", list(pages.PAGES))
async def test_a_page_forbids_foreign_and_inline_code_and_contains_none(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/kk{path}")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "<style" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)|\s(style|on\w+)=", answer.text)
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)


async def test_the_day_of_a_page_is_that_of_almaty(client: httpx.AsyncClient) -> None:
    assert 'data-today="2026-03-11"' in (await client.get("/ru")).text


async def test_every_file_that_a_page_names_is_served_for_ever_and_packed(client: httpx.AsyncClient) -> None:
    for name in pages.PAGES:
        html = (await client.get(f"/en{name}")).text
        named = set(re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", html))
        assert len(named) >= 6
        for address in named:
            answer = await client.get(address, headers={"Accept-Encoding": "gzip"})
            assert (answer.status_code, answer.headers["cache-control"]) == (200, pages.FOREVER)
            assert answer.headers.get("content-encoding") == "gzip"


async def test_another_version_of_a_file_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/static/0000000000000000/look.css")).status_code == 404
    outside = f"/static/{pages.assets()[1]}/%2e%2e/templates/base.html"
    assert (await client.get(outside)).status_code == 404


def test_vendored_files_are_those_of_the_named_packages_and_no_others() -> None:
    vendor = WEB / "vendor"
    listed = {row["file"]: row["sum"] for row in ROW.finditer((vendor / "VENDOR.md").read_text())}
    found = {
        path.relative_to(vendor).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "VENDOR.md"
    }
    assert found == listed
    assert "echarts/echarts.min.js" in listed


def paths(words: Mapping[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in words.items():
        found |= paths(value, f"{prefix}{key}/") if isinstance(value, Mapping) else {prefix + key}
    return {path for path in found if not path.startswith("calendar/")}


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_language_has_every_text(tongue: Tongue) -> None:
    assert paths(words_of(tongue)) == paths(words_of("en"))
    for text in words_of(tongue)["ui"].values():
        assert text.strip() == text != ""
    assert set(re.findall(r"\{\w+\}", str(words_of(tongue)["ui"]))) == {"{n}", "{time}", "{place}", "{period}"}


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_code_of_the_api_has_a_name(tongue: Tongue) -> None:
    words, reference = words_of(tongue), load_reference()
    assert set(words["kinds"]) == set(Kind)
    assert set(words["channels"]) == set(Channel)
    assert set(words["languages"]) == set(Language)
    assert set(words["indicators"]) == set(words["indicator_notes"]) == {d.id for d in DEFINITIONS}
    assert {tile["code"] for tile in words["tiles"]} == set(reference.regions) - {"none"}
    assert set(words["agencies"]) == {*reference.agencies, "none"}


def test_no_two_tiles_share_a_place() -> None:
    places = [(tile["column"], tile["row"]) for tile in words_of("kk")["tiles"]]
    assert len(set(places)) == len(places) == 20


def test_scripts_are_small_and_use_only_texts_that_exist() -> None:
    known = set(words_of("en")["ui"])
    for script in (WEB / "static" / "js").glob("*.js"):
        source = script.read_text()
        assert source.count("\n") <= LONGEST, script.name
        assert set(re.findall(r"\btext\(\"(\w+)\"", source)) <= known, script.name
        assert "innerHTML" not in source, script.name
