"""`python -m services.analytics.definitions` prints the table of indicators that stands in `docs/statistics.md`."""

import sys

from services.analytics.rules.indicators import DEFINITIONS, Definition

HEAD = "| # | version | law | hits | of | guard |\n|---|---|---|---|---|---|"


def table() -> str:
    """The definitions as a Markdown table, in their order."""
    return "\n".join([HEAD, *map(_row, DEFINITIONS)])


def _row(definition: Definition) -> str:
    cells = (
        definition.id,
        str(definition.version),
        definition.article,
        definition.hits,
        definition.n,
        definition.guard,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
