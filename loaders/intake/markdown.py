"""Plain text and Markdown."""

import re

from loaders.intake.cleaning import cleaned, decoded
from loaders.intake.extract import Extract, Note
from loaders.intake.grids import rows_of, table_lines
from loaders.intake.limits import Limits

COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
FRONT_MATTER = re.compile(r"\A---\n(?:[^\n]*\n){0,60}?(?:---|\.\.\.)\n")
FENCE = re.compile(r"^ {0,3}(?:```|~~~).*$", re.MULTILINE)
RULE = re.compile(r"^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,}|=+)$", re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}(?=[ \t])[^\n]*", re.MULTILINE)
QUOTE = re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE)
BULLET = re.compile(r"^( *)[-*+] +(?!\d+ +-)(?:\[[ xX]\] +)?", re.MULTILINE)
IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)")
LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)")
TAG = re.compile(r"</?(?:a|b|i|u|br|p|div|span|font|strong|em|center|sub|sup)(?:\s[^<>\n]*)?/?>", re.IGNORECASE)
STRONG = re.compile(r"(\*\*\*|\*\*|__|~~|`)(?=\S)([^\n]{0,500}?\S)\1")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{0,500}[^\s*])\*(?!\w)", re.ASCII)
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
TABLE_ROW = re.compile(r"^ {0,3}\|.*\|\s*$")
DELIMITER_ROW = re.compile(r"^[\s|:\-]+$")
CELL_END = re.compile(r"(?<!\\)\|")


def read_plain(content: bytes, limits: Limits) -> Extract:
    """A text file.

    Raises
    ------
    IntakeError
        If it is no text or too long.
    """
    notes: list[Note] = []
    text = decoded(content, notes, limits)
    return Extract(text, "txt", tuple(notes))


def read_markdown(content: bytes, limits: Limits) -> Extract:
    """A Markdown file without its markup.

    Raises
    ------
    IntakeError
        If it is no text or too long.
    """
    notes: list[Note] = []
    text = decoded(content, notes, limits)
    for pattern, kept in (
        (FRONT_MATTER, ""),
        (COMMENT, ""),
        (FENCE, ""),
        (QUOTE, ""),
        (RULE, ""),
        (BULLET, r"\1● "),
        (IMAGE, ""),
        (LINK, r"\1"),
        (TAG, ""),
    ):
        text = pattern.sub(kept, text)
    text = HEADING.sub(lambda match: match.group().strip(" \t#"), text)
    lines = _with_tables(text.split("\n"), notes)
    plain = ESCAPED.sub(r"\1", EMPHASIS.sub(r"\1", STRONG.sub(r"\2", "\n".join(lines))))
    return Extract(cleaned(plain, []), "md", tuple(notes))


def _with_tables(lines: list[str], notes: list[Note]) -> list[str]:
    """The lines with those of tables as rows."""
    found: list[str] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if TABLE_ROW.match(line):
            if not DELIMITER_ROW.match(line):
                rows.append([cell.strip() for cell in CELL_END.split(line.strip().strip("|"))])
            continue
        if rows:
            found += table_lines(rows_of(rows), notes)
            rows = []
        found.append(line)
    return found[:-1]
