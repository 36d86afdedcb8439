"""The console in a real browser on real processes: a missed date appears, is explained, acknowledged, comes back."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from deploy.local import Stack
from services.sla_monitor.web.access import create_token
from shared.contracts.envelope import decode
from shared.contracts.event import Record
from shared.contracts.natije import AcknowledgeEscalation
from shared.contracts.topics import NATIJE_ACTIONS
from shared.contracts.vocabulary import RungName
from tests.support.browser import (
    PHONE_HEIGHT,
    PHONE_WIDTH,
    Complaints,
    NewContext,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.support.installation import install, read_all
from tests.support.sla_process import Monitor, monitoring
from tests.unit.sla_monitor.builders import (
    APPEAL,
    MORNING,
    NUMBER,
    OVERDUE,
    OVERDUE_3,
    SECOND,
    appeal,
    assigned,
    registered,
    rung_of,
)

LATER = MORNING.replace(hour=7)
OVERDUE_ID = rung_of(1, RungName.OVERDUE)


@dataclass
class Place:
    """A running monitor with a console, and the tokens of its centres."""

    monitor: Monitor
    tokens: dict[str, str]

    @property
    def url(self) -> str:
        """Of the console."""
        return f"http://127.0.0.1:{self.monitor.port}/console"

    async def enter(self, page: Page, centre: str, language: str = "en", by: str = "") -> Complaints:
        """Sign in by the form."""
        complaints = Complaints.of(page, self.url)
        await page.goto(f"{self.url}?lang={language}")
        await page.locator("#token").fill(self.tokens[centre])
        await page.locator("#by").fill(by)
        await page.keyboard.press("Enter")
        await expect(page.locator("#line[data-state=live]")).to_be_visible()
        return complaints

    async def reach(self, instant: datetime) -> None:
        """Let the platform's clock reach an instant and everything due by then be raised."""
        self.monitor.at(instant + SECOND)
        await self.monitor.watermark_reaches(instant)

    async def commands(self) -> list[Record]:
        """What stands in the topics of the centres' actions."""
        records = await read_all(self.monitor.installation, [NATIJE_ACTIONS])
        return [decode(r.headers, r.key, r.value, NATIJE_ACTIONS.types) for r in records]


