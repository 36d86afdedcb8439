"""What a report is made of: sections of tables of cells. Knows no figures and no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.analytics.reports.words import Words

KEPT_TOGETHER = 23
"""Tables with so many lines at most are not divided between pages."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one field. `value` is the figure for machines; empty for texts and for what is not shown."""

    text: str
    name: str = ""
    """Which figure it is."""
    value: str = ""
    is_hidden: bool = False
    is_text: bool = False
    bar: float | None = None
    """Length of a bar in the field, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its key for machines, its head, its cells."""

    key: str
    head: str
    cells: Sequence[Cell]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and heads; `columns` begins with the head of the heads."""

    id: str
    caption: str
    columns: Sequence[str]
    lines: Sequence[Line]
    notes: Sequence[str] = ()

    @property
    def look(self) -> str:
        """How it is set: with many columns in small print, with one column narrow, short ones on one page."""
        width = len(self.columns)
        words = {"dense": width > 7, "narrow": width == 2, "short": len(self.lines) <= KEPT_TOGETHER}
        return " ".join(word for word, applies in words.items() if applies)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report."""

    id: str
    title: str
    lead: str
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that is printed."""

    period: str
    words: Words
    made_from: Sequence[tuple[str, str]]
    main: Sequence[Cell]
    sections: Sequence[Section] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Writer:
    """Figures as cells."""

    words: Words

    def number(self, name: str, value: int | None, *, is_hidden: bool = True, bar: float | None = None) -> Cell:
        """A figure; None is hidden, or not there at all when `is_hidden` is false."""
        if value is None:
            return Cell("", name, is_hidden=True) if is_hidden else Cell("–", name)
        return Cell(self.words.number(value), name, str(value), bar=bar)

    def share(self, name: str, value: float | None, *, is_hidden: bool) -> Cell:
        """A share of shown numbers."""
        if value is None:
            return Cell("", name, is_hidden=True) if is_hidden else Cell("–", name)
        return Cell(self.words.share(value), name, f"{value:.4f}")

    def text(self, name: str, text: str) -> Cell:
        """Words."""
        return Cell(text, name, is_text=True)
