"""HTML to PDF by WeasyPrint, which is loaded at the first use: a service without its libraries starts all the same."""

from collections.abc import Callable
from typing import Any, NoReturn

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-dejavu-extra"
"""System packages (Debian names) that printing needs; the fonts have the Kazakh letters."""


class CannotPrint(RuntimeError):
    """A library of the system is missing; the message says what to install."""


def pdf_of(html: str, load: Callable[[], Any] | None = None) -> bytes:
    """A tagged PDF with bookmarks, title and language. Loads nothing from anywhere. Raises CannotPrint."""
    try:
        weasyprint = (load or _weasyprint)()
    except (ImportError, OSError) as error:
        raise CannotPrint(f"PDF needs system libraries that are missing here: apt-get install {PACKAGES}") from error
    document = weasyprint.HTML(string=html, url_fetcher=_fetches_nothing)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


def _weasyprint() -> Any:
    import weasyprint  # here, not above: it loads libraries of the system

    return weasyprint


def _fetches_nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a report needs no other file: {url}")
