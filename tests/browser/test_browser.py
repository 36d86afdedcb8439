"""The checks that the other tests of pages rely on do find what they look for."""

import pytest
from playwright.async_api import Page

from tests.support.browser import Complaints, assert_accessible, assert_no_sideways_scroll

GOOD = "<!doctype html><html lang=en><title>t</title><main><h1>Page</h1>{}</main></html>"


async def test_a_plain_page_is_accessible(page: Page) -> None:
    await page.set_content(GOOD.format("<p>Text</p>"))
    await assert_accessible(page)


async def test_a_button_without_a_name_is_a_serious_violation_and_is_named(page: Page) -> None:
    await page.set_content(GOOD.format("<button id=nameless></button>"))
    with pytest.raises(AssertionError, match=r"button-name \(critical\)(.|\n)*#nameless"):
        await assert_accessible(page)


async def test_a_page_wider_than_its_window_is_found(page: Page) -> None:
    await page.set_content(GOOD.format("<div id=wide style='width: 3000px'>x</div>"))
    with pytest.raises(AssertionError, match="#wide"):
        await assert_no_sideways_scroll(page)


async def test_errors_of_a_page_are_heard(page: Page) -> None:
    complaints = Complaints.of(page, "http://localhost")
    await page.set_content(GOOD.format("<script>console.error('broken'); throw new Error('thrown')</script>"))
    assert [error.partition(" (")[0] for error in complaints.errors] == ["broken", "thrown"]
