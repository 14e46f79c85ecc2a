"""Briefings as files: what writes each format."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from loaders.briefs import archive, ledger, pictures, slides, word
from loaders.briefs.offline import page
from loaders.briefs.options import BriefOptions, silent
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog
from loaders.errors import LoaderError
from loaders.progress import Report

Writer = Callable[[Catalog, Sequence[MapScope], BriefOptions, Report], bytes]
# A new format is a new entry; documents are part of the archive, too.
DOCUMENTS: Mapping[str, Writer] = {"pptx": slides.pptx, "docx": word.docx, "xlsx": ledger.xlsx, "html": page.html}
WRITERS: Mapping[str, Writer] = {
    "png": pictures.png,
    "svg": pictures.svg,
    "pdf": pictures.pdf,
    **DOCUMENTS,
    "zip": partial(archive.archive, DOCUMENTS),
}
ONE_MAP = frozenset({"png", "svg"})  # formats that hold one scope


def brief_file(
    catalog: Catalog,
    scopes: Sequence[MapScope],
    file_format: str,
    options: BriefOptions | None = None,
    progress: Report = silent,
) -> bytes:
    """The scopes, one after the other, as a file of a format of `WRITERS`.

    Raises
    ------
    LoaderError
        If there is no such format, paper, plan or county, no scope, or several for a format of `ONE_MAP`.
    PictureError
        If there is no such resolution.
    """
    if file_format not in WRITERS:
        raise LoaderError(f"{file_format}: no format; choose one of {', '.join(WRITERS)}")
    if not scopes:
        raise LoaderError("a briefing without a page: choose a plan or a county")
    return WRITERS[file_format](catalog, scopes, options or BriefOptions(), progress)
