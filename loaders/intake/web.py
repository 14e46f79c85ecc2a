"""Saved web pages: the article with its tables, without what the site puts around it.

The article is the smallest part of the page that holds nearly all of its running text, so that no list of site names or
class names is needed. Scripts never run, nothing is fetched.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError

from lxml import etree
from lxml.etree import _Element as Element

from loaders.intake.cleaning import cleaned
from loaders.intake.encodings import decode
from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract, Note, noted
from loaders.intake.grids import Cell, Row, table_lines
from loaders.intake.limits import Limits, check_length, too_many_cells
from loaders.reading.characters import standard
from loaders.reading.furniture import FOOTER, KEEPER, LONGEST_FURNITURE, is_page_line, page_lines
from loaders.reading.metadata import STATED_DATE, STATED_ISSUER, STATED_NUMBER, STATED_TITLE

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
HEAD_BYTES = 4096
# fmt: off
NEVER_TEXT = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math",
    "canvas", "audio", "video", "form", "select", "button", "input", "textarea", "nav", "footer",
    "aside", "menu", "dialog", "head",
))
BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "ucapcontent",
))
# fmt: on
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
TITLE_NAMES = ("ArticleTitle", "og:title", "title")
# Marks of running text; links of a page have none.
PROSE = re.compile("[，。；：、（]")
LEAST_PROSE = 12  # characters of a run that counts as text of the article
SHARE_OF_PROSE = 0.9
FEWEST_COLUMNS = 3
WIDEST_SPAN = 100
LONGEST_TITLE, TITLE_WITHIN = 120, 30
BLANKS = re.compile(r"[ \t\r\n\f]+")  # wide blanks mean something


def read_web(content: bytes, limits: Limits) -> Extract:
    """The article of an HTML or MHTML page.

    Raises
    ------
    IntakeError
        If there is none, or it is too long.
    """
    notes: list[Note] = []
    content = _unpacked(content)
    declared = CHARSET.search(content[:HEAD_BYTES])
    text = decode(content, notes, declared=declared[1].decode("ascii") if declared else "").text
    notes = [note for note in notes if note.code != "encoding"]
    check_length(text, limits)
    root = _parsed(text)
    title = _title(root)
    _strip(root)
    article = _article(root)
    lines = list(_Lines(limits, notes).of(article))
    outside = _register(root, article)
    kept = _without_furniture([line for line in lines if line.strip()])
    noted(notes, "furniture", len(lines) - len(kept), "{count} lines of the web page around the plan were left out.")
    if title and standard(title) not in "".join("".join(standard(line).split()) for line in kept[:TITLE_WITHIN]):
        kept.insert(0, title)
    plan = cleaned("\n".join(kept), notes)
    return Extract(plan, "html", tuple(dict.fromkeys(notes)), head="\n".join(outside))


def _unpacked(content: bytes) -> bytes:
    """The page inside an MHTML file; other content as it is."""
    head = content[:HEAD_BYTES].lower()
    if b"mime-version:" not in head or b"multipart/related" not in head:
        return content
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
        payload = pages[0].get_payload(decode=True) if pages else None
    except (MessageError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise _no_article() from error
    if not isinstance(payload, bytes):
        raise _no_article()
    return payload


def _no_article() -> IntakeError:
    return IntakeError(
        "no_article",
        "This web page holds no text of a plan; it may load it with a script. Copy the text into a document and import"
        " that.",
    )


def _parsed(text: str) -> Element:
    parser = etree.HTMLParser(
        recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _no_article() from error
    if root is None:
        raise _no_article()
    return root


def _title(root: Element) -> str:
    """The title of the article as the page states it for machines, else its only main heading."""
    stated = {str(one.get("name") or one.get("property")): str(one.get("content") or "") for one in root.iter("meta")}
    headings = ["".join(one.itertext()) for one in root.iter("h1")]
    found = next((stated[name] for name in TITLE_NAMES if stated.get(name)), headings[0] if len(headings) == 1 else "")
    title = "".join(found.split())
    return title if len(title) <= LONGEST_TITLE else ""


def _strip(root: Element) -> None:
    """Take away what is never text, and what the page hides."""
    for one in list(root.iter()):
        if not isinstance(one.tag, str):
            continue
        is_hidden = one.get("hidden") is not None or HIDDEN.search(str(one.get("style") or ""))
        if (one.tag in NEVER_TEXT or is_hidden) and one.getparent() is not None and not _holds_article(one):
            tail = one.tail or ""
            one.clear()
            one.tag, one.tail = "span", tail


def _holds_article(element: Element) -> bool:
    """Whether a form holds the whole page, as on sites made with ASP.NET."""
    return element.tag == "form" and element.find(".//p") is not None


def _article(root: Element) -> Element:
    """The smallest element with nearly all running text outside of links."""
    amounts: dict[Element, int] = {}
    in_tables = {one for table in root.iter("table") if _is_list(table) for one in table.iter()}
    for one in reversed(list(root.iter())):
        words = [one.text, *(child.tail for child in one)]
        own = sum(len(piece or "") if one in in_tables else _prose(piece, one) for piece in words)
        amounts[one] = own + sum(amounts.get(child, 0) for child in one)
    total = amounts[root]
    if not total:
        return root
    article = root
    while True:
        best = max(article, key=lambda child: amounts.get(child, 0), default=None)
        if best is None or amounts.get(best, 0) < SHARE_OF_PROSE * total or best.tag == "p" or best in in_tables:
            return article
        article = best


def _prose(words: str | None, holder: Element) -> int:
    """How many characters of running text a piece of text has, none in a link."""
    if not words or holder.tag == "a" or len(words) < LEAST_PROSE or not PROSE.search(words):
        return 0
    words = standard(words.strip())
    is_furniture = len(words) <= LONGEST_FURNITURE and (
        is_page_line(words) or FOOTER.search(words) or KEEPER.search(words)
    )
    return 0 if is_furniture else len(words)


class _Lines:
    """The lines of a part of the page."""

    def __init__(self, limits: Limits, notes: list[Note]) -> None:
        self._limits = limits
        self._notes = notes
        self._cells = 0

    def of(self, holder: Element) -> Iterator[str]:
        """Paragraphs and table rows inside an element, without recursion into its depths."""
        words: list[str] = []
        stack: list[Element | str] = [*self._contents(holder)]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                words.append(one if one == "\n" else BLANKS.sub(" ", one))
            elif one.tag == "br":
                words.append("\n")
            elif one.tag == "table" and not _is_frame(one):
                yield from _split("".join(words))
                words = []
                yield from table_lines(self._rows(one), self._notes)
            elif one.tag in BLOCKS:
                stack += ["\n", *self._contents(one), "\n"]
            else:
                stack += self._contents(one)
        yield from _split("".join(words))

    def _contents(self, element: Element) -> list[Element | str]:
        """Text and children of an element, last first."""
        found: list[Element | str] = []
        for child in reversed(element):
            found.append(child.tail or "")
            found.append(child)
        found.append(element.text or "")
        return found

    def _rows(self, table: Element) -> list[Row]:
        open_cells: dict[int, tuple[Cell, int]] = {}
        rows: list[Row] = []
        for line in table.iter("tr"):
            if next(line.iterancestors("table"), None) is not table:
                continue
            row: list[Cell] = []
            for cell in (one for one in line if one.tag in ("td", "th")):
                self._carry(row, open_cells)
                words = "\n".join(filter(None, (part.strip() for part in self.of(cell))))
                made, span = Cell(words, (len(rows), len(row))), _span(cell, "rowspan")
                for _ in range(_span(cell, "colspan")):
                    if span > 1:
                        open_cells[len(row)] = (made, span)
                    row.append(made)
            self._carry(row, open_cells)
            self._cells += len(row)
            if self._cells > self._limits.cells:
                raise too_many_cells(self._limits)
            open_cells = {place: (cell, left - 1) for place, (cell, left) in open_cells.items() if left > 1}
            rows.append(tuple(row))
        return rows

    def _carry(self, row: list[Cell], open_cells: dict[int, tuple[Cell, int]]) -> None:
        """Fill the places that cells from above still span."""
        while len(row) in open_cells and open_cells[len(row)][0].origin[0] >= 0:
            cell, _ = open_cells[len(row)]
            row.append(cell)


def _split(words: str) -> list[str]:
    return [line.strip() for line in words.split("\n") if line.strip()]


def _span(cell: Element, name: str) -> int:
    words = str(cell.get(name) or "1").strip()
    return min(max(1, int(words)), WIDEST_SPAN) if words.isdecimal() and len(words) < 6 else 1


def _is_frame(table: Element) -> bool:
    """Whether a table only frames the page: one cell a row, or tables inside."""
    if table.find(".//table") is not None:
        return True
    return all(sum(one.tag in ("td", "th") for one in line) <= 1 for line in table.iter("tr"))


def _is_list(table: Element) -> bool:
    """Whether a table is one of data, whose cells are short."""
    rows = [sum(one.tag in ("td", "th") for one in line) for line in table.iter("tr")]
    return not _is_frame(table) and sum(cells >= FEWEST_COLUMNS for cells in rows) * 2 >= max(1, len(rows))


def _register(root: Element, article: Element) -> list[str]:
    """Lines outside the article that state its title, number, date or issuer."""
    inside = set(article.iter())
    found = []
    for one in root.iter("tr", "li", "p", "div", "td", "span"):
        if one in inside or len(one) > 12:
            continue
        words = " ".join("".join(one.itertext()).split())
        known = standard(words)
        if len(words) <= LONGEST_TITLE and any(
            pattern.search(known) for pattern in (STATED_TITLE, STATED_NUMBER, STATED_DATE, STATED_ISSUER)
        ):
            found.append(words)
    return list(dict.fromkeys(found))


def _without_furniture(lines: list[str]) -> list[str]:
    furniture = page_lines([standard(line) for line in lines])
    return [line for line, is_furniture in zip(lines, furniture, strict=True) if not is_furniture]
