"""A real Chromium for tests of pages: fixtures, what a page complained of, and the check of accessibility."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright

SERIOUS = frozenset({"serious", "critical"})
PHONE_WIDTH, PHONE_HEIGHT = 360, 740
Theme = Literal["light", "dark"]
NewContext = Callable[..., Awaitable[BrowserContext]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, without a window; ended with the test. Without one the test fails, never skips."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("This test needs Chromium: run `make browser`.", pytrace=False)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest.fixture
def context_of(browser: Browser) -> NewContext:
    """Makes a fresh browser context: `await context_of(color_scheme="dark", locale="kk")`."""

    async def made(**options: Any) -> BrowserContext:
        return await browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})

    return made


@pytest.fixture
async def page(context_of: NewContext) -> Page:
    """One page of desktop width in the light theme, without motion."""
    context = await context_of(color_scheme="light", reduced_motion="reduce")
    return await context.new_page()


@dataclass(slots=True)
class Complaints:
    """What a page did that it must not: errors on its console, uncaught exceptions, requests to another host."""

    host: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page, url: str) -> "Complaints":
        """Listen from now on; `url` names the only host that may be asked."""
        found = cls(urlsplit(url).netloc)

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error":
                found.errors.append(f"{message.text} ({message.location.get('url', '')})")

        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != found.host:
                found.strangers.append(request.url)

        page.on("console", heard)
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("request", asked)
        return found


async def assert_accessible(page: Page) -> None:
    """axe-core finds no serious or critical violation; a failure names rule, element and remedy."""
    found = await Axe().run(page)
    serious = [v for v in found.response["violations"] if v["impact"] in SERIOUS]
    assert not serious, "\n".join([f"{page.url} is not accessible:", *map(_told, serious)])


async def assert_no_sideways_scroll(page: Page) -> None:
    """The page is no wider than its window; a failure names the elements that stick out."""
    wide = await page.evaluate(STICKING_OUT)
    assert not wide, f"{page.url} is wider than its window: {wide}"


def _told(violation: dict[str, Any]) -> str:
    nodes = [f"    {' '.join(map(str, n['target']))}: {n.get('failureSummary', '')}" for n in violation["nodes"][:5]]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *nodes])


STICKING_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 8).map((e) => `${e.tagName}.${e.className}#${e.id}`);
}"""
