"""`python -m loaders brief`: the briefing of a county, a plan or some filters as a file."""

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.gazetteer import written_forms
from geo.print_records import PAPERS
from loaders.briefs.options import FORMATS, BriefOptions
from loaders.correcting.opening import present_corrections
from loaders.errors import LoaderError
from loaders.models import Facet, Query
from loaders.progress import ProgressBar
from loaders.storage import BUILD_DIRECTORY

if TYPE_CHECKING:
    from loaders.briefing import MapScope
    from loaders.catalog import Catalog


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `brief` to the command line."""
    text = (
        "a briefing of a county, a plan or some filters: a map to print, with what the rules ask on it, or a document"
    )
    brief = commands.add_parser("brief", help=text, description=text.capitalize() + ".")
    brief.add_argument("--plan", action="append", default=[], metavar="ID", help="a plan (default: all)")
    brief.add_argument("--county", action="append", default=[], metavar="NAME", help="a county by name or code")
    brief.add_argument("--sector", action="append", default=[], metavar="NAME", help="a sector by name or code")
    brief.add_argument("--stage", action="append", default=[], metavar="NAME", help="a planned stage")
    brief.add_argument("--format", choices=FORMATS, default="", help="default: the ending of FILE")
    brief.add_argument("--size", choices=list(PAPERS), default="slide", help="the paper (default %(default)s)")
    brief.add_argument("--dpi", type=int, default=150, help="resolution of PNG, 96 to 300 (default %(default)s)")
    brief.add_argument("--title", default="", metavar="TEXT", help="instead of the proposed headline")
    brief.add_argument("--atlas", action="store_true", help="a page of the whole, then one of each county")
    brief.add_argument("--no-clauses", action="store_true", help="documents without the text of the tasks")
    brief.add_argument("--date", type=date.fromisoformat, default=None, help="制图日期, as 2026-01-31 (default: today)")
    brief.add_argument("--public", action="store_true", help="without the stamp 内部工作用图")
    brief.add_argument("--build", type=Path, metavar="DIR", help="a finished build (default: that of the app)")
    brief.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file to write, or a folder: the file is then named 日期_区县_主题",
    )
    brief.set_defaults(command=_brief)


def _brief(options: argparse.Namespace) -> int:
    out: Path = options.out
    file_format = options.format or out.suffix.removeprefix(".").lower()
    if file_format not in FORMATS:
        raise LoaderError(f"{out}: no format; add --format {'|'.join(FORMATS)}")
    from loaders.briefing import atlas, brief_file, file_name

    catalog = _catalog(options.build)
    scope = _scope(catalog, options)
    scopes = atlas(catalog, scope) if options.atlas else (scope,)
    settings = BriefOptions(dpi=options.dpi, clauses=not options.no_clauses)
    with ProgressBar(quiet=len(scopes) == 1) as progress:
        content = brief_file(catalog, scopes, file_format, settings, progress)
    if out.is_dir():
        out /= file_name(catalog, scopes, file_format)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise LoaderError(f"{out}: cannot be written ({error.strerror}); choose another file") from error
    return 0


def _catalog(directory: Path | None) -> "Catalog":
    """The build in the directory; without one that of the app, made first when there is none."""
    from loaders.catalog import Catalog, ensure_built

    if directory is None:
        with ProgressBar() as report:
            ensure_built(report)
    return Catalog.open(directory or BUILD_DIRECTORY, present_corrections())


def _scope(catalog: "Catalog", options: argparse.Namespace) -> "MapScope":
    from loaders.briefing import MapScope

    known = catalog.facets(Query())
    query = Query(
        plans=_codes("--plan", options.plan, known.plans),
        counties=_codes("--county", options.county, known.counties),
        sectors=_codes("--sector", options.sector, known.sectors),
        stages=_codes("--stage", options.stage, known.stages),
    )
    drawn = options.date or date.today()
    return MapScope(query, options.size, drawn, title=options.title, internal=not options.public)


def _codes(option: str, asked: Iterable[str], known: Iterable[Facet]) -> tuple[str, ...]:
    """The codes of what is asked for by code, name or short name."""
    choices = tuple(known)
    found = []
    for name in asked:
        codes = [one.code for one in choices if name in {one.code, *written_forms(one.label)}]
        if len(codes) != 1:
            reason = "is the name of several: use the code, " + ", ".join(codes) if codes else "is not in this build"
            raise LoaderError(f"{option} {name}: {reason}")
        found += codes
    return tuple(found)
