"""Words on slides: runs and paragraphs as DrawingML, their colours, and how many lines they take.

Sizes and lengths are points. Every line has an exact height, so that a slide looks the same in PowerPoint, WPS and
LibreOffice, whatever face stands in for the one of the theme.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pptx.oxml.ns import nsdecls

from geo import print_type
from geo.exchange import NOT_TEXT
from geo.print_symbols import ACCENT, INK, PAPER, QUIET, SECOND, WARNING

RULE = "#E5E8EB"
# The theme's name of each of our colours; any other is written as it is.
THEME = {
    INK: "tx1",
    PAPER: "bg1",
    SECOND: "tx2",
    RULE: "bg2",
    ACCENT: "accent1",
    WARNING: "accent2",
    QUIET: "accent3",
}
FACES = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'
LANGUAGE = 'lang="zh-CN" altLang="en-US"'
LONGEST = 240  # characters of a cell; what is longer stands in the ledger and in the notes
LEADING = 1.36  # height of a line in sizes of its type
SLACK = 0.97  # of a room; faces differ by as much in the width of their digits
AUTOSPACE = 0.25  # sizes between an ideograph and a letter or digit; LibreOffice sets them, PowerPoint does not
MIXED = re.compile(r"(?<=[\u00b7\u2e80-\uffef])(?=[ -~])|(?<=[ -~])(?=[\u00b7\u2e80-\uffef])")
OPENING, MARKS = ("".join(map(re.escape, sorted(signs))) for signs in (print_type.OPENING, print_type.NOT_FIRST))
UNIT = re.compile(f"[{OPENING}]*(?:[A-Za-z0-9.%/-]+|.)[{MARKS}]*", re.DOTALL)  # what no line break takes apart
BLANKS = re.compile(r"\s+")
NAMESPACES = nsdecls("a", "p", "r")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one type; `link` is the relationship to a slide that a click goes to."""

    text: str
    size: float
    colour: str = INK
    bold: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs in lines of one height; `align` is l, ctr or r. With `hang` a label and a tab stand before the last run."""

    runs: tuple[Run, ...]
    align: str = "l"
    hang: float = 0.0

    @property
    def leading(self) -> float:
        """Height of its lines."""
        return LEADING * max(run.size for run in self.runs)


def said(text: str, size: float, colour: str = INK, *, bold: bool = False, align: str = "l") -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(text, size, colour, bold),), align)


def clean(text: str) -> str:
    """The text on one line, without what XML cannot hold."""
    return NOT_TEXT.sub("", BLANKS.sub(" ", text))


def text_xml(text: str) -> str:
    """The text as XML holds it."""
    return escape(clean(text))


def fill(colour: str) -> str:
    """A solid fill: a colour of the theme by its name."""
    name = THEME.get(colour)
    inner = f'<a:schemeClr val="{name}"/>' if name else f'<a:srgbClr val="{colour.removeprefix("#")}"/>'
    return f"<a:solidFill>{inner}</a:solidFill>"


def paragraph_xml(paragraph: Paragraph) -> str:
    """A paragraph with its runs."""
    hang = f' marL="{emu(paragraph.hang)}" indent="-{emu(paragraph.hang)}"' if paragraph.hang else ""
    spacing = f'<a:lnSpc><a:spcPts val="{round(100 * paragraph.leading)}"/></a:lnSpc>'
    spacing += '<a:spcBef><a:spcPts val="0"/></a:spcBef>'
    tab = f'<a:tabLst><a:tab pos="{emu(paragraph.hang)}" algn="l"/></a:tabLst>' if paragraph.hang else ""
    lines = f'algn="{paragraph.align}" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"'
    runs = "".join(_run_xml(run) for run in paragraph.runs if run.text)
    end = f'<a:endParaRPr lang="zh-CN" sz="{round(100 * paragraph.runs[-1].size)}"/>'
    return f"<a:p><a:pPr{hang} {lines}>{spacing}{tab}</a:pPr>{runs}{end}</a:p>"


def _run_xml(run: Run) -> str:
    link = f'<a:hlinkClick r:id="{run.link}" action="ppaction://hlinksldjump"/>' if run.link else ""
    look = f'{LANGUAGE} sz="{round(100 * run.size)}" b="{int(run.bold)}" dirty="0"'
    text = "\t".join(text_xml(part) for part in run.text.split("\t"))
    return f"<a:r><a:rPr {look}>{fill(run.colour)}{FACES}{link}</a:rPr><a:t>{text}</a:t></a:r>"


def body_xml(paragraphs: Sequence[Paragraph], *, tag: str = "p:txBody", anchor: str = "t") -> str:
    """Paragraphs as the body of a text box without margins."""
    told = "".join(paragraph_xml(one) for one in paragraphs)
    frame = f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
    return f"<{tag} {NAMESPACES}>{frame}<a:lstStyle/>{told}</{tag}>"


def lines_of(paragraph: Paragraph, room: float) -> int:
    """How many lines a paragraph takes in a room, at least one."""
    size = max(run.size for run in paragraph.runs)
    is_bold = any(run.bold for run in paragraph.runs)
    told = paragraph.runs[-1:] if paragraph.hang else paragraph.runs
    text = "".join(clean(run.text) for run in told)
    return len(broken(text, room - paragraph.hang, size, bold=is_bold)) or 1


def broken(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that surely fit the room; a mark stays with what it follows, numbers and words stay whole."""
    found, line, used = [], "", 0.0
    for unit in UNIT.findall(text):
        width = width_of(line[-1:] + unit, size, bold=bold) - width_of(line[-1:], size, bold=bold)
        if line and used + width > room:
            found.append(line)
            line, used, width = "", 0.0, width_of(unit, size, bold=bold)
        line, used = line + unit, used + width
    return [*found, line] if line else found


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line at most: in any face, and with the gap that some programs set between ideographs and letters."""
    return print_type.width(text, size, bold=bold) / SLACK + AUTOSPACE * size * len(MIXED.findall(text))


def height_of(paragraphs: Sequence[Paragraph], room: float) -> float:
    """Height of the paragraphs in a room."""
    return sum(one.leading * lines_of(one, room) for one in paragraphs)


def emu(points: float) -> int:
    """Points in the unit of Office files."""
    return round(points * 12700)


def spans(numbers: Sequence[int]) -> str:
    """Numbers in words: 1–3、7."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return "、".join(f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in found)


def shortened(text: str) -> str:
    """The text, cut where it would fill a slide by itself."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + print_type.ELLIPSIS
