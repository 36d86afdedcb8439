"""Where the report takes its tables from: public answers of the derived tables, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.analytics import answers
from services.analytics.answers import Slice
from services.analytics.reports.order import ORDER, rank
from services.analytics.reports.parts import Cell, Line, Table, Writer
from services.analytics.reports.words import Words
from services.analytics.rules.cross import Number, closed_over
from services.analytics.rules.figures import MEDIAN, P90, Figures
from services.analytics.tables import Tables

LATE_SHARE = "late_share"
"""Not a figure of the interface: the quotient of two that are."""
NOT_COUNTS = frozenset({MEDIAN, P90, LATE_SHARE})
TOTAL = "total"
EVERYTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """Tables of one period in one language."""

    tables: Tables
    period: str
    words: Words

    @property
    def write(self) -> Writer:
        """Turns figures into cells."""
        return Writer(self.words)

    def summary(self, filters: Mapping[str, str] = EVERYTHING) -> Figures:
        """Public figures of a slice."""
        found: Figures = answers.summary(self.tables, self.period, Slice(filters))["figures"]
        return found

    def rows(self, by: Sequence[str], filters: Mapping[str, str] = EVERYTHING) -> dict[tuple[str, ...], Figures]:
        """Public figures by the values of one or two dimensions."""
        found = answers.breakdown(self.tables, self.period, tuple(by), Slice(filters))
        return {tuple(row[name] for name in by): row["figures"] for row in found["rows"]}

    def table(self, id_: str, columns: Sequence[str], lines: Sequence[Line]) -> Table:
        """A table whose caption stands in the texts."""
        caption: str = self.words.texts["tables"][id_]
        return Table(id_, caption, columns, lines)

    def heads(self, first: str, figures: Sequence[str]) -> list[str]:
        """Heads of columns, that of the heads of lines first."""
        return [self.words.report(f"row_{first}"), *(self.words.figure(name) for name in figures)]

    def cells(self, row: Figures, figures: Sequence[str]) -> list[Cell]:
        """The figures of one slice."""
        return [self._cell(row, name) for name in figures]

    def total(self, cells: Sequence[Cell]) -> Line:
        """The last line of a table."""
        return Line(TOTAL, self.words.report("total"), cells, is_total=True)

    def by(self, id_: str, dimension: str, figures: Sequence[str], filters: Mapping[str, str] = EVERYTHING) -> Table:
        """A line for each value that has something in one of the columns, and the total of all."""
        found = {key[0]: row for key, row in self.rows((dimension,), filters).items()}
        counts = [name for name in figures if name not in NOT_COUNTS]
        lines = [
            Line(code, self.words.value(dimension, code), self.cells(found[code], figures))
            for code in sorted(found, key=lambda code: rank(dimension, code))
            if any(found[code][name] != 0 for name in counts)
        ]
        whole = self.total(self.cells(self.summary(filters), figures))
        return self.table(id_, self.heads(dimension, figures), [*lines, whole] if lines else [])

    def cross(self, id_: str, by: tuple[str, str], figure: str, filters: Mapping[str, str] = EVERYTHING) -> Table:
        """One figure by two dimensions, those of the columns being a closed set; empty rows and columns left out."""
        pairs, sides, feet = self.rows(by, filters), self.rows(by[:1], filters), self.rows(by[1:], filters)
        rows = sorted(_used(pairs, 0, figure), key=lambda code: rank(by[0], code))
        columns = [code for code in ORDER[by[1]] if code in _used(pairs, 1, figure)]
        body = [[*(_at(pairs, (row, c), figure) for c in columns), _at(sides, (row,), figure)] for row in rows]
        body.append([*(_at(feet, (column,), figure) for column in columns), self.summary(filters)[figure]])
        numbers = [
            [self.write.number(name, value) for name, value in zip([*columns, TOTAL], line, strict=True)]
            for line in closed_over(body)
        ]
        lines = [Line(r, self.words.value(by[0], r), cells) for r, cells in zip(rows, numbers, strict=False)]
        named = [self.words.head(by[1], column) for column in columns]
        heads = [self.words.report(f"row_{by[0]}"), *named, self.words.report("total")]
        return self.table(id_, heads, [*lines, self.total(numbers[-1])] if lines else [])

    def _cell(self, row: Figures, name: str) -> Cell:
        if name == LATE_SHARE:
            answered, late = row["answered"], row["answered_late"]
            share = None if answered is None or late is None or not answered else late / answered
            return self.write.share(name, share, is_hidden=answered != 0)
        return self.write.number(name, row[name], is_hidden=name not in NOT_COUNTS or row["answered"] != 0)


def _used(pairs: Mapping[tuple[str, ...], Figures], place: int, figure: str) -> set[str]:
    return {key[place] for key, row in pairs.items() if row[figure] != 0}


def _at(rows: Mapping[tuple[str, ...], Figures], key: tuple[str, ...], figure: str) -> Number:
    row = rows.get(key)
    return 0 if row is None else row[figure]
