"""The published table of indicators is the one that is computed."""

from pathlib import Path

import services
from services.analytics.definitions import table


def test_the_document_holds_the_definitions_as_they_are_computed() -> None:
    document = Path(services.__file__).parents[1] / "docs" / "statistics.md"
    assert table() in document.read_text(encoding="utf-8")
