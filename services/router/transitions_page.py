"""The table of transitions as a page for people: `python -m services.router transitions` writes docs/transitions.md."""

from collections.abc import Iterator
from pathlib import Path

from services.router.rules.case import State
from services.router.rules.table import ALL_KINDS, TABLE, Transition
from shared.contracts.vocabulary import Kind
from shared.law import allowed_outcomes, termination_grounds

PAGE = Path("docs/transitions.md")
HEAD = """# What may be done to an appeal

Generated from `services/router/rules/table.py` by `python -m services.router transitions`; do not edit. Articles are of
the Administrative Procedural Code. A command that the table does not allow is refused with its article and leaves the
appeal untouched; so is one whose conditions do not hold. The holder is the body that has the appeal now.

## State and command

A cell says in which state the appeal is afterwards; `·` means that the command is refused there.
"""


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join(
        (HEAD, *_matrix(), "", "## Conditions", "", *_conditions(), "", "## Endings by kind", "", *_ends())
    )


def write(path: Path = PAGE) -> None:
    """Write the page, relative to the root of the checkout."""
    path.write_text(page() + "\n", encoding="utf-8")


def _matrix() -> Iterator[str]:
    yield f"| command | by | {' | '.join(state.value for state in State)} |"
    yield f"|---|---|{'---|' * len(State)}"
    for row in TABLE:
        cells = " | ".join((row.to or state).value if state in row.states else "·" for state in State)
        yield f"| `{_name(row)}` | {row.by} | {cells} |"


def _conditions() -> Iterator[str]:
    yield "| command | article | kinds | conditions |"
    yield "|---|---|---|---|"
    for row in TABLE:
        yield f"| `{_name(row)}` | {row.article} | {_kinds(row)} | {'; '.join(row.conditions) or '—'} |"


def _ends() -> Iterator[str]:
    yield "| kind | outcomes (Art. 77, 89(1), 100(1), 91(4)) | grounds to terminate | article |"
    yield "|---|---|---|---|"
    for kind in Kind:
        article, grounds = termination_grounds(kind)
        yield f"| {kind} | {', '.join(sorted(allowed_outcomes(kind)))} | {', '.join(sorted(grounds))} | {article} |"


def _kinds(row: Transition) -> str:
    if row.kinds == ALL_KINDS:
        return "all"
    named = ", ".join(kind.value for kind in Kind if kind in row.kinds)
    return f"{named} (others: {row.kinds_article})"


def _name(row: Transition) -> str:
    return str(row.command.model_fields["type"].default)
