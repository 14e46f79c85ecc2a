"""Marks of WordprocessingML: paragraphs, runs, fields, links and tables as elements that python-docx takes."""

import re
from collections.abc import Iterable, Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from loaders.typography import chinese, legal

BLANKS = re.compile("[ \t\r\n\u2028\u2029]+")  # others, wide or unbreakable, are meant


def mark(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """An element of the `w` namespace; what is None is left out."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def run(text: str, *, style: str = "", colour: str = "", verbatim: bool = False) -> Element:
    """Words on one line in a character style; unless `verbatim`, with the marks of Chinese print."""
    told = mark("t")
    told.text = BLANKS.sub(" ", legal(text) if verbatim else chinese(legal(text)))
    told.set(qn("xml:space"), "preserve")
    properties = [mark("rStyle", val=style)] if style else []
    properties += [mark("color", val=colour.removeprefix("#"))] if colour else []
    return mark("r", mark("rPr", *properties) if properties else None, told)


def field(instruction: str, shown: str) -> Element:
    """A field with the result that stands there until a program counts anew."""
    return mark("fldSimple", run(shown), instr=f" {instruction} ")


def tab() -> Element:
    """A jump to the next tab stop."""
    return mark("r", mark("tab"))


def paragraph(style: str, *content: Element, keep_next: bool = False) -> Element:
    """A paragraph in a style; with `keep_next` on the page of what follows."""
    return mark("p", mark("pPr", mark("pStyle", val=style), mark("keepNext") if keep_next else None), *content)


def bookmarked(name: str, number: int, *content: Element) -> list[Element]:
    """Content that a link can lead to; `number` is the bookmark's own in the document."""
    return [mark("bookmarkStart", id=number, name=name), *content, mark("bookmarkEnd", id=number)]


def cell(width: int, *paragraphs: Element, span: int = 1, fill: str = "") -> Element:
    """A cell `width` twips wide over `span` columns, filled with a colour."""
    shade = mark("shd", val="clear", color="auto", fill=fill.removeprefix("#")) if fill else None
    spanned = mark("gridSpan", val=span) if span > 1 else None
    properties = mark("tcPr", mark("tcW", w=width, type="dxa"), spanned, shade, mark("vAlign", val="center"))
    return mark("tc", properties, *paragraphs)


def row(cells: Iterable[Element], *, is_head: bool = False) -> Element:
    """A row that no page break splits; the head stands on every page."""
    return mark("tr", mark("trPr", mark("cantSplit"), mark("tblHeader") if is_head else None), *cells)


def table(widths: Sequence[int], rows: Iterable[Element], *, title: str) -> Element:
    """A table with columns of fixed widths in twips; `title` is what a screen reader says of it."""
    properties = mark(
        "tblPr",
        mark("tblStyle", val="TableGrid"),
        mark("tblW", w=sum(widths), type="dxa"),
        mark("jc", val="center"),
        mark("tblLayout", type="fixed"),
        mark("tblLook", val="0420", firstRow=1, noVBand=1),
        mark("tblCaption", val=legal(title)),
    )
    return mark("tbl", properties, mark("tblGrid", *(mark("gridCol", w=width) for width in widths)), *rows)
