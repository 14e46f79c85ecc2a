"""DOCX: paragraphs and tables in the order of the document, as printed with all changes accepted.

Read from the XML itself, since the numbers of lists, tracked changes and notes are what libraries leave out. Macros,
embedded objects and whatever the file points to outside itself are never touched.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from loaders.intake.archive import Archive, damaged
from loaders.intake.cleaning import cleaned
from loaders.intake.extract import Extract, Note, noted
from loaders.intake.grids import Cell, Row, table_lines
from loaders.intake.kinds import WORD_DOCUMENT
from loaders.intake.limits import Limits, check_length, too_many_cells
from loaders.intake.word_numbers import Numbering, W, attribute

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What holds words that are no part of the running text.
LEFT_OUT = {
    f"{W}del": "deleted",
    f"{W}moveFrom": "deleted",
    f"{W}txbxContent": "boxes",
    f"{W}object": "objects",
    f"{W}altChunk": "objects",
    f"{W}rt": "",
    f"{W}instrText": "",
    f"{W}delText": "",
    f"{W}pPr": "",
    f"{W}rPr": "",
    f"{MC}Fallback": "",
}
SENTENCES = {
    "deleted": "{count} tracked deletions were left out; insertions were kept.",
    "boxes": "{count} text boxes were left out. If they hold plan text, move it into the paragraphs.",
    "objects": "{count} embedded objects were left out.",
    "hidden": "{count} pieces of hidden text were left out.",
    "contents": "{count} lines of the table of contents were left out.",
    "furniture": "Headers and footers were left out.",
    "numbers": "{count} automatic numbers were written out.",
    "footnotes": "{count} footnotes were put at the end.",
}
CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
NOTES_HEADING = "备注："
OFF = ("0", "false", "off")


@dataclass(slots=True)
class _Reader:
    """What is known while a document is read."""

    numbering: Numbering
    footnotes: dict[str, Element]
    limits: Limits
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    cells: int = 0

    def lines(self, holder: Element) -> Iterator[str]:
        """The lines of the paragraphs and tables in an element."""
        open_line = ""
        for block in _blocks(holder, self.counts):
            if block.tag == f"{W}tbl":
                yield from table_lines(self._rows(block), self.notes)
                continue
            words = self._paragraph(block)
            if _mark_deleted(block):
                open_line += words
                continue
            yield from (open_line + words).split("\n")
            open_line = ""
        if open_line:
            yield open_line

    def _paragraph(self, paragraph: Element) -> str:
        chain = self.numbering.style_chain(paragraph)
        label = self.numbering.label(paragraph)
        words = self._words(paragraph)
        if any(CONTENTS_STYLE.match(attribute(style.find(f"{W}name"))) for style in chain):
            self.counts["contents"] += 1
            return ""
        if not words.strip():
            return ""
        self.counts["numbers"] += bool(label)
        return label + (words.lstrip() if label else words)

    def _words(self, element: Element) -> str:
        """The words inside an element, without what is left out; a stack, since nesting is the author's choice."""
        found: list[str] = []
        stack = [element]
        while stack:
            one = stack.pop()
            if one.tag in LEFT_OUT and one is not element:
                self._count(LEFT_OUT[one.tag])
                continue
            if one.tag in (f"{W}t", f"{M}t"):
                found.append(one.text or "")
            elif one.tag in CHARACTERS:
                found.append(CHARACTERS[one.tag])
            elif one.tag == f"{W}sym":
                found.append(_symbol(attribute(one, "char")))
            elif one.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._cite(one)
            elif one.tag == f"{W}r" and _is_hidden(one):
                self.counts["hidden"] += 1
            else:
                stack.extend(reversed(one))
        return "".join(found)

    def _count(self, code: str) -> None:
        if code:
            self.counts[code] += 1

    def _cite(self, reference: Element) -> None:
        kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
        note = self.footnotes.get(f"{kind} {attribute(reference, 'id')}")
        words = "" if note is None else " ".join(self._words(one).strip() for one in note.iter(f"{W}p")).strip()
        if words:
            self.cited.append(words)

    def _rows(self, table: Element) -> list[Row]:
        """The rows of a table; a cell that spans rows or columns is in each of its places."""
        rows: list[Row] = []
        for line in _children(table, "tr"):
            if line.find(f"{W}trPr/{W}del") is not None:
                self.counts["deleted"] += 1
                continue
            before = _integer(attribute(line.find(f"{W}trPr/{W}gridBefore")))
            row = [Cell("", (len(rows), -1))] * before
            for cell in _children(line, "tc"):
                row += self._places(cell, (len(rows), len(row)), rows[-1] if rows else ())
            rows.append(tuple(row))
        return rows

    def _places(self, cell: Element, origin: tuple[int, int], above: Row) -> list[Cell]:
        properties = cell.find(f"{W}tcPr")
        span = max(1, _integer(attribute(None if properties is None else properties.find(f"{W}gridSpan"))))
        self.cells += span
        if self.cells > self.limits.cells:
            raise too_many_cells(self.limits)
        merge = None if properties is None else properties.find(f"{W}vMerge")
        if merge is not None and attribute(merge) != "restart" and origin[1] < len(above):
            return [above[origin[1]]] * span
        words = "\n".join(line.strip() for line in self.lines(cell) if line.strip())
        return [Cell(words, origin)] * span


