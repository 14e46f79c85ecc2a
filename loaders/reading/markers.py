"""Markers: the printed numbers and labels that open the items and headings of a plan.

A marker opens a line (第一章 · 一、 · (一) · 1. · 1.1 · (1) · ① · 【任务1】 · a table row · a bullet) or follows the
end of a sentence and continues its run there. Forms that could also be an amount or a word (1.1, a number and a
blank) count only in a run: after the number before them, or before the one after.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

NUMERAL = "[一二三四五六七八九十百零〇]{1,5}"
# What follows an amount: a number before one of these is no item's number.
MEASURE = (
    r"(?:[亿万兆%‰元倍米吨亩岁~\-—至到]|千[瓦伏米克]|百[万亿]|公[里顷斤]|平方|立方|[个座户][^人籍]|条(?!件)|家(?!庭)|处(?!理|置)|项(?!目)|件"
    r"|人(?!民|才|工|社|居|口)|年|月|日(?!常)|时(?!代)|左右|以[上下内]|余|多[个家万亿])"
)
ITEM_RANK, BULLET_RANK = 4.0, 7.0
# A label (任务一:) ranks below whatever stands above it where it first appears.
FLOATING_RANK = -1.0
LABELLED = "(?:重点|专项|具体|主要)?(?:任务|事项|行动|工程|项目|专项|清单|举措|措施)"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of numbering: a lower rank is a higher level; a weak form counts only in a run."""

    name: str
    rank: float
    pattern: re.Pattern[str]
    is_weak: bool = False


_FORMS = (
    Form("part", 0.0, re.compile(rf"第({NUMERAL}|\d{{1,2}})(?:[篇编卷]|部分)[:、. \t]*")),
    Form("chapter", 0.5, re.compile(rf"第({NUMERAL}|\d{{1,2}})章[:、. \t]*")),
    Form("section", 1.0, re.compile(rf"第({NUMERAL}|\d{{1,2}})节[:、. \t]*")),
    Form("article", 1.5, re.compile(rf"第({NUMERAL}|\d{{1,2}})条[:、. \t]*")),
    Form("numeral", 2.0, re.compile(rf"({NUMERAL})[、.] *")),
    Form("numeral in brackets", 3.0, re.compile(rf"\(({NUMERAL})\)[、.:]? *")),
    Form(
        "label in brackets", FLOATING_RANK, re.compile(rf"[【\[][\u4e00-\u9fff]{{0,6}}? *(\d{{1,3}}|{NUMERAL})[】\]] *")
    ),
    Form("label", FLOATING_RANK, re.compile(rf"{LABELLED} *(\d{{1,3}}|{NUMERAL})[:、.\t ]+")),
    Form("row", ITEM_RANK, re.compile(r"\|? *(\d{1,3})(?:\t+| {2,}| ?\| ?)[ \t|]*")),
    Form("number", ITEM_RANK, re.compile(r"(\d{1,3})(?:、|\.(?!\d)|:(?!\d)) *")),
    Form("number and blank", ITEM_RANK, re.compile(rf"(\d{{1,2}}) (?=[^\d ])(?!{MEASURE})"), is_weak=True),
    Form("numeral and blank", 2.0, re.compile(rf"({NUMERAL}) (?=[\u4e00-\u9fff])"), is_weak=True),
    Form("number alone", ITEM_RANK, re.compile(rf"(\d{{1,2}})(?=[\u4e00-\u9fff“])(?!{MEASURE})"), is_weak=True),
    Form(
        "third level",
        4.4,
        re.compile(rf"(\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}})[.、]? *(?=[^\d. ])(?!{MEASURE})"),
        is_weak=True,
    ),
    Form("second level", 4.2, re.compile(rf"(\d{{1,2}}\.\d{{1,2}})[.、]? *(?=[^\d. ])(?!{MEASURE})"), is_weak=True),
    Form("number in brackets", 5.0, re.compile(r"\((\d{1,2})\)[、.:]? *")),
    Form("number and bracket", 5.5, re.compile(r"([1-9]\d?)\) *"), is_weak=True),
    Form("circled", 6.0, re.compile(r"([①-⑳])[、.:]? *")),
    Form("bullet", BULLET_RANK, re.compile(r"([·●○■□◆◇★☆▪►➢✓√※]|—{1,2}(?=[^—\d])) *")),
)
INLINE = re.compile(
    rf"(?<=[。;!?:)〕】”\]])\s*(?:(?P<numeral>{NUMERAL})、|\((?P<bracketed_numeral>{NUMERAL})\)|(?P<number>\d{{1,3}})(?:、|\.(?!\d))"
    rf"|\((?P<bracketed>\d{{1,2}})\)|(?P<closed>\d{{1,2}})\)|第(?P<chapter>{NUMERAL})章 *)(?=[^\d\s%、,)])"
)
INLINE_FORMS = {
    "numeral": ("numeral", 2.0),
    "bracketed_numeral": ("numeral in brackets", 3.0),
    "number": ("number", ITEM_RANK),
    "bracketed": ("number in brackets", 5.0),
    "closed": ("number and bracket", 5.5),
    "chapter": ("chapter", 0.5),
}
CIRCLED_RANK = 6.0
MIDDLE_DOT = "·"
PARTS_CELLS = re.compile(r"\t+| {2,}|\|")
FEWEST_PARTINGS = 2  # a lone row has three cells
RECENT = 50  # how many markers back a run may have been left
SHORTEST_INLINE_ITEM = 8
LONGEST_TITLE = 60
DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line of the view, without its surrounding blanks."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that opens an item or a heading: its form and rank, and where its words begin."""

    form: str
    rank: float
    number: str
    start: int
    body: int

    @property
    def value(self) -> int:
        """The number as a number; of 1.2.3 the last; 0 for a bullet."""
        return numeric(self.number.rpartition(".")[2])


