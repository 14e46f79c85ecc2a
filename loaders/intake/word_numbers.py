"""The numbers that Word prints before the paragraphs of its lists, as text.

A paragraph names a list and a level, itself or through its style; `numbering.xml` says how the levels of that list
count and look. What is counted here is what the reader of the printed page sees.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
BULLET = "●"
DIGITS = "零一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LEVEL_MARK = re.compile("%([1-9])")
CLOSING = "、.．,，)）:：】」』"
MOST_STYLES = 30  # how far a chain of styles is followed
LARGEST = 9_999
LONGEST_LABEL = 60


@dataclass(slots=True)
class Level:
    """How one level of a list counts and looks."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = "tab"
    restart: int | None = None
    is_plain: bool = False


def attribute(element: Element | None, name: str = "val") -> str:
    """An attribute of WordprocessingML, '' when there is none."""
    return "" if element is None else str(element.get(f"{W}{name}") or "")


def _number(words: str, default: int) -> int:
    return int(words) if words.isdecimal() and len(words) < 9 else default


class Numbering:
    """The lists of a document while its paragraphs are read in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = _by_id(styles, "style", "styleId")
        self._abstract = _by_id(numbering, "abstractNum", "abstractNumId")
        self._lists = _by_id(numbering, "num", "numId")
        self._levels: dict[str, list[Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, paragraph: Element) -> str:
        """What Word prints before a paragraph, with the gap behind it; '' for one in no list."""
        number, depth = self._membership(paragraph)
        found = self._lists.get(number)
        if number in ("", "0") or found is None or not 0 <= depth < LEVELS:
            return ""
        levels = self._levels_of(number)
        key = self._key(number)
        counts = self._counts.setdefault(key, [None] * LEVELS)
        self._count(number, depth, levels, counts)
        level = levels[depth]
        if level.form == "bullet":
            return f"{BULLET} "
        words = LEVEL_MARK.sub(lambda match: self._shown(levels, counts, level, int(match[1]) - 1), level.text)
        if not words.strip():
            return ""
        return words if words[-1] in CLOSING or level.gap == "nothing" else f"{words} "

    def style_chain(self, paragraph: Element) -> list[Element]:
        """The style of a paragraph and those it rests on."""
        name = attribute(paragraph.find(f"{W}pPr/{W}pStyle"))
        chain: list[Element] = []
        while name in self._styles and len(chain) < MOST_STYLES:
            chain.append(self._styles[name])
            name = attribute(chain[-1].find(f"{W}basedOn"))
        return chain

    def _membership(self, paragraph: Element) -> tuple[str, int]:
        """Number of the list and level of a paragraph, from itself or from its styles."""
        chain = self.style_chain(paragraph)
        number = depth = ""
        for holder in (paragraph, *chain):
            properties = holder.find(f"{W}pPr/{W}numPr")
            if properties is None:
                continue
            number = number or attribute(properties.find(f"{W}numId"))
            depth = depth or attribute(properties.find(f"{W}ilvl"))
            if number:
                break
        if not depth and number:
            styles = {attribute(style, "styleId") for style in chain}
            depth = self._level_of_style(number, styles)
        return number, _number(depth, 0)

    def _level_of_style(self, number: str, styles: set[str]) -> str:
        abstract = (
            self._abstract.get(attribute(self._lists[number].find(f"{W}abstractNumId")))
            if (number in self._lists)
            else None
        )
        for level in [] if abstract is None else abstract.findall(f"{W}lvl"):
            if attribute(level.find(f"{W}pStyle")) in styles - {""}:
                return attribute(level, "ilvl")
        return ""

    def _key(self, number: str) -> str:
        """Lists of one abstract list count together, unless one starts anew."""
        return attribute(self._lists[number].find(f"{W}abstractNumId")) or number

    def _count(self, number: str, depth: int, levels: list[Level], counts: list[int | None]) -> None:
        override = self._override(number, depth)
        if override is not None and (number, depth) not in self._started:
            counts[depth] = override
            counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        else:
            last = counts[depth]
            counts[depth] = levels[depth].start if last is None else min(last + 1, LARGEST)
        self._started.add((number, depth))
        for deeper in range(depth + 1, LEVELS):
            restart = levels[deeper].restart
            if restart != 0 and (restart is None or depth < restart):
                counts[deeper] = None

    def _override(self, number: str, depth: int) -> int | None:
        for one in self._lists[number].findall(f"{W}lvlOverride"):
            start = one.find(f"{W}startOverride")
            if attribute(one, "ilvl") == str(depth) and start is not None:
                return _number(attribute(start), 1)
        return None

    def _levels_of(self, number: str) -> list[Level]:
        if number not in self._levels:
            element = self._lists[number]
            levels = [Level() for _ in range(LEVELS)]
            for holder in (self._definition(element), *element.findall(f"{W}lvlOverride")):
                for one in [] if holder is None else holder.findall(f"{W}lvl"):
                    depth = _number(attribute(one, "ilvl"), LEVELS)
                    if depth < LEVELS:
                        levels[depth] = _level(one)
            self._levels[number] = levels
        return self._levels[number]

    def _definition(self, element: Element) -> Element | None:
        """The abstract list of a list, through the style that may stand between them."""
        abstract = self._abstract.get(attribute(element.find(f"{W}abstractNumId")))
        linked = "" if abstract is None else attribute(abstract.find(f"{W}numStyleLink"))
        if not linked:
            return abstract
        same = (one for one in self._abstract.values() if attribute(one.find(f"{W}styleLink")) == linked)
        return next(same, abstract)

    def _shown(self, levels: list[Level], counts: list[int | None], level: Level, depth: int) -> str:
        value = counts[depth]
        form = "decimal" if level.is_plain else levels[depth].form
        return printed(levels[depth].start if value is None else value, form)


def _by_id(root: Element | None, tag: str, name: str) -> dict[str, Element]:
    return {} if root is None else {attribute(one, name): one for one in root.findall(f"{W}{tag}")}


def _level(element: Element) -> Level:
    restart = element.find(f"{W}lvlRestart")
    return Level(
        start=_number(attribute(element.find(f"{W}start")), 1),
        form=attribute(element.find(f"{W}numFmt")) or "decimal",
        text=attribute(element.find(f"{W}lvlText"))[:LONGEST_LABEL],
        gap=attribute(element.find(f"{W}suff")) or "tab",
        restart=None if restart is None else _number(attribute(restart), 0),
        is_plain=element.find(f"{W}isLgl") is not None,
    )


def printed(value: int, form: str) -> str:
    """A number as a list prints it."""
    writer = FORMS.get(form)
    return writer(value) if writer else str(value)


def _chinese(value: int, digits: str = DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    if value <= 0:
        return digits[0]
    words = ""
    for power, digit in enumerate(reversed(str(value)[-4:])):
        if digit != "0":
            words = digits[int(digit)] + units[power] + words
        elif words and not words.startswith(digits[0]):
            words = digits[0] + words
    return words.removeprefix(digits[1]) if 10 <= value < 20 else words


def _legal(value: int) -> str:
    words = _chinese(value, LEGAL, ("", "拾", "佰", "仟"))
    return words


def _digits(value: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))


def _wide(value: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(value))


def _from(first: str, count: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else str(value)


def _letter(first: str) -> Callable[[int], str]:
    return lambda value: (
        chr(ord(first) + (value - 1) % 26) * ((value - 1) // 26 + 1) if 1 <= value <= 260 else str(value)
    )


def _of(letters: str) -> Callable[[int], str]:
    return lambda value: letters[value - 1] if 1 <= value <= len(letters) else str(value)


def _roman(value: int) -> str:
    words = ""
    if not 1 <= value < 40:
        return str(value)
    for worth, letters in ROMAN:
        words += letters * (value // worth)
        value %= worth
    return words


FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"), _chinese
    ),
    **dict.fromkeys(("japaneseCounting", "koreanCounting"), _chinese),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _legal),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), _digits),
    **dict.fromkeys(("decimalEnclosedCircleChinese", "decimalEnclosedCircle"), _from("①", 20)),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "upperLetter": _letter("A"),
    "lowerLetter": _letter("a"),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
}
