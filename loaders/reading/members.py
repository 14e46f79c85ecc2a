"""Members of a list: the names between two 、, and the collective phrase or the aim behind them."""

import re
from dataclasses import dataclass

from loaders.reading.clauses import Item
from loaders.reading.distinction import is_named
from loaders.reading.lexicon import generic_rest
from loaders.reading.names import Context, Name, read_names
from loaders.reading.patterns import PARENTHESES

COUNT = (
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})?(?:余|多)?"
    r"(?P<measure>[座个条处家所段口片镇乡村县区市]|项(?!目))?"
)
COLLECTIVE = re.compile(
    rf"等{COUNT}(?=[\u4e00-\u9fffA-Z0-9(“])"
    r"|(?<=[\u4e00-\u9fff])(?P<bare_count>\d{1,2}(?=[座个条处家])|[两三四五六七八九十](?=[座个条]))"
    r"(?P<bare_measure>[座个条处家])(?=[\u4e00-\u9fff\d])"
)
DESIGNATION = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:创建为?|申报|争创|申创|冲刺|创成|创(?=[1-5]A|国家)|晋升为?|升格为?|(?:建设|打造|建成)(?=国家|世界级|[1-5]A|省级))"
    r"(?=[\u4e00-\u9fff1-5])"
)
NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
TOWN_RANK = re.compile(r"[乡城]?镇")


@dataclass(frozen=True, slots=True)
class Member:
    """A list member: its main name among all its names, and the collective phrase or the aim (创建…) behind it."""

    name: Name | None
    names: tuple[Name, ...]
    start: int
    end: int
    aim: Name | None = None
    count: int | None = None
    designated: bool = False
    by_towns: bool = False


def read_member(context: Context, item: Item) -> Member:
    """The member of a list at `item`."""
    piece = context.text[item.start : item.end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    for match in COLLECTIVE.finditer(piece):
        if not any(a < match.start() < b for a, b in brackets):
            return _collective(context, item, match)
    sought = DESIGNATION.search(piece)
    if sought and sought.start() >= 2:
        names = _names(context, item.start, item.start + sought.start())
        aim = _main(context, _names(context, item.start + sought.end(), item.end))
        name = names[-1] if names else None
        if name and generic_rest(name.text) >= 2 and (name.natural or (aim and aim.head)):
            return Member(name, names, item.start, item.end, aim, designated=True)
    names = _names(context, item.start, item.end)
    return Member(_main(context, names), names, item.start, item.end)


def _names(context: Context, start: int, end: int) -> tuple[Name, ...]:
    return tuple(read_names(context, start, end))


def _main(context: Context, names: tuple[Name, ...]) -> Name | None:
    """The name a member of a list stands for: the first that names a thing, else the last that may share a head."""
    headed = [name for name in names if name.head or name.natural]
    named = (name for name in headed if is_named(context, name))
    last = headed[-1:] or list(names[-1:])
    return next(named, last[0] if last else None)


def _collective(context: Context, item: Item, match: re.Match[str]) -> Member:
    first, second = item.start + match.start(), item.start + match.end()
    count = match["count"] or match["bare_count"]
    number = (int(count) if count.isdigit() else NUMERALS.get(count)) if count else None
    by_towns = (match["measure"] or "-") in "镇乡" or bool(TOWN_RANK.match(context.text, second))
    names = _names(context, item.start, first)
    aim = next(iter(_names(context, second, item.end)), None)
    return Member(names[-1] if names else None, names, item.start, item.end, aim, count=number, by_towns=by_towns)
