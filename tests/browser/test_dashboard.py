"""The dashboard in a real browser, served by the real process from facts on the real Kafka."""

import csv
import io
from itertools import product

import pytest
from playwright.async_api import Page, expect

from tests.browser.dashboard import MONTH, PATHS, TONGUES, YEAR, Dashboard, number, shown
from tests.support.browser import (
    PHONE_HEIGHT,
    PHONE_WIDTH,
    Complaints,
    NewContext,
    Theme,
    assert_accessible,
    assert_no_sideways_scroll,
)

WHEN = {"": f"?period={YEAR}", "/formalism": f"?month={MONTH}"}


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_loads_in_every_language_without_an_error_and_asks_no_other_host(
    dashboard: Dashboard, page: Page, path: str
) -> None:
    complaints = Complaints.of(page, dashboard.url)
    for tongue in TONGUES:
        await dashboard.open(page, f"/{tongue}{path}{WHEN[path]}")
        await expect(page.locator("canvas").first).to_be_visible()
        assert await page.get_attribute("html", "lang") == tongue
    assert (complaints.errors, complaints.strangers) == ([], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_accessible_in_both_themes_with_its_tables_open(
    dashboard: Dashboard, context_of: NewContext, theme: Theme, path: str
) -> None:
    page = await (await context_of(color_scheme=theme, reduced_motion="reduce")).new_page()
    await dashboard.open(page, f"/kk{path}{WHEN[path]}")
    assert await page.get_attribute("html", "data-theme") == theme
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    await assert_accessible(page)


async def test_a_phone_needs_no_sideways_scroll_in_any_language(dashboard: Dashboard, context_of: NewContext) -> None:
    context = await context_of(viewport={"width": PHONE_WIDTH, "height": PHONE_HEIGHT})
    page = await context.new_page()
    for tongue, path in product(TONGUES, PATHS):
        await dashboard.open(page, f"/{tongue}{path}{WHEN[path]}")
        await assert_no_sideways_scroll(page)


async def test_the_language_is_switched_and_the_view_is_kept(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, f"/kk?period={YEAR}&region=KZ-75")
    assert "Алматы қаласы" in await page.inner_text("#figures-where")
    received = await number(page, "#figure-received")
    await page.get_by_role("link", name="English").click()
    await page.wait_for_url(f"{dashboard.url}/en?period={YEAR}&region=KZ-75")
    await shown(page)
    assert "Almaty City" in await page.inner_text("#figures-where")
    assert await number(page, "#figure-received") == received


async def test_a_reader_goes_from_region_to_body_to_subject_by_keyboard(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, f"/en?period={YEAR}")
    for name in ("Almaty City", "Akimat of Almaty City", "Roads and streets"):
        step = page.locator("#breakdown-table").get_by_role("button", name=name, exact=True)
        await step.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#path [aria-current]")).to_have_text(name)
        await shown(page)
    wanted = {"region": "KZ-75", "agency": "akimat-75", "category": "roads.repair"}
    told = await dashboard.figures(period=YEAR, **wanted)
    assert await number(page, "#figure-assigned") == told["assigned"]
    assert await number(page, "#figure-open") == told["open"]


async def test_a_tile_is_pressed_by_keyboard_and_keeps_the_focus(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, f"/ru?period={YEAR}")
    tile = page.locator("#tiles [data-key=KZ-71]")
    await tile.focus()
    await page.keyboard.press("Space")
    await expect(tile).to_have_attribute("aria-pressed", "true")
    await expect(tile).to_be_focused()
    await shown(page)
    assert await number(page, "#figure-received") == (await dashboard.figures(period=YEAR, region="KZ-71"))["received"]


async def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, "/ru")
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_the_theme_is_chosen_by_a_button_and_remembered(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, "/en")
    await page.get_by_role("button", name="Dark theme").click()
    assert await page.get_attribute("html", "data-theme") == "dark"
    await dashboard.open(page, "/en/formalism")
    assert await page.get_attribute("html", "data-theme") == "dark"
    await expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")


async def test_live_numbers_move_while_facts_are_published(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, f"/en?period={YEAR}")
    await expect(page.locator("#live")).to_have_attribute("data-state", "on")
    await expect(page.locator("#live-total")).not_to_have_text("–")
    before = await number(page, "#live-total")
    await dashboard.more(seed=before)
    await expect(page.locator("#live-total")).to_have_text(f"{before + 100:,}", timeout=20_000)


async def test_a_table_says_what_its_csv_says(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, f"/en?period={YEAR}")
    await page.locator("#map-table").locator("xpath=..").locator("summary").click()
    async with page.expect_download() as waiting:
        await page.click("#map-csv")
    rows = list(csv.DictReader(io.StringIO((await (await waiting.value).path()).read_text())))
    told = {row["region"]: (row["received"], row["answered"]) for row in rows}
    names = {"KZ-75": "Almaty City", "KZ-71": "Astana", "KZ-10": "Abai"}
    assert set(names) <= set(told)
    for code, name in names.items():
        cells = page.locator("#map-table tr", has=page.get_by_role("rowheader", name=name, exact=True)).locator("td")
        shown_there = [text.replace(",", "") for text in await cells.all_inner_texts()]
        assert (shown_there[0], shown_there[1]) == told[code]


async def test_what_is_hidden_is_called_hidden_and_explained(dashboard: Dashboard, page: Page) -> None:
    await dashboard.open(page, "/en?period=2026-03-02")
    figures = await dashboard.figures(period="2026-03-02")
    hidden = [name for name in ("prolonged", "returned", "registered_late") if figures[name] is None]
    assert hidden
    for name in hidden:
        assert await page.inner_text(f"#figure-{name}") == "hidden"
    await expect(page.locator("#hidden-note")).to_be_visible()
