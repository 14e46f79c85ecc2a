"""`python -m loaders publish`: lets a PostgreSQL database serve a build, for those who keep that database."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geo import settings
from loaders.progress import ProgressBar
from loaders.storage import BUILD_DIRECTORY

if TYPE_CHECKING:
    from loaders.serving.pointer import Stored


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `publish` to the command line."""
    text = "load a build into PostgreSQL with PostGIS and serve it from there; readers never see half of one"
    publish = commands.add_parser("publish", help=text, description=text.capitalize() + ".")
    publish.add_argument("--to", metavar="URL", default="", help=f"the database (default {settings.CATALOG.name})")
    publish.add_argument(
        "--build", type=Path, default=BUILD_DIRECTORY, metavar="DIR", help="the build (default %(default)s)"
    )
    publish.add_argument("--keep", type=_kept, default=1, metavar="N", help="earlier builds that stay (default 1)")
    publish.add_argument(
        "--reader", action="append", default=[], metavar="ACCOUNT", help="may read what is published, now and later"
    )
    other = publish.add_mutually_exclusive_group()
    other.add_argument(
        "--rollback", action="store_true", help="serve the build before the present one again; once more goes back"
    )
    other.add_argument("--list", action="store_true", help="the builds in the database")
    publish.add_argument("--quiet", action="store_true", help="no progress bar")
    publish.set_defaults(command=_publish)


def _kept(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1, since a reader may be in the middle of the one before")
    return int(text)


def _publish(options: argparse.Namespace) -> int:
    from loaders.serving import address, publishing  # the driver of PostgreSQL is loaded only when it is needed

    database = address.read(options.to.strip() or settings.text(settings.CATALOG))
    if options.list:
        for line in _listed(*publishing.published(database)):
            print(line)
        return 0
    where = address.shown(database)
    if options.rollback:
        print(f"{where} serves build {publishing.roll_back(database)[:12]} again")
        return 0
    with ProgressBar(quiet=options.quiet) as report:
        done = publishing.publish(database, options.build, keep=options.keep, readers=options.reader, report=report)
    name = f"build {done.build_id[:12]}"
    if not done.moved:
        print(f"{where} serves {name} already; nothing to do")
    else:
        print(f"{where} serves {name} now: {done.rows:,} rows{'' if done.loaded else ', which were there already'}")
    for schema in done.dropped:
        print(f"dropped {schema}")
    for schema in done.left:
        print(f"kept {schema}, which someone is reading; the next publishing drops it")
    return 0


def _listed(builds: "list[Stored]", current: str | None) -> list[str]:
    if not builds:
        return ["nothing has been published here"]
    lines = []
    for build in builds:
        state = "served" if build.schema_name == current else f"until {build.retired_at:%Y-%m-%d %H:%M}"
        rows = sum(build.counts.values())
        lines.append(f"{build.build_id[:12]}  {state:<22}loaded {build.loaded_at:%Y-%m-%d %H:%M}  {rows:,} rows")
    return lines