@pytest.fixture
async def place(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """Two appeals at the akimat of Almaty, on the day of their registration."""
    file = tmp_path / "tokens.json"
    tokens = {centre: create_token(file, centre) for centre in ("kz-75", "republic")}
    monkeypatch.setenv("SLA_MONITOR_CENTRE_TOKENS_FILE", str(file))
    async with monitoring(await install(stack), tmp_path, MORNING) as monitor:
        for number in (APPEAL, appeal(2)):
            await monitor.say([registered(number), assigned(2, LATER, number)])
        yield Place(monitor, tokens)


def row(page: Page, escalation: str = OVERDUE_ID) -> Locator:
    """An escalation on the page."""
    return page.locator(f'.item[data-id="{escalation}"]')


async def test_a_missed_date_appears_by_itself_and_an_acknowledgement_reaches_kafka_and_returns(
    place: Place, page: Page
) -> None:
    complaints = await place.enter(page, "kz-75", by="an-07")
    await expect(page.locator("#empty")).to_have_text("There are no open escalations.")
    await place.reach(OVERDUE)
    await expect(row(page)).to_be_visible()
    await expect(row(page).locator("h2")).to_have_text(NUMBER)
    await expect(page.locator('[data-rung="overdue"]')).to_have_text("2")
    await row(page).locator("summary").click()
    await expect(row(page)).to_contain_text("Day one is the day after 13 March 2026; the term is 15 working days")
    await expect(row(page)).to_contain_text("21–23 March (Nauryz)")
    button = row(page).get_by_role("button", name=f"Acknowledge {NUMBER}")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(row(page).locator(".state")).to_have_text("acknowledged by an-07")
    await expect(row(page).get_by_role("button", name=f"Resolve {NUMBER}")).to_be_focused()
    (command,) = await place.commands()
    assert isinstance(command, AcknowledgeEscalation)
    assert (command.escalation_id, command.by, command.appeal_id) == (OVERDUE_ID, "an-07", APPEAL)
    await expect(row(page).locator("details")).to_have_attribute("open", "")
    await page.keyboard.press("Enter")
    await expect(row(page)).to_have_count(0)
    await expect(page.locator(".item h2:focus")).to_have_count(1)
    await expect(page.locator("#said")).to_have_text(f"{NUMBER}: resolved")
    assert (complaints.errors, complaints.strangers) == ([], [])


async def test_filters_languages_and_export_work_by_keyboard(place: Place, page: Page) -> None:
    await place.reach(OVERDUE)
    await place.enter(page, "kz-75")
    await expect(page.locator(".item")).to_have_count(6)
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.get_by_label("Overdue only").focus()
    await page.keyboard.press("Space")
    await expect(page.locator(".item")).to_have_count(2)
    await expect(page.locator("#shown")).to_have_text("2 of 6 shown")
    async with page.expect_download() as saved:
        await page.locator("#export").focus()
        await page.keyboard.press("Enter")
    rungs = _second_column(await (await saved.value).path())
    assert rungs == ["Rung", *["The term to answer ran out"] * 2]
    await page.get_by_role("link", name="Русский").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await expect(page.locator(".item")).to_have_count(2)
    await row(page).locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(row(page)).to_contain_text("Первый день срока — следующий за 13 марта 2026 года")
    await page.get_by_role("button", name="Сбросить фильтры").click()
    await page.get_by_label("Поиск по номеру").fill("0002")
    await expect(page.locator("#empty")).to_have_text("Под фильтры ничего не подходит.")
    await page.get_by_role("link", name="Қазақша").click()
    await expect(page.locator("h1")).to_have_text(re.compile("Ашық эскалациялар"))


def _second_column(file: Path) -> list[str]:
    return [line.split(",")[1] for line in file.read_text("utf-8-sig").splitlines()]


async def test_another_centres_token_sees_nothing_of_it(place: Place, page: Page) -> None:
    await place.reach(OVERDUE_3)
    complaints = await place.enter(page, "republic")
    await expect(page.locator("#empty")).to_have_text("There are no open escalations.")
    asked = f"{place.url}/escalations/{OVERDUE_ID}/acknowledge"
    script = """async (url) => (await fetch(url, {method: 'POST', body: JSON.stringify({key: crypto.randomUUID()}),
        headers: {'Content-Type': 'application/json', 'X-Console': '1'}})).status"""
    assert await page.evaluate(script, asked) == 409
    assert await place.commands() == []
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator("#token")).to_be_focused()
    assert complaints.strangers == []


async def test_a_restarted_service_shows_what_was_done_and_the_page_finds_it_again(place: Place, page: Page) -> None:
    await place.reach(OVERDUE)
    await place.enter(page, "kz-75")
    await row(page).get_by_role("button", name=f"Acknowledge {NUMBER}").click()
    await expect(row(page)).to_have_attribute("data-state", "acknowledged")
    await place.monitor.stop()
    await expect(page.locator("#line[data-state=reconnecting]")).to_be_visible()
    await place.monitor.start()
    await place.monitor.router_commits()  # the command is an input of the router too, and the watermark waits for it
    await place.reach(OVERDUE_3)
    await expect(row(page, rung_of(1, RungName.OVERDUE_THREE_WORKING_DAYS))).to_be_visible(timeout=20_000)
    await expect(row(page)).to_have_attribute("data-state", "acknowledged")
    await page.reload()
    await expect(row(page)).to_have_attribute("data-state", "acknowledged")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_console_is_accessible_in_both_themes_and_on_a_phone(
    place: Place, context_of: NewContext, theme: str
) -> None:
    await place.reach(OVERDUE_3)
    context = await context_of(color_scheme=theme, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(f"{place.url}?lang=kk")
    await assert_accessible(page)
    await place.enter(page, "kz-75", "kk", by="an-07")
    await row(page).locator("summary").click()
    for size in ((1280, 900), (PHONE_WIDTH, PHONE_HEIGHT)):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await assert_accessible(page)
        await assert_no_sideways_scroll(page)
