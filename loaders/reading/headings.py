"""Headings and labels of a plan, and what they give to all below them: a stage (续建项目), a county (【某县】).

A heading holds until one of its rank. One with a number ranks by it, one without (续建项目) below the last that
has a number. A label in front of a colon (某县:…) holds to the end of its line or to the next label.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from loaders.reading.clauses import CELL, MASK
from loaders.reading.labels import stage_of_heading
from loaders.reading.outline import lines, markers
from loaders.reading.stages import NO_STAGE, Stage
from loaders.reading.toponyms import AdminHit

T = TypeVar("T")
BESIDE_COUNTY = re.compile(r"[【】\[\]()<>:\s\d个项共件、.]|重点|建设|项目|工程|任务|清单|名单|片区")
SAYS_LIST = re.compile(r"[【】\[\]:]|项目|工程|任务")
LONGEST_TITLE = 16
COMMA = re.compile(r"[,、;]|至")
LABEL_OPENS = frozenset("\n;。 \t:【[(" + MASK + CELL)


@dataclass(frozen=True, slots=True)
class Holding(Generic[T]):
    """Values by the view offset from which they hold."""

    starts: list[int]
    values: list[T | None]

    def at(self, position: int) -> T | None:
        """The value that holds at a position."""
        return self.values[bisect_right(self.starts, position) - 1]


def below_headings(text: str, read: Callable[[int, int, bool], T | None]) -> Holding[T]:
    """What headings give to the text below them; `read` tells it for a heading's words and whether it has a number.

    In a line that goes on behind its heading (1.某县口岸。建设…) the heading ends with its first sentence.
    """
    opening = {marker.start: marker for marker in markers(text)}
    found: Holding[T] = Holding([0], [None])
    above: list[tuple[float, bool, T | None]] = []
    for line in lines(text):
        marker = opening.get(line.start)
        begin = marker.body if marker else line.start
        stop = text.find("。", begin, min(line.end, begin + LONGEST_TITLE)) if marker else -1
        end = stop if stop >= 0 else line.end
        value = read(begin, end, marker is not None)
        if marker is None and value is None:
            continue
        plain = next((one for one in above if not one[1]), None)
        rank = marker.rank if marker else plain[0] if plain else above[-1][0] + 0.5 if above else 0.5
        above = [*(one for one in above if one[0] < rank), (rank, marker is not None, value)]
        found.starts.append(end)
        found.values.append(next((one for *_, one in reversed(above) if one is not None), None))
    return found


def stage_headings(text: str, masked: str) -> Holding[Stage]:
    """The stages that headings of project lists give (`masked` is the view without what must not be read)."""

    def read(start: int, end: int, _: bool) -> Stage | None:
        stage = stage_of_heading(masked[start:end], start)
        return None if stage is NO_STAGE else stage

    return below_headings(text, read)


def county_headings(text: str, masked: str, hits: Sequence[AdminHit]) -> Holding[AdminHit]:
    """The counties that headings and labels give to what stands below or behind them."""
    first = [hit for hit in hits if hit.level in ("county", "town") and not (hit.is_bare and hit.is_ordinary)]
    starts = [hit.start for hit in first]

    def read(start: int, end: int, is_numbered: bool) -> AdminHit | None:
        inside = first[bisect_left(starts, start) : bisect_left(starts, end)]
        if len({hit.adcode for hit in inside}) != 1:
            return None
        hit = inside[0]
        if hit.is_bare and masked[start : hit.start].strip(" 【("):
            return None
        beside = masked[start : hit.start] + masked[hit.end : end]
        is_alone = not BESIDE_COUNTY.sub("", beside) and (is_numbered or SAYS_LIST.search(beside))
        is_title = is_numbered and end - start <= LONGEST_TITLE and not COMMA.search(beside)
        return hit if is_alone or is_title else None

    return _with_labels(masked, first, below_headings(text, read))


def _with_labels(masked: str, hits: Sequence[AdminHit], below: Holding[AdminHit]) -> Holding[AdminHit]:
    """Headings, and between them the labels that end in a colon."""
    changes: dict[int, AdminHit | None] = dict(zip(below.starts, below.values, strict=True))
    for hit in hits:
        opens = hit.start == 0 or masked[hit.start - 1] in LABEL_OPENS
        if opens and masked[hit.end : hit.end + 2].lstrip(")】]").startswith(":"):
            end = masked.find("\n", hit.end)
            end = end if end >= 0 else len(masked)
            changes[hit.end] = hit
            changes.setdefault(end, below.at(end))
    starts = sorted(changes)
    return Holding(starts, [changes[start] for start in starts])
