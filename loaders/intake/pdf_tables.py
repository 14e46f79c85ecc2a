"""Ruled tables on a page of a PDF: rules that meet make a grid, missing walls make wide cells."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.intake.grids import Cell, Row
from loaders.intake.pdf_ink import Glyph, Ink, Rule
from loaders.intake.pdf_lines import joined, lines_of

NEAR = 3.0  # points within which rules meet or are the same
BEYOND = 8.0  # how far rules across reach past the last rule down in a table without outer walls
FEWEST_COLUMNS, FEWEST_ROWS = 2, 1
MOST_PLACES = 20_000
NARROW = 2.0  # how far the lines of a full cell may fall short, in glyph sizes


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows, where it begins from above, and the places of its walls."""

    rows: tuple[Row, ...]
    top: float
    bottom: float
    walls: tuple[float, ...]


def tables_of(ink: Ink) -> tuple[list[Table], list[Glyph]]:
    """The ruled tables of a page from above, and the glyphs outside of them."""
    glyphs = list(ink.glyphs)
    tables = []
    for across, down in _groups(ink.across, ink.down):
        xs, ys = _places(down), _places(across)
        if ys and xs:
            outer = (min(rule.start for rule in across), max(rule.end for rule in across))
            xs = [*[outer[0]] * (outer[0] < xs[0] - BEYOND), *xs, *[outer[1]] * (outer[1] > xs[-1] + BEYOND)]
        is_grid = len(xs) > FEWEST_COLUMNS and len(ys) > FEWEST_ROWS and len(xs) * len(ys) <= MOST_PLACES
        if is_grid:
            table, glyphs = _filled(xs, ys, across, down, glyphs)
            tables.append(table)
    return sorted(tables, key=lambda table: -table.top), glyphs


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, directly or through others."""
    group = list(range(len(across) + len(down)))

    def head(one: int) -> int:
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        return one

    by_height = sorted(range(len(across)), key=lambda one: across[one].at)
    heights = [across[one].at for one in by_height]
    for place, wall in enumerate(down):
        first = bisect_right(heights, wall.start - NEAR)
        last = bisect_right(heights, wall.end + NEAR)
        for one in by_height[first:last]:
            if across[one].start - NEAR <= wall.at <= across[one].end + NEAR:
                group[head(len(across) + place)] = head(one)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for one, rule in enumerate((*across, *down)):
        found.setdefault(head(one), ([], []))[one >= len(across)].append(rule)
    return list(found.values())


def _places(rules: Sequence[Rule]) -> list[float]:
    """Where rules stand, those close together as one."""
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > NEAR:
            found.append(at)
    return found


def _filled(
    xs: list[float], ys: list[float], across: Sequence[Rule], down: Sequence[Rule], glyphs: list[Glyph]
) -> tuple[Table, list[Glyph]]:
    """The table on a grid with the glyphs that stand in it, and the other glyphs."""
    width, height = len(xs) - 1, len(ys) - 1
    origins = _origins(xs, ys, across, down)
    held: dict[tuple[int, int], list[Glyph]] = {}
    rest = []
    for glyph in glyphs:
        column = bisect_right(xs, (glyph.left + glyph.right) / 2) - 1
        row = height - bisect_right(ys, glyph.base + glyph.size / 4)
        if 0 <= column < width and 0 <= row < height:
            held.setdefault(origins[row][column], []).append(glyph)
        else:
            rest.append(glyph)
    ends = {origin: xs[place + 1] for row in origins for place, origin in enumerate(row)}
    words = {origin: _words(found, ends[origin]) for origin, found in held.items()}
    rows = tuple(tuple(Cell(words.get(origin, ""), origin) for origin in row) for row in origins)
    return Table(rows, ys[-1], ys[0], tuple(xs)), rest


def _origins(
    xs: list[float], ys: list[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[list[tuple[int, int]]]:
    """For each place of the grid, rows from above, the first place of its cell."""
    width, height = len(xs) - 1, len(ys) - 1
    walls = _covered(down, xs, ys)
    floors = _covered(across, ys, xs)
    origins = [[(row, column) for column in range(width)] for row in range(height)]
    for row in range(height):
        band = height - 1 - row
        for column in range(width):
            if column and (column, band) not in walls:
                origins[row][column] = origins[row][column - 1]
            elif row and (band + 1, column) not in floors:
                origins[row][column] = origins[row - 1][column]
    return origins


def _covered(rules: Sequence[Rule], at: list[float], along: list[float]) -> set[tuple[int, int]]:
    """Pairs of a line of the grid and an interval of the other axis that a rule covers."""
    found = set()
    for rule in rules:
        line = min(range(len(at)), key=lambda place: abs(at[place] - rule.at))
        for interval in range(len(along) - 1):
            middle = (along[interval] + along[interval + 1]) / 2
            if rule.start - NEAR <= middle <= rule.end + NEAR:
                found.add((line, interval))
    return found


def _words(glyphs: Sequence[Glyph], end: float) -> str:
    """The words of a cell: lines that reach its wall go on in the next, others end."""
    found = ""
    was_full = True
    for line in lines_of(glyphs):
        found = joined(found, line.text) if was_full else f"{found}\n{line.text}"
        was_full = line.right >= end - NARROW * line.size
    return found


def continued(above: Table, table: Table) -> bool:
    """Whether a table that begins a page carries on the one that ended the page before."""
    return len(above.walls) == len(table.walls) and all(
        abs(first - second) <= NEAR for first, second in zip(above.walls, table.walls, strict=True)
    )


def appended(above: Table, table: Table) -> Table:
    """Two pieces of a table as one; a row that a page break cuts is whole again."""
    count = len(above.rows)
    rows = [tuple(Cell(one.text, (one.origin[0] + count, one.origin[1])) for one in row) for row in table.rows]
    head, last = rows[0], above.rows[-1]
    is_cut = not head[0].text and last[0].text and any(cell.text for cell in head)
    if is_cut:
        mended = tuple(
            Cell(joined(first.text, second.text) if second.text else first.text, first.origin)
            for first, second in zip(last, head, strict=True)
        )
        return Table((*above.rows[:-1], mended, *rows[1:]), above.top, table.bottom, above.walls)
    return Table((*above.rows, *rows), above.top, table.bottom, above.walls)
