"""What every test of a page may ask for."""

from tests.support.browser import browser, context_of, page

__all__ = ["browser", "context_of", "page"]
