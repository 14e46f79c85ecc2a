"""Brackets that list what is counted before them: 续建项目2个(甲铁路、乙公路) reads as 续建项目2个:甲铁路、乙公路."""

import re
from collections.abc import Iterator

from loaders.reading.lexicon import head_finder

NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
COUNTED = re.compile(rf"{NUMBER}(?:余|多)?[个座条处项所家段口宗件对][\u4e00-\u9fff]{{0,12}}?\(")
BRACKET_OR_END = re.compile(r"[()。\n]")
# What a bracket says of the things counted instead of naming them.
NO_LIST = re.compile(r"其中|总|约|共|计|合计|投资|每|\d[\d.]*(?:万|亿|平方|公里|千瓦|吨|亩|%)|见|详见|不含|按|如")


def counted_lists(text: str) -> Iterator[tuple[int, int]]:
    """Positions of the brackets that open and close such a list, in order."""
    closings = _closings(text) if COUNTED.search(text) else {}
    position = 0
    while match := COUNTED.search(text, position):
        opening, position = match.end() - 1, match.end()
        closing = closings.get(opening)
        if closing is not None and _is_list(text[opening + 1 : closing]):
            yield opening, closing
            position = closing


def _closings(text: str) -> dict[int, int]:
    """Where each bracket of a sentence closes."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in BRACKET_OR_END.finditer(text):
        if match.group() == "(":
            opened.append(match.start())
        elif match.group() != ")":
            opened.clear()
        elif opened:
            found[opened.pop()] = match.start()
    return found


def _is_list(words: str) -> bool:
    """Whether words in a bracket name things: several of them, or one with a head noun."""
    return not NO_LIST.match(words) and bool("、" in words or head_finder().find(words))
