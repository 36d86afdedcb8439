"""Cross tables: totals stand beside the cells or are known, so nothing hidden may follow from them. Pure."""

from collections.abc import Sequence

Number = int | None
"""None: hidden."""
Place = tuple[int, int]


def closed_over(cells: Sequence[Sequence[Number]]) -> list[list[Number]]:
    """The table with more hidden, so that no row and no column has one hidden cell alone.

    The last cell of each row and the last row are totals. Where one is hidden alone, the smallest that is not nought
    goes too; a total goes last. What was hidden stays hidden.
    """
    found = [list(row) for row in cells]
    if not found:
        return found
    height, width = len(found), len(found[0])
    rows = [[(row, column) for column in range(width)] for row in range(height)]
    columns = [[(row, column) for row in range(height)] for column in range(width)]
    waiting = [*rows, *columns]
    while waiting:
        place = _hide_another(found, waiting.pop())
        if place is not None:
            waiting += [rows[place[0]], columns[place[1]]]
    return found


def _hide_another(cells: list[list[Number]], line: Sequence[Place]) -> Place | None:
    """Hide one more in a line where one is hidden alone; where it was, or None."""
    hidden = [place for place in line if cells[place[0]][place[1]] is None]
    if len(hidden) != 1:
        return None
    total = line[-1]
    shown = [(place == total, abs(n), place) for place in line if (n := cells[place[0]][place[1]])]
    if not shown:
        return None
    _, _, (row, column) = min(shown)
    cells[row][column] = None
    return row, column
