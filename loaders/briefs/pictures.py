"""Printed maps as files: one picture, or a PDF of as many pages as there are scopes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loaders.briefs.options import BriefOptions, silent
from loaders.briefs.sheets import map_sheet
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.errors import LoaderError
from loaders.progress import Report

if TYPE_CHECKING:
    from geo.cartography import Composed


def picture(catalog: Catalog, scope: MapScope, file_format: str = "png", *, dpi: int = 150) -> bytes:
    """The printed map of a scope as png (at `dpi`, 96 to 300), svg or pdf; the same bytes each time.

    Raises
    ------
    LoaderError
        If there is no such paper, plan or county.
    PictureError
        If there is no such format or resolution.
    """
    return composed(catalog, scope).saved(file_format, dpi=dpi)


def composed(catalog: Catalog, scope: MapScope) -> "Composed":
    """The drawn page, still to be saved."""
    from geo import cartography  # matplotlib: half a second that nobody pays who wants no picture

    return cartography.compose(map_sheet(catalog, scope))


def png(catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, _: Report = silent) -> bytes:
    """The only scope as PNG."""
    return picture(catalog, _only(scopes), "png", dpi=options.dpi)


def svg(catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, _: Report = silent) -> bytes:
    """The only scope as SVG."""
    return picture(catalog, _only(scopes), "svg", dpi=options.dpi)


def pdf(catalog: Catalog, scopes: Sequence[MapScope], _: BriefOptions, progress: Report = silent) -> bytes:
    """Every scope as a page of one PDF."""
    from geo.print_canvas import paged

    pages = []
    for done, scope in enumerate(scopes, start=1):
        page = composed(catalog, scope)
        pages.append(page.canvas)
        progress(page.title, done / len(scopes))
    return paged(pages, title=scopes[0].title or map_sheet(catalog, scopes[0]).title)


def _only(scopes: Sequence[MapScope]) -> MapScope:
    if len(scopes) != 1:
        raise LoaderError(f"{len(scopes)} maps in one picture: choose pdf or zip, or one map only")
    return scopes[0]
