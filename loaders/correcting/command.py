"""`python -m loaders corrections list|export|import|undo`: corrections for those who keep the store."""

import argparse
import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.errors import LoaderError
from loaders.storage import BUILD_DIRECTORY

if TYPE_CHECKING:
    from loaders.correcting.models import Correction

MOST_REFUSED_SHOWN = 20
PROBLEMS = {
    "text_changed": "not applied: the text has changed",
    "no_plan": "not applied: its plan is not in the build",
    "not_split": "not applied: the split it belongs to was taken back",
    "not_read": "nothing to reject: the words are no longer read as a mention",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `corrections` to the command line."""
    text = "corrections by planners: list them, export and import them as CSV, take one back"
    parser = commands.add_parser("corrections", help=text, description=text.capitalize() + ".")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="what stands, and what became of it in the build")
    listing.add_argument("--plan", default="", metavar="ID", help="only those of one plan")
    listing.set_defaults(command=_list)
    export = actions.add_parser("export", help="write all that stand to a CSV file")
    export.add_argument("file", type=Path, metavar="FILE")
    export.set_defaults(command=_export)
    taking = actions.add_parser("import", help="take in a CSV file of this or another office")
    taking.add_argument("file", type=Path, metavar="FILE")
    taking.set_defaults(command=_import)
    undoing = actions.add_parser("undo", help="take back the last action on a correction")
    undoing.add_argument("id", metavar="ID", help="as `corrections list` shows it")
    undoing.set_defaults(command=_undo)
    for action in (taking, undoing):
        action.add_argument("--who", default="", metavar="NAME", help="who does it (default: the account)")
        action.add_argument("--why", default="", metavar="TEXT", help="why")


def _list(options: argparse.Namespace) -> int:
    from loaders.catalog import BuildMissingError, Catalog
    from loaders.stored.corrections import corrections
    from loaders.stored.records import Store

    found = corrections(Store.open())
    try:
        outcomes = Catalog.open(BUILD_DIRECTORY, found).overlay.outcomes if found.items else ()
    except BuildMissingError:
        outcomes = ()
    problems = {one.correction.record_id: PROBLEMS.get(one.problem, one.problem) for one in outcomes}
    chosen = [one for one in found.items if options.plan in ("", one.anchor.plan_id)]
    for one in chosen:
        print(_line(one, problems.get(one.record_id, "")))
    if not chosen:
        print("no corrections")
    return 0


def _line(one: "Correction", problem: str) -> str:
    said = f"{one.record_id} {one.at[:16]} {one.who}: {one.action} {one.anchor.plan_id} “{one.anchor.name}”"
    changed = ", ".join(f"{name} {one.before.get(name)!r} → {value!r}" for name, value in one.after.items())
    return " | ".join(filter(None, (f"{said}: {changed}", one.why, problem)))


def _export(options: argparse.Namespace) -> int:
    from loaders.correcting.files import export_csv
    from loaders.stored.corrections import corrections
    from loaders.stored.records import Store

    found = corrections(Store.open())
    try:
        options.file.write_bytes(export_csv(found))
    except OSError as error:
        raise LoaderError(f"{options.file}: cannot be written ({error.strerror}); choose another file") from error
    print(f"{options.file}: {len(found.items)} corrections")
    return 0


def _import(options: argparse.Namespace) -> int:
    from loaders.correcting.files import MOST_BYTES, import_csv
    from loaders.stored.records import Store

    try:
        with options.file.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise LoaderError(f"{options.file}: cannot be read ({error.strerror}); check the path") from error
    done = import_csv(Store.open(), content, who=options.who or getpass.getuser(), why=options.why)
    for refused in done.refused[:MOST_REFUSED_SHOWN]:
        print(refused.sentence)
    if len(done.refused) > MOST_REFUSED_SHOWN:
        print(f"… and {len(done.refused) - MOST_REFUSED_SHOWN} more")
    print(f"{done.taken} taken, {done.unchanged} stood already, {len(done.refused)} refused")
    return 1 if done.refused else 0


def _undo(options: argparse.Namespace) -> int:
    from loaders.stored.corrections import undo
    from loaders.stored.records import Store

    for one in undo(Store.open(), options.id, who=options.who or getpass.getuser(), why=options.why):
        print(f"{one.record_id}: taken back; {'nothing stands' if one.removed else one.state.status}")
    return 0
