"""Table rows: what the cells beside the name of a project say of its county and its stage."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.reading.clauses import CELL, MASK
from loaders.reading.labels import RowStage, row_stage
from loaders.reading.toponyms import AdminHit, ToponymFinder

LOCAL_LEVELS = ("county", "town", "village")
BETWEEN_PLACES = re.compile(r"[、,/;\s和及与()]|境内|等|—|-")
CELL_BREAK = re.compile(r" {2,}|\t+| ?\| ?")
BETWEEN_CELLS = re.compile(f"[{CELL}{MASK}]")
HEADER = re.compile(r"项目名称|建设(?:内容|地点|性质|规模)|总投资[(:]")
INVESTMENT_COLUMN = re.compile(r"总投资.{0,4}?(?P<unit>[万亿]元)")
GOAL_COLUMN = re.compile(r"目标|进度|进展|完成情况|建设阶段|工作计划|建设状态|年度(?:建设)?任务")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
UNIT_BEHIND = re.compile(r"(?:人民)?政府|(?:委|管委会?|[\u4e00-\u9fff]{2,10}局)")


@dataclass(frozen=True, slots=True)
class Header:
    """The cells of the line that heads a table, while its rows are read."""

    cells: tuple[str, ...] = ()

    def next(self, line: str) -> "Header":
        """The header that holds from this line on."""
        return Header(tuple(_cells(line))) if HEADER.search(line) else self

    def goal(self, line: str) -> str:
        """What a row under the header states as its aim or progress."""
        cells = _cells(line)
        if len(cells) != len(self.cells):
            return ""
        return next((cell for title, cell in zip(self.cells, cells, strict=True) if GOAL_COLUMN.search(title)), "")

    def investment(self, line: str) -> str | None:
        """The total investment in a row under the header, with the unit that the header states."""
        cells = _cells(line)
        if len(cells) != len(self.cells):
            return None
        for title, cell in zip(self.cells, cells, strict=True):
            unit = INVESTMENT_COLUMN.search(title)
            if unit and NUMBER.fullmatch(cell):
                return f"{cell}{unit['unit']}"
        return None


def _cells(line: str) -> list[str]:
    return [cell for cell in CELL_BREAK.split(line.strip()) if cell]


@dataclass(frozen=True, slots=True)
class Row:
    """The stage of a row and the places of its cells, the cell with counties first."""

    stage: RowStage
    places: tuple[tuple[AdminHit, ...], ...]

    def county(self, order: int, count: int) -> AdminHit | None:
        """The county of name number `order` of the `count` names in their cell: the row's only one, or one for each."""
        for cell in self.places:
            if len({hit.adcode for hit in cell}) == 1:
                return cell[0]
            if len(cell) == count:
                return cell[order]
            if cell[0].level == "county":
                return None
        return None


def read_row(text: str, span: tuple[int, int], named: Sequence[int], hits: Sequence[AdminHit]) -> Row:
    """The row that is the line at `span` of the view, whose names start at the sorted positions `named`."""
    cells, position = [], span[0]
    for cell in BETWEEN_CELLS.split(text[span[0] : span[1]]):
        end = position + len(cell)
        if cell.strip() and bisect_left(named, position) == bisect_left(named, end):
            cells.append((position, end))
        position = end + 1
    stage = row_stage([text[start:end] for start, end in cells])
    return Row(stage, _places(text, cells, hits))


def _places(text: str, cells: Sequence[tuple[int, int]], hits: Sequence[AdminHit]) -> tuple[tuple[AdminHit, ...], ...]:
    """The places of the cells that hold nothing else, cells with counties first."""
    starts = [hit.start for hit in hits]
    places = []
    for start, end in cells:
        inside = hits[bisect_left(starts, start) : bisect_left(starts, end)]
        inside = [hit for hit in inside if hit.level in LOCAL_LEVELS and not (hit.is_bare and hit.is_ordinary)]
        if inside and _holds_only(text, (start, end), inside):
            places.append(_one_each(inside))
    return tuple(sorted(places, key=lambda found: found[0].level != "county"))


def unit_places(text: str, finder: ToponymFinder) -> tuple[tuple[AdminHit, ...], ...]:
    """The county whose offices alone stand in the unit cells of a row (…, 金寨县水利局), when it is one only."""
    hits = [hit for hit in finder.find(text) if hit.level == "county" and UNIT_BEHIND.match(text, hit.end)]
    return ((hits[0],),) if len({hit.adcode for hit in hits}) == 1 else ()


def _holds_only(text: str, span: tuple[int, int], hits: Sequence[AdminHit]) -> bool:
    position, rest = span[0], ""
    for hit in hits:
        rest += text[position : hit.start]
        position = max(position, hit.end)
    return not BETWEEN_PLACES.sub("", rest + text[position : span[1]])


def _one_each(hits: Sequence[AdminHit]) -> tuple[AdminHit, ...]:
    """One hit for each place named: a county and its town right behind it are one place."""
    found: list[AdminHit] = []
    for hit in hits:
        if found and found[-1].end == hit.start and found[-1].adcode == hit.adcode:
            found[-1] = hit
        else:
            found.append(hit)
    return tuple(found)