def read_word(content: bytes, limits: Limits) -> Extract:
    """The text of a DOCX file.

    Raises
    ------
    IntakeError
        If it is damaged, locked, hostile or too large.
    """
    archive = Archive(content, limits)
    root = archive.xml(min(filter(WORD_DOCUMENT.fullmatch, archive.names())))
    body = root.find(f"{W}body")
    if body is None:
        raise damaged("docx")
    reader = _Reader(
        Numbering(_optional(archive, "word/numbering.xml"), _optional(archive, "word/styles.xml")),
        _footnotes(archive),
        limits,
    )
    lines = list(reader.lines(body))
    if reader.cited:
        lines += [NOTES_HEADING, *(f"{number}.{words}" for number, words in enumerate(reader.cited, start=1))]
    reader.counts["footnotes"] = len(reader.cited)
    reader.counts["furniture"] = any(name.startswith(("word/header", "word/footer")) for name in archive.names())
    notes = list(dict.fromkeys(reader.notes))
    if any("vbaProject" in name for name in archive.names()):
        notes.append(Note("macros", "This file holds macros. They were neither run nor kept."))
    for code, sentence in SENTENCES.items():
        noted(notes, code, reader.counts[code], sentence)
    check_length(text := "\n".join(lines), limits)
    return Extract(cleaned(text, notes), "docx", tuple(notes))


def _optional(archive: Archive, name: str) -> Element | None:
    return archive.xml(name) if name in archive else None


def _footnotes(archive: Archive) -> dict[str, Element]:
    found = {}
    for kind in ("footnote", "endnote"):
        root = _optional(archive, f"word/{kind}s.xml")
        if root is not None:
            found.update({f"{kind} {attribute(one, 'id')}": one for one in root.findall(f"{W}{kind}")})
    return found


def _blocks(holder: Element, counts: Counter[str]) -> Iterator[Element]:
    """Paragraphs and tables right inside an element, through the wrappers between."""
    stack = list(reversed(holder))
    while stack:
        one = stack.pop()
        if one.tag in (f"{W}p", f"{W}tbl"):
            yield one
        elif one.tag in LEFT_OUT:
            code = LEFT_OUT[one.tag]
            counts[code] += bool(code)
        elif isinstance(one.tag, str):
            stack.extend(reversed(one))


def _children(element: Element, tag: str) -> Iterator[Element]:
    """Rows or cells of a table, through content controls and tracked insertions but not into tables inside."""
    stack = list(reversed(element))
    while stack:
        one = stack.pop()
        if one.tag == f"{W}{tag}":
            yield one
        elif one.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            stack.extend(reversed(one))


def _mark_deleted(paragraph: Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and attribute(hidden) not in OFF


def _symbol(code: str) -> str:
    is_code = len(code) == 4 and all(one in "0123456789abcdefABCDEF" for one in code)
    return chr(int(code, 16)) if is_code else ""


def _integer(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) < 4 else 0
