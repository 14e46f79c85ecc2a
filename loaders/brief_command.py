"""`python -m loaders brief`: the briefing of a county, a plan or some filters as a file."""

import argparse
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.gazetteer import written_forms
from geo.print_records import PAPERS
from loaders.errors import LoaderError
from loaders.models import Facet, Query
from loaders.storage import BUILD_DIRECTORY

if TYPE_CHECKING:
    from loaders.briefing import MapScope
    from loaders.catalog import Catalog

Writer = Callable[["Catalog", "MapScope", argparse.Namespace], bytes]


def _picture(catalog: "Catalog", scope: "MapScope", options: argparse.Namespace) -> bytes:
    from loaders import briefing

    return briefing.map_picture(catalog, scope, options.format, dpi=options.dpi)


# What writes each format: a new one is a new entry, and gets catalog, scope and the options of the call.
WRITERS: Mapping[str, Writer] = {"png": _picture, "svg": _picture, "pdf": _picture}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `brief` to the command line."""
    text = "a map to print of a county, a plan or some filters, with what the rules ask on it"
    brief = commands.add_parser("brief", help=text, description=text.capitalize() + ". Needs a build.")
    brief.add_argument("--plan", action="append", default=[], metavar="ID", help="a plan (default: all)")
    brief.add_argument("--county", action="append", default=[], metavar="NAME", help="a county by name or code")
    brief.add_argument("--sector", action="append", default=[], metavar="NAME", help="a sector by name or code")
    brief.add_argument("--stage", action="append", default=[], metavar="NAME", help="a planned stage")
    brief.add_argument("--format", choices=list(WRITERS), default="", help="default: the ending of FILE")
    brief.add_argument("--size", choices=list(PAPERS), default="slide", help="the paper (default %(default)s)")
    brief.add_argument("--dpi", type=int, default=150, help="resolution of PNG, 96 to 300 (default %(default)s)")
    brief.add_argument("--date", type=date.fromisoformat, default=None, help="制图日期, as 2026-01-31 (default: today)")
    brief.add_argument("--public", action="store_true", help="without the stamp 内部工作用图")
    brief.add_argument("--build", type=Path, default=BUILD_DIRECTORY, metavar="DIR", help="default %(default)s")
    brief.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    brief.set_defaults(command=_brief)


def _brief(options: argparse.Namespace) -> int:
    out: Path = options.out
    options.format = options.format or out.suffix.removeprefix(".").lower()
    if options.format not in WRITERS:
        raise LoaderError(f"{out}: no format; add --format {'|'.join(WRITERS)}")
    from loaders.briefing import MapScope
    from loaders.catalog import Catalog

    catalog = Catalog.open(options.build)
    known = catalog.facets(Query())
    query = Query(
        plans=_codes("--plan", options.plan, known.plans),
        counties=_codes("--county", options.county, known.counties),
        sectors=_codes("--sector", options.sector, known.sectors),
        stages=_codes("--stage", options.stage, known.stages),
    )
    scope = MapScope(query=query, paper=options.size, drawn=options.date or date.today(), internal=not options.public)
    content = WRITERS[options.format](catalog, scope, options)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise LoaderError(f"{out}: cannot be written ({error.strerror}); choose another file") from error
    return 0


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
