"""A briefing as a Word document: a chapter per scope with its map, the table of projects, the tasks and the sources.

`word_book` puts the parts together, `word_parts` makes tables and tasks, `word_marks` the XML, `word_styles` its looks.
"""

from collections.abc import Sequence
from dataclasses import replace

from geo.print_records import Paper
from loaders.archives import undated
from loaders.briefs import naming
from loaders.briefs.content import Brief, brief
from loaders.briefs.options import BriefOptions, silent
from loaders.briefs.pictures import picture
from loaders.briefs.sheets import map_sheet
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.progress import Report

LEAST_DPI = 200
MOST_NUMBERED = 118  # projects that a map of this size numbers
NUMBERED, COUNTED = "(图上数字为项目清单的序号)", "(图上数字为项目数,逐项见项目清单)"


def docx(catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, progress: Report = silent) -> bytes:
    """Every scope as a chapter of one document; before several of them a cover with contents."""
    from loaders.briefs.word_book import Book, room_of_map  # python-docx, for those only who want a document

    briefs = [brief(catalog, scope) for scope in scopes]
    book = Book(naming.short_title(catalog, scopes), briefs, options)
    for done, (scope, told) in enumerate(zip(scopes, briefs, strict=True), start=1):
        drawn = replace(scope, map_only=True, paper=Paper("word", *room_of_map(told), 1.0, MOST_NUMBERED))
        shown = picture(catalog, drawn, "png", dpi=max(options.dpi, LEAST_DPI))
        book.add(shown, naming.short_title(catalog, [scope]), _caption(catalog, drawn, told))
        progress(told.title, done / len(scopes))
    return undated(book.saved())


def _caption(catalog: Catalog, drawn: MapScope, told: Brief) -> str:
    """What the numbers on the map are."""
    is_numbered = any(row.mark for group in map_sheet(catalog, drawn).groups for row in group.rows)
    return (NUMBERED if is_numbered else COUNTED) if told.groups else ""
