"""`python -m loaders health` and `bundle`: whether the program is well, and all of it for use without a network."""

import argparse
import json
from pathlib import Path

from loaders.progress import ProgressBar

BOTH = "both"
MEGABYTE = 1_000_000
PYTHONS = ("3.11", "3.12", "3.13")


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of those who run the program to the command line."""
    text = "say whether build, published catalog, store and disk can serve people now; exit 1 when one cannot"
    health = commands.add_parser("health", help=text, description=text.capitalize() + ". Changes nothing.")
    health.add_argument("--json", action="store_true", help="as one JSON object")
    health.set_defaults(command=_health)
    text = "all that a machine without a network needs, in one ZIP or folder: program, data, packages, install scripts"
    bundle = commands.add_parser("bundle", help=text, description=text.capitalize() + ".")
    bundle.add_argument(
        "--out", type=Path, required=True, metavar="OUT", help="FILE.zip, or a folder that is not there"
    )
    bundle.add_argument(
        "--platform", choices=("linux", "windows", BOTH), default=BOTH, help="for which machines (default %(default)s)"
    )
    bundle.add_argument(
        "--python",
        nargs="+",
        choices=PYTHONS,
        default=PYTHONS[:2],
        help="for which of their Pythons (default 3.11 3.12)",
    )
    bundle.add_argument("--wheels", type=Path, metavar="DIR", help="take packages from here, not from the index")
    bundle.add_argument("--quiet", action="store_true", help="no progress bar")
    bundle.set_defaults(command=_bundle)


def _health(options: argparse.Namespace) -> int:
    from loaders.operating.health import health

    found = health()
    if options.json:
        print(json.dumps(found.record(), ensure_ascii=False))
    else:
        for part in found.parts:
            print(f"{'ok  ' if part.ok else 'FAIL'} {part.name:8} {part.detail}")
    return 0 if found.ok else 1


def _bundle(options: argparse.Namespace) -> int:
    from loaders.operating import wheels
    from loaders.operating.bundle import bundle

    wanted = tuple(wheels.PLATFORMS) if options.platform == BOTH else (options.platform,)
    platforms = [wheels.PLATFORMS[name] for name in wanted]
    with ProgressBar(quiet=options.quiet) as report:
        made = bundle(options.out, platforms, sorted(options.python), source=options.wheels, report=report)
    size, share = made.size // MEGABYTE, made.wheels // MEGABYTE
    print(f"{made.path}: {size:,} MB ({share:,} MB of packages), {made.files:,} files, for {', '.join(wanted)}")
    return 0
