"""Names of units: how a list of them is parted, and how offices, institutions and divisions end.

The endings are data (`data/vocabulary/unit_endings.csv`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from loaders.reading.lexicon import read_rows

OPENING, CLOSING = "(〔【[{", ")〕】]}"
SEPARATORS = "、,; \t\n"
LONGEST_UNIT, LONGEST_BARE_UNIT = 40, 16
SHORTEST_OFFICE, LONGEST_PERSON = 2, 3
LONGEST_TAIL = 60
JOINING = re.compile(r"(?:以及|及其?|由|会同|牵头|责任(?!单位)|:)+(?=.)")
# What follows the last unit of a list: 等单位按职责分工负责, (列第一位的为牵头单位,下同).
TAIL = re.compile(
    r"(?:\((?:[^()]*下同|列?第一|排第一|首位|按)[^()]*\))?(?:等(?:有关|相关)?(?:单位|部门)?)?(?:共同|分别|各自|具体)*"
    r"(?:按照?(?:各自)?(?:职责|职能)(?:和)?(?:分工)?)?(?:分工)?(?:负责|配合|参与|落实|协助|支持|实施|抓好)*(?:推进|落实)?$"
)
NUMBER = re.compile(r"\d")
BRACKETED = re.compile(r"\([^()]*\)$")
OFFICE = re.compile(r"[省市县区州旗盟镇][\u4e00-\u9fff]{1,12}(?:局|委|办|厅|政府|管委会|委员会|中心)")
EMPTY = frozenset(("—", "——", "-", "--", "/", "\\", "无", "同上", "*"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's name as in the clause, at `[start, end)` of it."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _endings() -> dict[str, tuple[str, ...]]:
    """Endings of units' names by what they tell: an office; a facility, which need not be a unit; a place."""
    rows = read_rows("unit_endings.csv", ("word", "type"))
    return {kind: tuple(row["word"] for row in rows if row["type"] == kind) for kind in ("office", "facility", "place")}


def ends_like(name: str, kind: str) -> bool:
    """Whether a name, brackets aside, ends like an office, a facility or a place (`kind`)."""
    return BRACKETED.sub("", name).endswith(_endings()[kind])


def is_office(name: str) -> bool:
    """Whether a name ends like an office's, a company's or an institution's."""
    if len(name) > LONGEST_UNIT or NUMBER.search(name):
        return False
    return ends_like(name, "office") or ends_like(name, "facility")


def is_single_office(words: str) -> bool:
    """Whether some words are nothing but the name of one office: 县水利局, 县水利局(3项)."""
    name = BRACKETED.sub("", words)
    return SHORTEST_OFFICE < len(name) <= LONGEST_BARE_UNIT and OFFICE.fullmatch(name) is not None


def is_unit(name: str) -> bool:
    """Whether a name ends like a unit's: an office or a division."""
    return is_office(name) or (len(name) <= LONGEST_BARE_UNIT and ends_like(name, "place"))


def split_units(clause: str, start: int, end: int) -> list[Unit]:
    """Units of a list, split at 、 commas and blanks outside brackets: 各镇(区)、市水务局 → two units."""
    units: list[Unit] = []
    depth, first = 0, start
    for index in range(start, end + 1):
        character = clause[index] if index < end else "、"
        depth += (character in OPENING) - (character in CLOSING)
        if index == end or (character in SEPARATORS and depth <= 0):
            unit = _unit(clause[first:index], first)
            if unit and not (first > start and clause[first - 1] == " " and _is_aside(unit.name)):
                units.append(unit)
            first, depth = index + 1, 0
    return units


def _is_aside(name: str) -> bool:
    """Whether words behind an office and a blank are rather who heads it (县水利局 张某某) or a figure."""
    return not is_unit(name) and (len(name) <= LONGEST_PERSON or bool(NUMBER.search(name)))


def _unit(piece: str, start: int) -> Unit | None:
    """The unit in a piece of a list without what only joins or says its part."""
    words = piece.rstrip("。: \n")
    start += len(words) - len(words.lstrip("。: \n"))
    words = words.lstrip("。: \n")
    joining = JOINING.match(words)
    if joining:
        words, start = words[joining.end() :], start + joining.end()
    tail = TAIL.search(words, max(0, len(words) - LONGEST_TAIL))
    words = words[: tail.start()] if tail else words
    return Unit(words, start, start + len(words)) if words and words not in EMPTY else None
