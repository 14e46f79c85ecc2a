"""Briefings as PPTX: for each scope a map slide, then its projects and tasks as native tables; an atlas has contents.

`slide_theme` makes the empty presentation, `slide_map` and `slide_lists` its slides out of `slide_shapes`,
`slide_tables` and `slide_text`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loaders.briefs.content import Brief, brief
from loaders.briefs.options import BriefOptions, silent
from loaders.briefs.sheets import map_sheet
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.progress import Report

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WITHOUT_CONTENTS = 2  # scopes that need no table of contents


def pptx(catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, progress: Report = silent) -> bytes:
    """The scopes, one after the other, as slides.

    Raises
    ------
    LoaderError
        If there is no such paper, plan or county.
    PictureError
        If there is no such resolution.
    """
    from loaders.briefs import slide_lists, slide_shapes, slide_theme  # python-pptx: nobody else pays for it

    deck = slide_theme.empty_deck()
    contents = slide_lists.Contents(deck, len(scopes)) if len(scopes) > WITHOUT_CONTENTS else None
    titles = []
    for done, scope in enumerate(scopes, start=1):
        told = brief(catalog, scope)
        number = len(deck.slides) + 1
        slide = _add_scope(deck, catalog, told, options)
        if contents:
            contents.note(told, slide, number)
        titles.append(told.title)
        progress(told.title, done / len(scopes))
    if contents:
        contents.fill()
    for number, slide in enumerate(deck.slides, start=1):
        slide_shapes.add_number(slide, number)
    return slide_theme.saved(deck, title=titles[0])


def _add_scope(deck: "Presentation", catalog: Catalog, told: Brief, options: BriefOptions) -> "Slide":
    """The slides of a scope; its first one."""
    from loaders.briefs import slide_lists, slide_map

    listing = slide_lists.project_listing(told)
    first = len(deck.slides) + 2
    last = first + len(listing.pages) - 1
    pages = f"第 {first} 页" if first == last else f"第 {first}–{last} 页"
    later = f"逐项见{pages}的项目清单。" if options.tables else "逐项见项目台账。"
    slide, is_complete = slide_map.add_map(deck, told, map_sheet(catalog, told.scope), options, later=later)
    if options.tables and not is_complete:
        slide_lists.add_projects(deck, told, listing)
    if options.clauses:
        slide_lists.add_tasks(deck, told, slide_lists.task_listing(told))
    return slide
