"""PDF with a text layer: paragraphs and ruled tables in reading order, without heads, feet and page numbers."""

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from loaders.intake.archive import damaged, locked
from loaders.intake.cleaning import cleaned
from loaders.intake.errors import IntakeError
from loaders.intake.extract import Extract, Note, noted
from loaders.intake.grids import table_lines
from loaders.intake.limits import Limits, check_length, too_many_cells
from loaders.intake.pdf_ink import Ink, ink_of
from loaders.intake.pdf_lines import Column, Line, columns_of, lines_of, paragraphs, without_edges
from loaders.intake.pdf_rows import texts_of
from loaders.intake.pdf_tables import Table, appended, continued, tables_of

FEWEST_GLYPHS = 10  # fewer on a page with a picture make it a scanned page
MOST_UNREADABLE = 0.3
PRIVATE = range(0xE000, 0xF8FF + 1)
Piece = Line | Table


def read_pdf(content: bytes, limits: Limits) -> Extract:
    """The text of a PDF file.

    Raises
    ------
    IntakeError
        If it is damaged, locked, a scan, or too large.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise (locked() if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else damaged("pdf")) from error
    try:
        inks = list(_inks(document, limits))
    except (pdfium.PdfiumError, OverflowError, ValueError) as error:
        if isinstance(error, IntakeError):
            raise
        raise damaged("pdf") from error
    finally:
        document.close()
    notes: list[Note] = []
    _check_readable(inks, notes)
    lines = _lines(inks, limits, notes)
    text = cleaned("\n".join(lines), notes)
    return Extract(text, "pdf", tuple(dict.fromkeys(notes)), pages=len(inks))


def _inks(document: pdfium.PdfDocument, limits: Limits) -> Iterator[Ink]:
    if len(document) > limits.pages:
        raise IntakeError("pages", f"This PDF has more than {limits.pages:,} pages. Import only the pages of the plan.")
    glyphs = 0
    for number in range(len(document)):
        page = document[number]
        try:
            ink = ink_of(page)
        finally:
            page.close()
        glyphs += len(ink.glyphs)
        if glyphs > limits.characters:
            raise IntakeError(
                "characters",
                f"This PDF holds more than {limits.characters:,} characters. Import only the pages of the plan.",
            )
        yield ink


def _check_readable(inks: Sequence[Ink], notes: list[Note]) -> None:
    counts = [sum(not glyph.text.isspace() for glyph in ink.glyphs) for ink in inks]
    without = [ink for ink, count in zip(inks, counts, strict=True) if count < FEWEST_GLYPHS and ink.pictures]
    if not sum(counts) or (2 * len(without) > len(inks) and sum(counts) < FEWEST_GLYPHS * len(inks)):
        raise IntakeError(
            "scan",
            "This PDF is a scan without text; run OCR (e.g. WPS/Acrobat 文字识别) and import the result.",
        )
    unreadable = sum(
        ord(glyph.text) in PRIVATE or glyph.text == "\ufffd" or ord(glyph.text) >= 0xF0000
        for ink in inks
        for glyph in ink.glyphs
    )
    if unreadable > MOST_UNREADABLE * sum(counts):
        raise IntakeError(
            "unmapped",
            "The fonts of this PDF do not tell its characters; run OCR (e.g. WPS/Acrobat 文字识别) first.",
        )
    noted(notes, "scanned_pages", len(without), "{count} pages are pictures without text and were left out.")


def _lines(inks: Sequence[Ink], limits: Limits, notes: list[Note]) -> list[str]:
    tables: list[list[Table]] = []
    pages: list[list[Line]] = []
    cells = 0
    for number, ink in enumerate(inks):
        found, glyphs = tables_of(ink)
        cells += sum(len(row) for table in found for row in table.rows)
        if cells > limits.cells:
            raise too_many_cells(limits)
        tables.append(found)
        pages.append(lines_of(glyphs, number))
    kept, gone = without_edges(pages, [ink.height for ink in inks])
    noted(notes, "page_furniture", gone, "{count} page numbers, running heads and feet were left out.")
    columns = columns_of(kept, [(ink.width, ink.height) for ink in inks])
    text = list(_told(_pieces(kept, tables), columns, notes))
    check_length("\n".join(text), limits)
    return text


def _pieces(pages: Sequence[Sequence[Line]], tables: Sequence[Sequence[Table]]) -> list[Piece]:
    """Lines and tables in the order of reading, tables that go on over pages as one."""
    found: list[Piece] = []
    for lines, own in zip(pages, tables, strict=True):
        pieces: list[Piece] = sorted(
            [*lines, *own], key=lambda piece: -(piece.top if isinstance(piece, Table) else piece.base)
        )
        first = pieces[0] if pieces else None
        last = found[-1] if found else None
        if isinstance(first, Table) and isinstance(last, Table) and continued(last, first):
            found[-1] = appended(last, first)
            pieces = pieces[1:]
        found += pieces
    return found


def _told(pieces: Sequence[Piece], columns: Sequence[Column], notes: list[Note]) -> Iterator[str]:
    """The pieces as lines of the text."""
    running: list[Line] = []
    for piece in pieces:
        if isinstance(piece, Table):
            yield from texts_of(paragraphs(running, columns))
            running = []
            yield from table_lines(piece.rows, notes)
        else:
            running.append(piece)
    yield from texts_of(paragraphs(running, columns))