def lines(text: str) -> list[Line]:
    """The non-empty lines of a view."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            found.append(Line(start, start + len(stripped), stripped))
    return found


def numeric(number: str) -> int:
    """The value of a printed number (十二, 12, ⑫), 0 when it has none."""
    if number.isdecimal():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    if not number or any(character not in DIGITS and character not in "十百" for character in number):
        return 0
    hundreds, found, rest = number.rpartition("百")
    total = 100 * DIGITS.get(hundreds[-1:], 1) if found else 0
    tens, found, ones = rest.rpartition("十")
    total += 10 * DIGITS.get(tens[-1:], 1) if found else 0
    return total + DIGITS.get(ones[-1:], 0)


def markers(text: str) -> list[Marker]:
    """All markers of a view in order of appearance."""
    every = lines(text)
    openings = [_opening(line) for line in every]
    strong = _in_runs(every, openings)
    found: list[Marker] = []
    for line, opening in zip(every, strong, strict=True):
        if opening:
            found.append(opening)
        found.extend(_inline(line, found, opening))
    return found


def _opening(line: Line) -> Marker | None:
    for form in _FORMS:
        match = form.pattern.match(line.text)
        if match and match.end() < len(line.text):
            start = line.start
            return Marker(form.name, form.rank, match[1], start, start + match.end())
    return None


WEAK = frozenset(form.name for form in _FORMS if form.is_weak)


def _in_runs(lines: Sequence[Line], openings: Sequence[Marker | None]) -> list[Marker | None]:
    """The openings without those that need a run and stand in none: weak forms, rows of two cells, middle dots."""
    named = {place: marker for place, marker in enumerate(openings) if marker}
    weak = [place for place, marker in named.items() if marker.form in WEAK]
    rows = [place for place, marker in named.items() if marker.form == "row"]
    dots = [place for place, marker in named.items() if marker.number == MIDDLE_DOT]
    narrow = {place for place in rows if len(PARTS_CELLS.findall(lines[place].text)) < FEWEST_PARTINGS}
    kept = set(dots) if len(dots) > 1 else set()
    for first, second in (*pairwise(weak), *pairwise(rows)):
        if _continues(openings[first], openings[second]):
            kept |= {first, second}
    for level in ("second level", "third level"):
        kept |= set(_run_of(openings, level))
    dropped = {*weak, *narrow, *dots} - kept
    return [None if place in dropped else marker for place, marker in enumerate(openings)]


def _run_of(openings: Sequence[Marker | None], form: str) -> Iterator[int]:
    """Places of dotted numbers that open or continue a run of their level (1.1, 1.2, 2.1)."""
    places = [place for place, marker in enumerate(openings) if marker and marker.form == form]
    last: Marker | None = None
    for place in places:
        marker = openings[place]
        if marker and (marker.value == 1 or (last and _continues(last, marker))):
            yield place
            last = marker


def _continues(first: Marker | None, second: Marker | None) -> bool:
    """Whether `second` is the number after `first`, or the first number one level below or the next above."""
    if first is None or second is None:
        return False
    if not (first.number.isascii() and second.number.isascii()):
        return first.form == second.form and second.value == first.value + 1
    before, after = first.number.split("."), second.number.split(".")
    if len(after) > len(before):
        return after == [*before, "1"]
    shared = len(after) - 1
    return before[:shared] == after[:shared] and int(after[-1]) == int(before[shared]) + 1


def _inline(line: Line, before: Sequence[Marker], opening: Marker | None) -> list[Marker]:
    """Markers inside a line: those that continue the run of the line or open one that goes on in it."""
    if opening and opening.form in ("row", "bullet"):
        return []
    candidates = [_inline_marker(line, match) for match in INLINE.finditer(line.text)]
    candidates = [*_first_anywhere(line, candidates), *candidates]
    last_second = {marker.form: place for place, marker in enumerate(candidates) if marker.value == 2}
    previous = {marker.form: marker for marker in before[-RECENT:]}
    found: list[Marker] = []
    for place, marker in enumerate(candidates):
        last = previous.get(marker.form)
        follows = last is not None and marker.value == last.value + 1
        if follows or (marker.value == 1 and place < last_second.get(marker.form, 0)):
            found.append(marker)
            previous[marker.form] = marker
    first = opening.value + 1 if opening and opening.form == "circled" else 1
    found = _long_enough(found, line.end)
    return sorted([*found, *_circled(line, first)], key=lambda marker: marker.start)


def _first_anywhere(line: Line, candidates: Sequence[Marker]) -> list[Marker]:
    """一、 or (一) right behind a title that ends without a mark, when 二、 follows in the line."""
    opened = {marker.form for marker in candidates if marker.value == 1}
    match = re.match(rf".{{4,{LONGEST_TITLE}}}?(?:(?P<numeral>一)、|\((?P<bracketed_numeral>一)\))", line.text)
    if not match:
        return []
    name = match.lastgroup or "numeral"
    form, rank = INLINE_FORMS[name]
    if form in opened or not any(marker.form == form and marker.value == 2 for marker in candidates):
        return []
    start = match.start(name) - (name == "bracketed_numeral")
    return [Marker(form, rank, "一", line.start + start, line.start + match.end())]


def _inline_marker(line: Line, match: re.Match[str]) -> Marker:
    name = match.lastgroup or "number"
    form, rank = INLINE_FORMS[name]
    start = line.start + match.start() + len(match.group()) - len(match.group().lstrip())
    return Marker(form, rank, match[name], start, line.start + match.end())


def _long_enough(found: list[Marker], end: int) -> list[Marker]:
    """Markers of items that are more than a few words; short enumerations stay in their sentence."""
    stops = [*(marker.start for marker in found[1:]), end]
    short = {
        marker.form
        for marker, stop in zip(found, stops, strict=False)
        if marker.rank >= 5 and stop - marker.body < SHORTEST_INLINE_ITEM
    }
    return [marker for marker in found if marker.form not in short]


def _circled(line: Line, first: int) -> list[Marker]:
    """Circled numbers inside a line, from `first` on and in order."""
    found: list[Marker] = []
    for match in re.finditer("[①-⑳]", line.text):
        if match.start() and numeric(match.group()) == first + len(found):
            start = line.start + match.start()
            found.append(Marker("circled", CIRCLED_RANK, match.group(), start, start + 1))
    return _long_enough(found, line.end) if len(found) > 1 or first > 1 else []


def settled(found: list[Marker]) -> list[Marker]:
    """Markers with every floating rank replaced by one below what stands above its first appearance."""
    ranks: dict[str, float] = {}
    above: list[Marker] = []
    result: list[Marker] = []
    for marker in found:
        if marker.rank == FLOATING_RANK:
            default = above[-1].rank + 0.05 if above and above[-1].rank < ITEM_RANK else 1.9
            marker = replace(marker, rank=ranks.setdefault(marker.form, default))
        while above and above[-1].rank >= marker.rank:
            above.pop()
        above.append(marker)
        result.append(marker)
    return result
