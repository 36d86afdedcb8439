"""Cross tables in print: totals stand beside the cells, so nothing hidden may follow from them. Pure."""

from collections.abc import Sequence

Number = int | None
"""None: hidden."""


def closed_over(cells: Sequence[Sequence[Number]]) -> list[list[Number]]:
    """The table with more hidden, so that no row and no column has one hidden cell alone.

    The last cell of each row and the last row are totals. Where one is hidden alone, the smallest that is not nought
    goes too; a total goes last. What was hidden stays hidden.
    """
    found = [list(row) for row in cells]
    while any(_hide_another(found, line) for line in _lines(found)):
        pass
    return found


Place = tuple[int, int]


def _lines(cells: Sequence[Sequence[Number]]) -> list[list[Place]]:
    width = len(cells[0]) if cells else 0
    rows = [[(row, column) for column in range(width)] for row in range(len(cells))]
    return rows + [[(row, column) for row in range(len(cells))] for column in range(width)]


def _hide_another(cells: list[list[Number]], line: Sequence[Place]) -> bool:
    hidden = [place for place in line if cells[place[0]][place[1]] is None]
    if len(hidden) != 1:
        return False
    total = line[-1]
    others = sorted((place == total, cells[place[0]][place[1]] or 0, place) for place in line if place != hidden[0])
    shown = [place for _, value, place in others if value]
    if shown:
        cells[shown[0][0]][shown[0][1]] = None
    return bool(shown)
