"""The outline of a plan: numbered markers, the headings above them, boilerplate around them.

A marker is a number that opens a line (一、 · (一) · 1. · (1) · ① · 第一章 · 【任务1】 · a bullet), or an
Arabic one that follows a full stop and continues the run of numbers in the same paragraph.
"""

import re
from dataclasses import dataclass

_NUMERAL = "[一二三四五六七八九十百零〇]{1,5}"
# (rank, pattern): a lower rank is a higher level of the outline; order of trying matters.
MARKER_FORMS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, re.compile(rf"第({_NUMERAL}|\d{{1,2}})[篇章编]\s*")),
    (1, re.compile(rf"第({_NUMERAL}|\d{{1,2}})节\s*")),
    (2, re.compile(rf"({_NUMERAL})[、.]\s*")),
    (3, re.compile(rf"\(({_NUMERAL})\)[、.]?\s*")),
    (4, re.compile(r"[【\[](?:任务|项目|事项|清单)?\s*(\d{1,3})[】\]]\s*")),
    (4, re.compile(r"(?:任务|事项)\s*(\d{1,3}|[一二三四五六七八九十]{1,3})[:、.]\s*")),
    (4, re.compile(r"(\d{1,3})(?:、|\.(?!\d)|\)|\t+| {2,}| ?\| ?)\s*")),
    (5, re.compile(r"\((\d{1,3})\)[、.]?\s*")),
    (6, re.compile(r"([①-⑳])\s*")),
    (7, re.compile(r"([·●○■□◆◇★☆▪►➢])\s*")),
)
INLINE_NUMBER = re.compile(r"(?<=[。;!?)〕】])\s*(\d{1,3})(?:、|\.(?!\d))\s*(?=[^\d\s%])")
ITEM_RANK = 4
CIRCLED_RANK = 6

# Lines that belong to the web page or the letter around a plan, not to the plan.
BOILERPLATE = re.compile(
    r"^(?:分享到|微信|首页\s*>|您?(?:的)?当前(?:的)?位置|您现在|字体:|主办:|承办:|扫一扫|打印|网站地图|版权所有|主办单位|技术支持|网站违法|联系我们|打印本页|关闭窗口|上一篇|下一篇"
    r"|索\s*引\s*号|发文机关|主题词|信息来源|来源:|扫一扫|附件[:\d]|抄送:|\(此件)"
    r"|.{0,40}(?:ICP备|公网安备|政府网站标识码|咨询投诉电话)"
)
SIGNATURE_DATE = re.compile(r"^(?:\d{4}|二[〇零○]\S{2})年\S{1,3}月\S{1,3}日$")
BOX_HEADING = re.compile(r"^(?:专栏|附表|附件|附录)\s*[\d一二三四五六七八九十]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line of the view, without its surrounding blanks."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that opens an item or a heading: its rank, printed number, and where its words begin."""

    rank: int
    number: str
    start: int
    body: int


@dataclass(frozen=True, slots=True)
class Item:
    """A leaf of the outline with the headings above it; `end` excludes trailing blanks."""

    marker: Marker
    end: int
    headings: tuple[Marker, ...]


def lines(text: str) -> list[Line]:
    """The non-empty lines of a view."""
    found = []
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            found.append(Line(start, start + len(stripped), stripped))
    return found


def markers(text: str) -> list[Marker]:
    """All markers of a view in order of appearance."""
    found: list[Marker] = []
    for line in lines(text):
        opening = _opening_marker(line)
        if opening:
            found.append(opening)
        is_circled = opening is not None and opening.rank >= CIRCLED_RANK
        if not is_circled:
            found.extend(_inline_markers(line, found[-1] if found else None))
    return found


def _opening_marker(line: Line) -> Marker | None:
    for rank, pattern in MARKER_FORMS:
        match = pattern.match(line.text)
        if match and match.end() < len(line.text):
            return Marker(rank, match.group(1), line.start, line.start + match.end())
    return None


def _inline_markers(line: Line, previous: Marker | None) -> list[Marker]:
    """Arabic numbers inside a line that continue the run of the line (1.…。2.…。3.…)."""
    found: list[Marker] = []
    for match in INLINE_NUMBER.finditer(line.text):
        expected = found[-1] if found else previous
        if expected and expected.number.isdecimal() and int(match.group(1)) == int(expected.number) + 1:
            start = line.start + match.start(1)
            found.append(Marker(ITEM_RANK, match.group(1), start, line.start + match.end()))
    return found or _circled_markers(line)


def _circled_markers(line: Line) -> list[Marker]:
    """Circled numbers inside a line, from ① on and in order."""
    found: list[Marker] = []
    for match in re.finditer("[①-⑳]", line.text):
        if ord(match.group()) - ord("①") == len(found):
            start = line.start + match.start()
            found.append(Marker(CIRCLED_RANK, match.group(), start, start + 1))
    return found if len(found) > 1 else []


def items(text: str) -> list[Item]:
    """The leaves of the outline: every marker that has no marker of a lower level below it."""
    found: list[Item] = []
    above: list[Marker] = []
    order = markers(text)
    stops = [*(marker.start for marker in order[1:]), len(text)]
    for index, marker in enumerate(order):
        while above and above[-1].rank >= marker.rank:
            above.pop()
        is_leaf = index + 1 == len(order) or order[index + 1].rank <= marker.rank
        if is_leaf:
            found.append(Item(marker, _content_end(text, marker, stops[index]), tuple(above)))
        else:
            above.append(marker)
    return found


def _content_end(text: str, marker: Marker, stop: int) -> int:
    """Where the words of an item end: before boilerplate, a signature, an annex or a box."""
    end = marker.body
    for line in lines(text[marker.start : stop]):
        start = marker.start + line.start
        is_foreign = BOILERPLATE.match(line.text) or SIGNATURE_DATE.match(line.text) or BOX_HEADING.match(line.text)
        if start > marker.start and is_foreign:
            break
        end = marker.start + line.end
    return end


def heading_text(text: str, marker: Marker) -> str:
    """The words of a heading with its number, up to the end of its line, without a closing full stop."""
    end = text.find("\n", marker.start)
    return text[marker.start : end if end >= 0 else len(text)].strip().rstrip("。:")
