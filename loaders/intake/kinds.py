"""What a file is, told by its bytes; its name only tells Markdown and CSV from other text."""

import re
from collections.abc import Mapping

from loaders.intake.archive import Archive, locked
from loaders.intake.errors import IntakeError
from loaders.intake.limits import Limits
from loaders.intake.names import ending

ARCHIVE_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_MARK, PDF_WITHIN = b"%PDF-", 1024
MARKUP = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|multipart/related", re.IGNORECASE)
MARKUP_WITHIN = 4096
WORD_DOCUMENT = re.compile(r"word/document\d?\.xml")  # Word on the web counts its own
OFFICE_XML = re.compile(rb"<\?mso-application|schemas\.microsoft\.com/office/(?:word|excel)/200[36]|<office:document")
TEXT_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("md", "markdown", "mdown"), "md"),
    **dict.fromkeys(("csv", "tsv"), "csv"),
}
SAVE_AS_DOCX = "Open it in WPS or Word, choose 另存为 DOCX and import the result."
SAVE_AS_XLSX = "Open it in WPS or Excel, choose 另存为 XLSX and import the result."
RECOGNISE = "Run OCR on it (文字识别 in WPS or Acrobat), save the text as DOCX and import that."
# First bytes of files that are no documents with text, with what to do instead.
OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "image", f"This is a picture. {RECOGNISE}"),
    (b"\xff\xd8\xff", "image", f"This is a picture. {RECOGNISE}"),
    (b"GIF8", "image", f"This is a picture. {RECOGNISE}"),
    (b"BM", "image", f"This is a picture. {RECOGNISE}"),
    (b"II*\0", "image", f"This is a picture. {RECOGNISE}"),
    (b"MM\0*", "image", f"This is a picture. {RECOGNISE}"),
    (b"RIFF", "media", "This is a sound, film or picture, no document. Import the document of the plan."),
    (b"{\\rtf", "rtf", f"This is an RTF file. {SAVE_AS_DOCX}"),
    (b"Rar!", "packed", "This is a packed folder. Unpack it and import the documents in it."),
    (b"7z\xbc\xaf\x27\x1c", "packed", "This is a packed folder. Unpack it and import the documents in it."),
    (b"\x1f\x8b", "packed", "This is a packed file. Unpack it and import the document in it."),
    (b"BZh", "packed", "This is a packed file. Unpack it and import the document in it."),
    (b"\xfd7zXZ", "packed", "This is a packed file. Unpack it and import the document in it."),
    (b"MZ", "program", "This is a program, no document, and was not opened. Import the document of the plan."),
    (b"\x7fELF", "program", "This is a program, no document, and was not opened. Import the document of the plan."),
    (b"%!PS", "postscript", f"This is a PostScript file. Print it to PDF, or: {SAVE_AS_DOCX}"),
    (b"SQLite format 3", "database", "This is a database, no document. Import the document of the plan."),
)
WIDE = "utf-16-le"
BINARY_WORKBOOK = "xl/workbook.bin"


def kind_of(name: str, content: bytes, limits: Limits) -> str:
    """The kind of a file that can be read: txt, md, csv, docx, xlsx, pdf or html.

    Raises
    ------
    IntakeError
        If it is something else, with what to do about it.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise IntakeError("empty", "This file is empty. Check that it was saved, and import it again.")
    if content.startswith(ARCHIVE_MARKS):
        return _archived(content, limits)
    if content.startswith(COMPOUND):
        raise _compound(content)
    if PDF_MARK in content[:PDF_WITHIN]:
        return "pdf"
    for mark, code, sentence in OTHERS:
        if content.startswith(mark) and not _is_text(content):
            raise IntakeError(code, sentence)
    head = content[:MARKUP_WITHIN].replace(b"\0", b"")
    if OFFICE_XML.search(head) and not MARKUP.search(head):
        raise IntakeError("old_office", f"This is an XML file of an old office program. {SAVE_AS_DOCX}")
    if MARKUP.search(head):
        return "html"
    return TEXT_KINDS.get(ending(name), "txt")


def _is_text(content: bytes) -> bool:
    """Whether bytes that begin like a program or picture are a text after all (BM and MZ are letters)."""
    return not content.startswith((b"{\\rtf", b"%!PS")) and not any(byte < 9 for byte in content[:MARKUP_WITHIN])


def _archived(content: bytes, limits: Limits) -> str:
    archive = Archive(content, limits)
    names = archive.names()
    if any(map(WORD_DOCUMENT.fullmatch, names)):
        return "docx"
    if "xl/workbook.xml" in archive:
        return "xlsx"
    if BINARY_WORKBOOK in archive:
        raise IntakeError("old_office", f"This is a binary workbook (XLSB). {SAVE_AS_XLSX}")
    if "ppt/presentation.xml" in archive:
        raise IntakeError("slides", "These are slides. Import the document of the plan, or its text as DOCX.")
    if "OFD.xml" in archive:
        raise IntakeError(
            "ofd",
            "This is an OFD file. Open it in an OFD reader or WPS, export it as PDF or DOCX and import the result.",
        )
    if "mimetype" in archive and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        raise IntakeError("odf", f"This is an OpenDocument file. {SAVE_AS_DOCX}")
    if "content.xml" in archive and any(name.startswith("META-INF/") for name in names):
        raise IntakeError("odf", f"This is an OpenDocument file. {SAVE_AS_DOCX}")
    raise IntakeError("packed", "This is a packed folder. Unpack it and import the documents in it.")


def _compound(content: bytes) -> IntakeError:
    """The error for a compound file: a locked document, or one of an old office program."""
    if "EncryptedPackage".encode(WIDE) in content:
        return locked()
    if "WordDocument".encode(WIDE) in content:
        return IntakeError("old_office", f"This is a DOC or WPS file of an old office program. {SAVE_AS_DOCX}")
    if "Workbook".encode(WIDE) in content or "Book".encode(WIDE) in content:
        return IntakeError("old_office", f"This is an XLS or ET file of an old office program. {SAVE_AS_XLSX}")
    return IntakeError("old_office", f"This is a file of an old office program (DOC, WPS, XLS, PPT). {SAVE_AS_DOCX}")
